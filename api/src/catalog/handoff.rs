//! Hand-offs between the procuratorate and its partners as data: what help can be asked for, and one table for each kind of hand-off.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{model::Limit, workflow::StepRefusal};
use crate::web::language::Text;

/// What is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoffKind {
    /// A matter, by the procuratorate to a partner.
    Referral,
    /// A clue (线索), by a partner to the procuratorate.
    Clue,
}

/// Where a hand-off stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoffState {
    /// On its way.
    Sent,
    /// The other side has it.
    Received,
    /// The other side takes it on.
    Accepted,
    /// The other side can't; it said why.
    Returned,
    /// The partner reported what it did.
    Helped,
    /// Finished.
    Closed,
    /// Taken back by who sent it.
    Recalled,
}

/// Who acts on a hand-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Who handed it over.
    Sender,
    /// To whom it was handed.
    Receiver,
}

/// What an action asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Words: a reason, a report, a result.
    Words,
    /// The measures that were taken.
    Measures,
    /// Another procuratorate.
    Organ,
}

/// A kind of help (救助帮扶措施).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Stands in addresses and in the database.
    pub key: String,
    /// Its name.
    pub title: Text,
}

/// What a state is called, and who still sees what was handed over.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoffWords {
    /// Whether it is still open: only then a partner sees what was handed to it.
    pub open: bool,
    /// For staff of both sides.
    pub text: Text,
    /// For the citizen.
    pub citizen: Text,
}

/// Something that can be done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoffAction {
    /// The words on its button.
    pub title: Text,
    /// What it asks for.
    pub asks: Vec<Ask>,
}

/// One rule: who may do what in which state, and what follows.
#[derive(Clone, Debug)]
pub struct HandoffRow {
    /// The states it leads out of.
    pub from: Vec<HandoffState>,
    /// What is done.
    pub action: String,
    /// Who may do it.
    pub by: Side,
    /// The state afterward.
    pub to: HandoffState,
    /// The limit that runs in that state; none runs without one.
    pub starts: Option<String>,
}

/// The table of one kind of hand-off.
#[derive(Clone, Debug)]
pub struct HandoffTable {
    /// The state in which it begins.
    pub first: HandoffState,
    /// The limit that runs then.
    pub first_limit: String,
    /// Every row, in the file's order.
    pub rows: Vec<HandoffRow>,
    pub(super) limits: BTreeMap<String, Limit>,
    pub(super) states: BTreeMap<HandoffState, HandoffWords>,
    pub(super) actions: BTreeMap<String, HandoffAction>,
}

/// What is said to whom must be told of their rights (主动告知, 2016 Rules art. 14).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its number; a notice that was used isn't changed.
    pub version: i32,
    /// The first day on which it is said.
    pub effective_from: NaiveDate,
    /// Where it is from.
    pub source: String,
    /// Whether the rule's text was read; else it is a setting of the office.
    pub confirmed: bool,
    /// What is said.
    pub text: Text,
}

/// Measures and tables.
#[derive(Clone, Debug)]
pub struct Handoffs {
    /// What help can be asked for, in the file's order.
    pub measures: Vec<Measure>,
    pub(super) referral: HandoffTable,
    pub(super) clue: HandoffTable,
    /// The oldest first.
    pub(super) notices: Vec<Notice>,
}

impl HandoffKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Referral, Self::Clue];

    /// The word in JSON and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::Clue => "clue",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl HandoffState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Sent,
        Self::Received,
        Self::Accepted,
        Self::Returned,
        Self::Helped,
        Self::Closed,
        Self::Recalled,
    ];

    /// The word in JSON and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Returned => "returned",
            Self::Helped => "helped",
            Self::Closed => "closed",
            Self::Recalled => "recalled",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

impl Handoffs {
    /// The table of a kind.
    pub fn table(&self, kind: HandoffKind) -> &HandoffTable {
        match kind {
            HandoffKind::Referral => &self.referral,
            HandoffKind::Clue => &self.clue,
        }
    }

    /// What is said on a day to whom must be told of their rights; none before the first notice.
    pub fn notice_on(&self, day: NaiveDate) -> Option<&Notice> {
        self.notices.iter().rev().find(|notice| notice.effective_from <= day)
    }

    /// A measure.
    pub fn measure(&self, key: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.key == key)
    }
}

impl HandoffTable {
    /// The row for an action, or why there is none. Who may never do it learns that first, whatever the state.
    pub fn step(&self, from: HandoffState, action: &str, by: Side) -> Result<&HandoffRow, StepRefusal> {
        let rows = || self.rows.iter().filter(|row| row.action == action);
        if rows().next().is_none() {
            return Err(StepRefusal::UnknownAction);
        }
        if !rows().any(|row| row.by == by) {
            return Err(StepRefusal::NotYourRole);
        }
        rows().find(|row| row.by == by && row.from.contains(&from)).ok_or_else(|| {
            StepRefusal::NotInThisState { allowed: self.allowed(from, by).map(str::to_owned).collect() }
        })
    }

    /// What a side may do in a state, in the file's order.
    pub fn allowed(&self, from: HandoffState, by: Side) -> impl Iterator<Item = &str> {
        let rows = self.rows.iter().filter(move |row| row.by == by && row.from.contains(&from));
        rows.map(|row| row.action.as_str())
    }

    /// What a state is called.
    pub fn state(&self, state: HandoffState) -> Option<&HandoffWords> {
        self.states.get(&state)
    }

    /// Whether it is still open in a state.
    pub fn is_open(&self, state: HandoffState) -> bool {
        self.states.get(&state).is_some_and(|words| words.open)
    }

    /// An action.
    pub fn action(&self, key: &str) -> Option<&HandoffAction> {
        self.actions.get(key)
    }

    /// A time limit.
    pub fn limit(&self, key: &str) -> Option<&Limit> {
        self.limits.get(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_kind_ends_somewhere_and_shows_partners_nothing_then() {
        let catalog = Catalog::load().unwrap();
        for kind in HandoffKind::ALL {
            let table = catalog.handoffs().table(kind);
            let ends = |state: &HandoffState| {
                [Side::Sender, Side::Receiver]
                    .into_iter()
                    .all(|side| table.allowed(*state, side).next().is_none())
            };
            let last: Vec<_> = table.states.keys().copied().filter(ends).collect();
            assert!(!last.is_empty(), "{kind:?} never ends");
            assert!(last.iter().all(|state| !table.is_open(*state)), "{kind:?} stays open at its end");
            assert!(table.is_open(table.first), "{kind:?} begins closed");
        }
    }

    #[test]
    fn only_the_other_side_accepts() {
        let catalog = Catalog::load().unwrap();
        let table = catalog.handoffs().table(HandoffKind::Referral);
        assert!(table.step(HandoffState::Received, "accept", Side::Receiver).is_ok());
        assert_eq!(
            table.step(HandoffState::Received, "accept", Side::Sender).unwrap_err(),
            StepRefusal::NotYourRole
        );
        let refused = table.step(HandoffState::Sent, "accept", Side::Receiver).unwrap_err();
        assert_eq!(refused, StepRefusal::NotInThisState { allowed: vec!["receive".to_owned()] });
        assert_eq!(
            table.step(HandoffState::Sent, "burn", Side::Receiver).unwrap_err(),
            StepRefusal::UnknownAction
        );
    }
}
