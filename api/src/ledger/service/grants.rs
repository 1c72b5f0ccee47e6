//! A decision commits budget; an instalment that won't be paid frees it again.

use std::collections::HashMap;

use hechang_entity::{ledger_grant, ledger_grantee, ledger_instalment, ledger_share};
use uuid::Uuid;

use crate::{
    error::Internal,
    ledger::{
        chart::{Holder, Kind, Slot},
        error::{LedgerError, Refusal},
        model::{Act, Decision, GiveUp, Posted},
        posting::{Draft, Subjects},
        queries::{
            grants::{self, Planned},
            postings,
        },
        service::booking,
    },
    platform::{change::Change, ids, money::Fen},
};

/// Commits each organ's share of a decision. A case counts once, however many organs give (联合救助).
///
/// # Errors
/// `SharesDiffer`, `PeopleDiffer`, `PlanDiffers` unless all add up to the fen; `BudgetShort`, `EarmarkShort`;
/// `PostedDifferently` when the grant was committed with other amounts.
pub async fn commit(change: &Change, decision: &Decision) -> Result<Posted, LedgerError> {
    adds_up(decision)?;
    let draft = commitment(decision)?;
    booking::hold(change, decision.shares.iter().map(|share| (share.organ_id, share.year))).await?;
    if postings::by_key(change.db(), &draft.key).await?.is_none() {
        write_down(change, decision).await?;
    }
    booking::post(change, &draft).await
}

/// Everything positive, each part named once, and all sums equal.
fn adds_up(decision: &Decision) -> Result<(), Refusal> {
    let Decision { amount, shares, people, plan, .. } = decision;
    let by_organ = whole(shares.iter().map(|share| (share.organ_id, share.amount)));
    let by_person = whole(people.iter().map(|person| (person.person_id, person.amount)));
    let by_organ = by_organ.filter(|parts| parts.len() == shares.len()).ok_or(Refusal::SharesDiffer)?;
    let by_person = by_person.filter(|parts| parts.len() == people.len()).ok_or(Refusal::PeopleDiffer)?;
    if Fen::sum(by_organ.values().copied()) != Some(*amount) || !amount.is_positive() {
        return Err(Refusal::SharesDiffer);
    }
    if Fen::sum(by_person.values().copied()) != Some(*amount) {
        return Err(Refusal::PeopleDiffer);
    }
    let planned_by_organ = whole(plan.iter().map(|part| (part.organ_id, part.amount)));
    let planned_by_person = whole(plan.iter().map(|part| (part.person_id, part.amount)));
    let fits = planned_by_organ == Some(by_organ) && planned_by_person == Some(by_person);
    if fits { Ok(()) } else { Err(Refusal::PlanDiffers) }
}

/// What each gets in all; nothing when a part isn't more than nothing.
fn whole(parts: impl Iterator<Item = (Uuid, Fen)>) -> Option<HashMap<Uuid, Fen>> {
    let mut sums = HashMap::new();
    for (of, amount) in parts {
        let sum: &mut Fen = sums.entry(of).or_default();
        *sum = sum.plus(Some(amount).filter(|amount| amount.is_positive())?)?;
    }
    Some(sums)
}

fn commitment(decision: &Decision) -> Result<Draft, LedgerError> {
    let head = decision.shares.first().ok_or(Refusal::SharesDiffer)?;
    let key = format!("commitment:{}", decision.grant_id);
    let mut draft = Draft::new(Act::Commitment, key, head.organ_id, head.year, decision.on);
    draft.subjects.case = Some(decision.case_id);
    draft.subjects.grant = Some(decision.grant_id);
    for part in &decision.plan {
        let share = decision.shares.iter().find(|share| share.organ_id == part.organ_id);
        let share = share.ok_or(Refusal::PlanDiffers)?;
        let committed = of_instalment((share.organ_id, share.year), part.id, part.amount);
        draft = draft.moves(pocket(share.organ_id, share.year, share.earmark_id), committed, part.amount);
    }
    Ok(draft)
}

/// From what a share is taken: what was set aside, or the free budget.
fn pocket(organ: Uuid, year: i32, earmark: Option<Uuid>) -> Slot {
    match earmark {
        Some(purpose) => Slot { organ, year, kind: Kind::Earmarked, holder: Holder::Purpose(purpose) },
        None => Slot::of_organ(Kind::Budget, organ, year),
    }
}

/// What is promised of an instalment.
pub(super) fn of_instalment((organ, year): (Uuid, i32), id: Uuid, amount: Fen) -> Slot {
    Slot { organ, year, kind: Kind::Committed, holder: Holder::Instalment(id, amount) }
}

async fn write_down(change: &Change, decision: &Decision) -> Result<(), LedgerError> {
    let grant_id = decision.grant_id;
    let shares: Vec<_> = decision
        .shares
        .iter()
        .map(|share| ledger_share::Model {
            id: ids::new_id(),
            grant_id,
            organ_id: share.organ_id,
            year: share.year,
            earmark_id: share.earmark_id,
            amount: share.amount.count(),
        })
        .collect();
    let people: Vec<_> = decision
        .people
        .iter()
        .map(|person| ledger_grantee::Model {
            id: ids::new_id(),
            grant_id,
            person_id: person.person_id,
            amount: person.amount.count(),
        })
        .collect();
    let mut plan = Vec::new();
    for part in &decision.plan {
        let share = shares.iter().find(|share| share.organ_id == part.organ_id);
        let person = people.iter().find(|person| person.person_id == part.person_id);
        let (Some(share), Some(person)) = (share, person) else { return Err(Refusal::PlanDiffers.into()) };
        plan.push(ledger_instalment::Model {
            id: part.id,
            grant_id,
            share_id: share.id,
            grantee_id: person.id,
            amount: part.amount.count(),
            due_on: part.due_on,
        });
    }
    let (case_id, amount) = (decision.case_id, decision.amount.count());
    let grant = ledger_grant::Model { id: grant_id, case_id, amount, created_at: change.now() };
    Ok(grants::insert(change.db(), grant, shares, people, plan).await?)
}

/// Gives an unpaid instalment up: its budget is free again, or set aside as it was.
///
/// # Errors
/// `NotInDecision` when there is none; `AlreadyPaid`.
pub async fn give_up(change: &Change, gone: &GiveUp) -> Result<Posted, LedgerError> {
    let planned = grants::planned(change.db(), gone.instalment_id).await?.ok_or(Refusal::NotInDecision)?;
    let Planned { instalment, share, .. } = &planned;
    let years = (share.organ_id, share.year);
    let committed = of_instalment(years, instalment.id, Fen::of(instalment.amount));
    let pocket = pocket(share.organ_id, share.year, share.earmark_id);
    let key = format!("release:{}", instalment.id);
    let mut draft = Draft::new(Act::Release, key, share.organ_id, share.year, gone.on);
    draft.subjects = subjects(&planned);
    booking::post(change, &draft.moves(committed, pocket, Fen::of(instalment.amount))).await
}

pub(super) fn subjects(planned: &Planned) -> Subjects {
    Subjects {
        case: Some(planned.case_id),
        grant: Some(planned.instalment.grant_id),
        instalment: Some(planned.instalment.id),
        ..Subjects::default()
    }
}

/// Whether an instalment was given up: why there is nothing to pay.
pub(super) async fn given_up(change: &Change, instalment: Uuid) -> Result<bool, Internal> {
    postings::has_act(change.db(), instalment, Act::Release).await
}
