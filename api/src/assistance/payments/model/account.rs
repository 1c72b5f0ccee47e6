//! Where somebody's money goes, and how far that is checked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Whose account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The assisted person's own.
    Own,
    /// Of the guardian of somebody who is a minor or can't act.
    Guardian,
    /// Of a mandate of custody, which holds the person's money and no other.
    Custody,
}

impl Relation {
    /// Those that can be entered for a person.
    pub const ENTERED: [Self; 2] = [Self::Own, Self::Guardian];

    /// The word in forms and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Guardian => "guardian",
            Self::Custody => "custody",
        }
    }
}

/// Where somebody's money goes; personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Whose account it is.
    pub relation: Relation,
    /// The name that the bank knows.
    #[validate(length(min = 1, max = 100))]
    pub holder: String,
    /// The bank and its branch.
    #[validate(length(min = 1, max = 100))]
    pub bank: String,
    /// The number of the card or passbook, digits alone.
    #[validate(length(min = 8, max = 32))]
    pub number: String,
}

/// An account with how far it is checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PayeeAccount {
    /// Whose money.
    pub person_id: Uuid,
    /// Where it goes.
    pub account: Account,
    /// Who entered it.
    pub entered_by: Uuid,
    /// Who typed the number again and found it the same.
    pub confirmed_by: Option<Uuid>,
    /// Goes up with each change.
    pub version: i32,
}

/// The number as whoever confirms it typed it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The number of the card or passbook.
    #[validate(length(min = 8, max = 32))]
    pub number: String,
}

/// How far somebody's account is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// None is entered.
    Missing,
    /// Entered, and to be confirmed by somebody else.
    Entered,
    /// Confirmed.
    Confirmed,
    /// The person's money goes into custody.
    Custody,
}

impl AccountState {
    /// The word in texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Entered => "entered",
            Self::Confirmed => "confirmed",
            Self::Custody => "custody",
        }
    }
}
