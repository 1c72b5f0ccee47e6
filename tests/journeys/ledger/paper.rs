//! What should be the case, kept without the ledger: as anybody would keep it on paper.

use std::collections::HashMap;

use hechang::{
    ledger::{
        model::{Decision, Destination, Payment, Share, Source},
        service::Balances,
    },
    platform::{ids, money::Fen},
};
use uuid::Uuid;

use super::ground::payment;

/// Where an instalment stands, as anybody would keep it on paper.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Promised,
    Paid,
    GivenUp,
}

/// What should be the case, kept without the ledger.
#[derive(Clone, Default)]
pub struct Paper {
    pub years: HashMap<Uuid, Balances>,
    pub grants: Vec<Decision>,
    /// (grant, place in its plan) → where it stands.
    pub parts: Vec<(usize, usize, State)>,
    /// Payments, and the place of each in `parts`.
    pub payments: Vec<(Payment, usize, bool)>,
    /// (organ, grant, person) → with the person.
    pub hands: HashMap<(Uuid, Uuid, Uuid), i64>,
    /// (organ, mandate) → in custody; a mandate is a person of a grant here.
    pub custody: HashMap<(Uuid, Uuid), i64>,
    pub mandates: HashMap<(Uuid, Uuid), Uuid>,
}

pub fn plus(fen: &mut Fen, more: i64) {
    *fen = Fen::of(fen.count() + more);
}

pub fn pick(which: usize, of: usize) -> Option<usize> {
    which.checked_rem(of)
}

impl Paper {
    pub fn part(&self, place: usize) -> (Uuid, Uuid, Uuid, Uuid, i64) {
        let (grant, part, _) = self.parts[place];
        let (grant, part) = (&self.grants[grant], self.grants[grant].plan[part]);
        (part.id, part.organ_id, grant.grant_id, part.person_id, part.amount.count())
    }

    pub fn year(&mut self, organ: Uuid) -> &mut Balances {
        self.years.entry(organ).or_default()
    }

    /// From what a share is taken: what the organ set aside, or what it has left.
    fn pocket(&mut self, share: &Share) -> &mut Fen {
        let year = self.year(share.organ_id);
        if share.earmark_id.is_some() { &mut year.earmarked } else { &mut year.left }
    }

    pub fn sets_aside(&mut self, organ: Uuid, fen: i64) -> bool {
        let allowed = self.year(organ).left.count() >= fen;
        plus(&mut self.year(organ).left, -fen);
        plus(&mut self.year(organ).earmarked, fen);
        allowed
    }

    pub fn grants(&mut self, grant: Decision) -> bool {
        let allowed = grant.shares.iter().all(|share| *self.pocket(share) >= share.amount);
        for share in &grant.shares {
            plus(self.pocket(share), -share.amount.count());
            plus(&mut self.year(share.organ_id).committed, share.amount.count());
        }
        let number = self.grants.len();
        self.parts.extend((0..grant.plan.len()).map(|place| (number, place, State::Promised)));
        self.grants.push(grant);
        allowed
    }

    pub fn picks(&mut self, which: usize, custody: bool, again: bool) -> Option<(Payment, usize)> {
        if again {
            let (payment, place, _) = self.payments[pick(which, self.payments.len())?];
            return Some((payment, place));
        }
        let place = pick(which, self.parts.len())?;
        let (grant, part, _) = self.parts[place];
        let mut payment = payment(&self.grants[grant].plan[part]);
        if custody {
            let owner = (self.grants[grant].grant_id, payment.person_id);
            payment.to = Destination::Custody(*self.mandates.entry(owner).or_insert_with(ids::new_id));
        }
        Some((payment, place))
    }

    pub fn pays(&mut self, payment: Payment, place: usize) -> bool {
        let (_, organ, grant, person, fen) = self.part(place);
        let allowed = self.parts[place].2 == State::Promised && self.year(organ).in_bank.count() >= fen;
        self.parts[place].2 = State::Paid;
        self.payments.push((payment, place, false));
        let year = self.year(organ);
        plus(&mut year.committed, -fen);
        plus(&mut year.paid, fen);
        plus(&mut year.in_bank, -fen);
        self.reaches(payment.to, (organ, grant, person), fen);
        allowed
    }

    pub fn reaches(&mut self, to: Destination, whose: (Uuid, Uuid, Uuid), fen: i64) {
        let year = self.year(whose.0);
        match to {
            Destination::Person => {
                plus(&mut year.with_people, fen);
                *self.hands.entry(whose).or_default() += fen;
            }
            Destination::Custody(mandate) => {
                plus(&mut year.in_custody, fen);
                *self.custody.entry((whose.0, mandate)).or_default() += fen;
            }
        }
    }

