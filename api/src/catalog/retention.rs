//! How long records are kept (`retention.yaml`): the first rule that fits a record counts.

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

use super::state::State;
use crate::web::language::Text;

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// An application that was never sent; counted from its last change.
    Draft,
    /// An application that was sent, with everything that hangs on it; counted from its end.
    Matter,
    /// A booked visit; counted from its end.
    Visit,
    /// Counted from when it stopped to work.
    OneTimeCode,
    /// The kept answer of a request; counted from when it expired.
    KeptAnswer,
    /// A message that was sent; counted from then.
    Message,
    /// Counted from its end.
    SignIn,
    /// A refresh token that was exchanged; counted from then.
    SpentToken,
    /// Somebody's request about their personal data; counted from its outcome.
    DataRequest,
    /// The phone of a deleted account; counted from when nothing of theirs is kept any more.
    DepartedPhone,
    /// A clue that a partner sent; counted from its end.
    Clue,
    /// Somebody who had to be told of their rights; counted from when they were.
    RightsNotice,
}

impl RecordKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Draft,
        Self::Matter,
        Self::Visit,
        Self::OneTimeCode,
        Self::KeptAnswer,
        Self::Message,
        Self::SignIn,
        Self::SpentToken,
        Self::DataRequest,
        Self::DepartedPhone,
        Self::Clue,
        Self::RightsNotice,
    ];
}

/// A unit of time by the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
    /// To the same day of a later month, or its last.
    Month,
    /// Twelve months.
    Year,
}

impl Span {
    /// The word in the locales.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// How many units.
    pub amount: u32,
    /// Of what.
    pub unit: Span,
}

impl Keep {
    /// Whatever happened at this instant or before is past its time; none before the calendar begins.
    pub fn cutoff(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.unit {
            Span::Hour => now.checked_sub_signed(TimeDelta::hours(self.amount.into())),
            Span::Day => now.checked_sub_days(Days::new(self.amount.into())),
            Span::Month => now.checked_sub_months(Months::new(self.amount)),
            Span::Year => now.checked_sub_months(Months::new(self.amount.saturating_mul(12))),
        }
    }

    /// Until when something that happened then is kept.
    pub fn after(self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.unit {
            Span::Hour => at.checked_add_signed(TimeDelta::hours(self.amount.into())),
            Span::Day => at.checked_add_days(Days::new(self.amount.into())),
            Span::Month => at.checked_add_months(Months::new(self.amount)),
            Span::Year => at.checked_add_months(Months::new(self.amount.saturating_mul(12))),
        }
    }
}

/// How long one kind of record is kept, and why.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name in reports.
    pub key: String,
    /// The kind.
    pub of: RecordKind,
    /// Matters of these services only; of all when empty.
    #[serde(default)]
    pub services: Vec<String>,
    /// Matters that ended in these states only; in any when empty.
    #[serde(default)]
    pub ended_as: Vec<State>,
    /// How long.
    pub keep: Keep,
    /// Since when the rule holds.
    pub effective_from: NaiveDate,
    /// Where it comes from.
    pub source: String,
    /// Whether its source was read; else it is a setting of the office.
    pub confirmed: bool,
    /// What is kept, in the citizen's words.
    pub what: Text,
    /// Why.
    pub why: Text,
}

/// The retention table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// How long the office may take to answer a request about personal data.
    pub answer_within: Keep,
    /// The rules, in their order.
    pub records: Vec<Rule>,
}

impl Retention {
    /// The rule for a kind.
    pub fn rule(&self, kind: RecordKind) -> Option<&Rule> {
        self.records.iter().find(|rule| rule.of == kind)
    }

    /// The rule for a matter of this service that ended in this state, or will.
    pub fn of_matter(&self, service: &str, state: State) -> Option<&Rule> {
        let fits = |rule: &&Rule| {
            let service = rule.services.is_empty() || rule.services.iter().any(|known| known == service);
            let state = rule.ended_as.is_empty() || rule.ended_as.contains(&state);
            rule.of == RecordKind::Matter && service && state
        };
        self.records.iter().find(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_counted_by_the_calendar() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let keep = Keep { amount: 3, unit: Span::Year };
        assert_eq!(keep.after(at("2024-02-29T02:00:00Z")), Some(at("2027-02-28T02:00:00Z")));
        assert_eq!(keep.cutoff(at("2026-03-02T02:00:00Z")), Some(at("2023-03-02T02:00:00Z")));
    }
}
