//! A grant shared out to the fen: who pays whom how much and when, where several organs give together.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    assistance::model::{OnTable, Planned},
    platform::money::Fen,
};

/// What one person gets on one day; at once without a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Who gets.
    pub person_id: Uuid,
    /// How much.
    pub amount: Fen,
    /// The day in Asia/Shanghai.
    pub on: Option<NaiveDate>,
}

/// From one organ to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Who gives.
    pub organ_id: Uuid,
    /// Who gets.
    pub person_id: Uuid,
    /// How much.
    pub amount: Fen,
    /// The day in Asia/Shanghai on which it is to be paid; at once without one.
    pub due_on: Option<NaiveDate>,
}

/// What everybody on the table gets and when: for each person what is paid at once, then the instalments by their days.
pub fn dues(table: &OnTable) -> Vec<Due> {
    let mut dues = Vec::new();
    for award in &table.people {
        let Some(granted) = award.amount_fen else { continue };
        let person_id = award.person_id;
        let its = table.instalments.iter().filter(|one| one.person_id == person_id);
        let mut its: Vec<&Planned> = its.collect();
        its.sort_by_key(|one| one.due_on);
        let later = Fen::sum(its.iter().map(|one| one.amount_fen)).unwrap_or_default();
        let now = granted.minus(later).filter(|now| now.is_positive());
        dues.extend(now.map(|amount| Due { person_id, amount, on: None }));
        dues.extend(its.iter().map(|one| Due { person_id, amount: one.amount_fen, on: Some(one.due_on) }));
    }
    dues
}

/// Fills one due after another from one organ's share after another. Both sums must be the same; what doesn't fit stays out, and the
/// ledger refuses the rest.
pub fn share_out(shares: &[(Uuid, Fen)], dues: &[Due]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut givers = shares.iter().copied();
    let mut giver = givers.next();
    for Due { person_id, amount: mut open, on: due_on } in dues.iter().copied() {
        while let Some((organ_id, left)) = giver.filter(|_| open.is_positive()) {
            let amount = left.min(open);
            if amount.is_positive() {
                parts.push(Part { organ_id, person_id, amount, due_on });
            }
            open = open.minus(amount).unwrap_or_default();
            let rest = left.minus(amount).unwrap_or_default();
            giver = if rest.is_positive() { Some((organ_id, rest)) } else { givers.next() };
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::platform::ids;

    fn named(amounts: &[i64]) -> Vec<(Uuid, Fen)> {
        amounts.iter().map(|amount| (ids::new_id(), Fen::of(*amount))).collect()
    }

    fn at_once(people: &[(Uuid, Fen)]) -> Vec<Due> {
        people
            .iter()
            .map(|(person_id, amount)| Due { person_id: *person_id, amount: *amount, on: None })
            .collect()
    }

    #[test]
    fn one_organ_pays_each_person_once() {
        let (shares, people) = (named(&[500]), named(&[300, 200]));
        let parts = share_out(&shares, &at_once(&people));
        assert_eq!(parts.iter().map(|part| part.amount.count()).collect::<Vec<_>>(), [300, 200]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_appears(people in prop::collection::vec(1_i64..1_000_000, 1..20), cut in 0.0_f64..1.0) {
            let whole: i64 = people.iter().sum();
            #[expect(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "only a place to cut")]
            let first = ((whole as f64 * cut) as i64).clamp(1, whole);
            let shares: Vec<i64> = [first, whole - first].into_iter().filter(|share| *share > 0).collect();
            let (shares, people) = (named(&shares), named(&people));
            let (mut gives, mut gets) = (HashMap::new(), HashMap::new());
            for part in share_out(&shares, &at_once(&people)) {
                prop_assert!(part.amount.is_positive());
                *gives.entry(part.organ_id).or_insert(0) += part.amount.count();
                *gets.entry(part.person_id).or_insert(0) += part.amount.count();
            }
            prop_assert_eq!(gives, shares.iter().map(|(id, fen)| (*id, fen.count())).collect());
            prop_assert_eq!(gets, people.iter().map(|(id, fen)| (*id, fen.count())).collect());
        }
    }
}