    pub fn gives_back(&mut self, number: usize) -> bool {
        let (payment, place, back) = self.payments[number];
        let (_, organ, grant, person, fen) = self.part(place);
        // What was handed over comes from whoever holds it now.
        let from = match payment.to {
            Destination::Person => Destination::Person,
            Destination::Custody(_) => Destination::Custody(self.mandates[&(grant, person)]),
        };
        let there = match from {
            Destination::Person => self.hands.get(&(organ, grant, person)),
            Destination::Custody(mandate) => self.custody.get(&(organ, mandate)),
        };
        let allowed = !back && there.copied().unwrap_or(0) >= fen;
        self.payments[number].2 = true;
        self.parts[place].2 = State::Promised;
        let year = self.year(organ);
        plus(&mut year.committed, fen);
        plus(&mut year.paid, -fen);
        plus(&mut year.in_bank, fen);
        self.reaches(from, (organ, grant, person), -fen);
        allowed
    }

    pub fn gives_up(&mut self, place: usize) -> bool {
        let (_, organ, _, _, fen) = self.part(place);
        let allowed = self.parts[place].2 == State::Promised;
        self.parts[place].2 = State::GivenUp;
        plus(&mut self.year(organ).committed, -fen);
        let shares = &self.grants[self.parts[place].0].shares;
        let share = *shares.iter().find(|share| share.organ_id == organ).unwrap();
        plus(self.pocket(&share), fen);
        allowed
    }

    pub fn mandate(&self, which: usize) -> Option<((Uuid, Uuid), Uuid)> {
        let mut all: Vec<_> = self.mandates.iter().map(|(owner, mandate)| (*owner, *mandate)).collect();
        all.sort_unstable();
        Some(all[pick(which, all.len())?])
    }

    /// What a mandate holds in all.
    pub fn holds(&self, which: usize) -> i64 {
        let Some((_, mandate)) = self.mandate(which) else { return 0 };
        self.custody.iter().filter(|((_, of), _)| *of == mandate).map(|(_, held)| held).sum()
    }

    pub fn hands_over(&mut self, which: usize, to: Uuid) -> bool {
        let Some((owner, from)) = self.mandate(which) else { return false };
        let allowed = self.holds(which) > 0;
        self.mandates.insert(owner, to);
        let held: Vec<_> = self.custody.extract_if(|(_, of), _| *of == from).collect();
        self.custody.extend(held.into_iter().map(|((organ, _), held)| ((organ, to), held)));
        allowed
    }

    pub fn releases(&mut self, which: usize, fen: i64) -> bool {
        let Some(((grant, person), mandate)) = self.mandate(which) else { return false };
        let mut held: Vec<_> = self.custody.iter().filter(|((_, of), _)| *of == mandate).collect();
        held.sort_unstable();
        let held: Vec<_> = held.into_iter().map(|((organ, _), held)| (*organ, *held)).collect();
        let allowed = held.iter().map(|(_, held)| held).sum::<i64>() >= fen;
        let mut open = fen;
        for (organ, held) in held {
            let part = held.min(open);
            open -= part;
            self.reaches(Destination::Custody(mandate), (organ, grant, person), -part);
            self.reaches(Destination::Person, (organ, grant, person), part);
        }
        allowed
    }

    pub fn hand(&self, which: usize) -> Option<(Uuid, Uuid, Uuid)> {
        let mut all: Vec<_> = self.hands.keys().copied().collect();
        all.sort_unstable();
        Some(all[pick(which, all.len())?])
    }

    pub fn recovers(&mut self, whose: (Uuid, Uuid, Uuid), from: Source, fen: i64) -> bool {
        if from == Source::Custody {
            return self.recovers_held(whose, fen);
        }
        let hand = self.hands.entry(whose).or_default();
        let allowed = *hand >= fen;
        *hand -= fen;
        plus(&mut self.year(whose.0).with_people, -fen);
        plus(&mut self.year(whose.0).recovered, fen);
        allowed
    }

    fn recovers_held(&mut self, (organ, grant, person): (Uuid, Uuid, Uuid), fen: i64) -> bool {
        let Some(mandate) = self.mandates.get(&(grant, person)).copied() else { return false };
        let held = self.custody.entry((organ, mandate)).or_default();
        let allowed = *held >= fen;
        *held -= fen;
        plus(&mut self.year(organ).in_custody, -fen);
        plus(&mut self.year(organ).recovered, fen);
        allowed
    }
}
