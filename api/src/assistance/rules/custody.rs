//! Custody as data: purposes, when somebody is of age, until when a voucher is due, and the tables of mandates and requests.

use std::collections::BTreeSet;

use anyhow::ensure;
use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use serde::Deserialize;

use crate::{
    assistance::custody::model::{MandateAct, MandateState, RequestAct, RequestState},
    web::language::Text,
};

/// What money in custody may be used for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// The word in the API and in the database.
    pub key: String,
    /// Its title.
    pub title: Text,
}

/// At which age somebody is an adult.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfAge {
    /// The birthday.
    pub years: u32,
    /// From when.
    pub effective_from: NaiveDate,
    /// The rule.
    pub source: String,
    /// Whether its text was read.
    pub confirmed: bool,
}

impl OfAge {
    /// The birthday on which somebody comes of age; of the 29th of February the 1st of March.
    pub fn reached_on(&self, born: NaiveDate) -> Option<NaiveDate> {
        let day = born.checked_add_months(Months::new(self.years.saturating_mul(12)))?;
        if day.day() == born.day() { Some(day) } else { day.succ_opt() }
    }
}

/// Until when a voucher is due.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoucherLimit {
    /// Calendar days after the release.
    pub days: i64,
    /// From when.
    pub effective_from: NaiveDate,
    /// The rule.
    pub source: String,
    /// Whether its text was read.
    pub confirmed: bool,
}

impl VoucherLimit {
    /// The last day for the voucher of a release.
    pub fn due_on(&self, released_on: NaiveDate) -> Option<NaiveDate> {
        released_on.checked_add_signed(TimeDelta::try_days(self.days)?)
    }
}

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The case handler.
    Keeper,
    /// A prosecutor with power.
    Approver,
    /// Finance.
    Payer,
    /// The staff of the partner that holds the money.
    Custodian,
    /// The citizen whose application it is.
    Owner,
    /// The program's daily job.
    Program,
}

/// A row of a table: in these states these parties may do this, and this state follows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row<S, A> {
    /// The states.
    pub from: Vec<S>,
    /// What is done.
    pub action: A,
    /// By whom.
    pub by: Vec<Party>,
    /// What follows.
    pub to: S,
}

/// A table of rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Table<S, A>(Vec<Row<S, A>>);

impl<S: Copy + PartialEq, A: Copy + PartialEq> Table<S, A> {
    /// The row of an action in a state.
    pub fn row(&self, state: S, action: A) -> Option<&Row<S, A>> {
        self.allowed(state).find(|row| row.action == action)
    }

    /// Everything that may be done in a state.
    pub fn allowed(&self, state: S) -> impl Iterator<Item = &Row<S, A>> {
        self.0.iter().filter(move |row| row.from.contains(&state))
    }

    /// Whether a state and an action have one row at most, and each state but the first follows from another.
    pub(super) fn holds(&self, states: impl IntoIterator<Item = S>, first: S) -> bool {
        states.into_iter().all(|state| {
            let reached = state == first || self.0.iter().any(|row| row.to == state);
            let once = self
                .allowed(state)
                .all(|row| self.allowed(state).filter(|other| other.action == row.action).count() == 1);
            reached && once
        })
    }
}

/// The rules of custody.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custody {
    /// What money may be used for.
    pub purposes: Vec<Purpose>,
    /// When somebody is of age.
    pub of_age: OfAge,
    /// Until when a voucher is due.
    pub voucher: VoucherLimit,
    /// What may happen to a mandate.
    pub mandate: Table<MandateState, MandateAct>,
    /// What may happen to a request.
    pub request: Table<RequestState, RequestAct>,
}

impl Custody {
    /// A purpose by its key.
    pub fn purpose(&self, key: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.key == key)
    }

    /// Refuses tables with gaps and purposes named twice.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let keys: BTreeSet<_> = self.purposes.iter().map(|purpose| &purpose.key).collect();
        ensure!(!keys.is_empty() && keys.len() == self.purposes.len(), "purposes: none, or one named twice");
        ensure!(self.voucher.days >= 0 && self.of_age.years > 0, "days and years aren't below zero");
        ensure!(self.mandate.holds(MandateState::ALL, MandateState::Draft), "mandate: a gap or a double row");
        ensure!(self.request.holds(RequestState::ALL, RequestState::Asked), "request: a gap or a double row");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistance::rules::Rules;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn somebody_is_of_age_on_the_birthday() {
        let of_age = &Rules::compiled_in().unwrap().custody.of_age;
        assert_eq!(of_age.reached_on(day("2010-05-01")), Some(day("2028-05-01")));
        assert_eq!(of_age.reached_on(day("2008-02-29")), Some(day("2026-03-01")));
    }

    #[test]
    fn a_table_with_a_gap_is_refused() {
        let mut rules = Rules::compiled_in().unwrap().custody.clone();
        rules.check().unwrap();
        rules.request.0.retain(|row| row.action != RequestAct::Release);
        assert!(rules.check().is_err());
    }

    #[test]
    fn nothing_is_released_without_verification_and_approval() {
        let table = &Rules::compiled_in().unwrap().custody.request;
        for state in RequestState::ALL {
            let released = table.row(state, RequestAct::Release).is_some();
            assert_eq!(released, state == RequestState::Approved, "{state:?}");
        }
    }
}
