//! How far mandates and requests are, and what is done to them. Which follows from which is a table: `api/catalog/assistance/custody.yaml`.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{assistance::payments::model::known, error::Internal};

/// How far a mandate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MandateState {
    /// The agreement is drawn up and issued.
    Draft,
    /// All parties have signed; what is paid goes into custody from now on.
    Signed,
    /// Money is in custody.
    Active,
    /// A misuse was reported: nothing is released.
    Paused,
    /// It has ended.
    Closed,
}

impl MandateState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Signed, Self::Active, Self::Paused, Self::Closed];
    /// Those in which the custodian has it in hand.
    pub const HANDED: [Self; 3] = [Self::Signed, Self::Active, Self::Paused];

    /// The word in tables and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Signed => "signed",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Closed => "closed",
        }
    }

    /// Whether the custodian has it in hand.
    pub fn is_handed(self) -> bool {
        Self::HANDED.contains(&self)
    }
}

/// What is done to a mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MandateAct {
    /// The parties' signatures are checked and entered.
    Sign,
    /// It is given up before money came.
    Drop,
    /// Money came.
    Fund,
    /// A release is asked for.
    Ask,
    /// A misuse is reported.
    Report,
    /// Releases go on.
    Lift,
    /// It has fulfilled its purpose.
    End,
    /// Another mandate takes its place.
    Replace,
    /// What the mandate before held is there.
    HandOver,
}

impl MandateAct {
    /// The word in forms and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Drop => "drop",
            Self::Fund => "fund",
            Self::Ask => "ask",
            Self::Report => "report",
            Self::Lift => "lift",
            Self::End => "end",
            Self::Replace => "replace",
            Self::HandOver => "hand_over",
        }
    }
}

/// Why a mandate ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Nothing is left, and every use was shown.
    UsedUp,
    /// The person came of age and has the rest.
    OfAge,
    /// It was given up before money came.
    Dropped,
    /// What was held was paid back to the office (追回).
    Recovered,
    /// Another mandate took its place (更换代管人).
    Replaced,
}

impl Ending {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::UsedUp, Self::OfAge, Self::Dropped, Self::Recovered, Self::Replaced];

    /// The word in tables and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::UsedUp => "used_up",
            Self::OfAge => "of_age",
            Self::Dropped => "dropped",
            Self::Recovered => "recovered",
            Self::Replaced => "replaced",
        }
    }
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Asked for.
    Asked,
    /// The custodian found the purpose true.
    Verified,
    /// A prosecutor agreed.
    Approved,
    /// The money has left custody.
    Released,
    /// Its use was shown.
    Filed,
    /// It wasn't granted.
    Refused,
}

impl RequestState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Asked, Self::Verified, Self::Approved, Self::Released, Self::Filed, Self::Refused];

    /// The word in tables and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Verified => "verified",
            Self::Approved => "approved",
            Self::Released => "released",
            Self::Filed => "filed",
            Self::Refused => "refused",
        }
    }

    /// Whether its money is still in custody and may leave it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Verified | Self::Approved)
    }
}

/// What is done to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestAct {
    /// The custodian found the purpose true.
    Verify,
    /// A prosecutor agrees.
    Approve,
    /// The money leaves custody.
    Release,
    /// Its use is shown.
    File,
    /// It isn't granted.
    Refuse,
}

impl RequestAct {
    /// The word in forms and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Approve => "approve",
            Self::Release => "release",
            Self::File => "file",
            Self::Refuse => "refuse",
        }
    }
}

/// What a release is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A need within the purposes of the agreement; its use is shown afterward.
    Need,
    /// What is left, to a person who came of age: theirs without a voucher.
    Rest,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Need, Self::Rest];

    /// The word in tables and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Need => "need",
            Self::Rest => "rest",
        }
    }
}

impl FromStr for MandateState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        known(Self::ALL, Self::word, word)
    }
}

impl FromStr for Ending {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        known(Self::ALL, Self::word, word)
    }
}

impl FromStr for RequestState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        known(Self::ALL, Self::word, word)
    }
}

impl FromStr for Kind {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        known(Self::ALL, Self::word, word)
    }
}
