//! How a batch is paid, and how far batches and lines are.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Internal;

/// How a batch is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By transfer.
    Bank,
    /// Handed over, with two members of staff present.
    InPerson,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Bank, Self::InPerson];

    /// The word in tables, forms and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::InPerson => "in_person",
        }
    }
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Made, and to be checked.
    Made,
    /// Checked by somebody else; the treasury's money is awaited.
    Approved,
    /// The money is there.
    Funded,
    /// With the bank.
    Sent,
    /// Every line is settled.
    Done,
    /// Given up before it was sent.
    Canceled,
}

impl BatchState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Made, Self::Approved, Self::Funded, Self::Sent, Self::Done, Self::Canceled];

    /// The word in tables, forms and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Approved => "approved",
            Self::Funded => "funded",
            Self::Sent => "sent",
            Self::Done => "done",
            Self::Canceled => "canceled",
        }
    }
}

/// How far a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// In a batch that isn't sent.
    Listed,
    /// With the bank.
    Sent,
    /// Paid; the ledger has it.
    Paid,
    /// The bank refused it; its instalment may be tried again.
    Failed,
    /// It was paid and came back; its instalment may be tried again.
    Returned,
    /// Its batch was given up.
    Dropped,
}

impl LineState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Listed, Self::Sent, Self::Paid, Self::Failed, Self::Returned, Self::Dropped];

    /// The word in tables and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Sent => "sent",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Returned => "returned",
            Self::Dropped => "dropped",
        }
    }
}

impl FromStr for Way {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        known(Self::ALL, Self::word, word)
    }
}

impl FromStr for BatchState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        known(Self::ALL, Self::word, word)
    }
}

impl FromStr for LineState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        known(Self::ALL, Self::word, word)
    }
}

/// The one that a word in a table stands for.
pub(in crate::assistance) fn known<T: Copy>(
    all: impl IntoIterator<Item = T>,
    word_of: fn(T) -> &'static str,
    word: &str,
) -> Result<T, Internal> {
    let found = all.into_iter().find(|one| word_of(*one) == word);
    found.ok_or_else(|| Internal::msg(format!("{word:?} is unknown")))
}
