//! A case, and the people in it.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    assistance::model::{Category, Group, Taken},
    error::Internal,
};

/// Where a case stands. What its applications are in stays their workflow's matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// The handler looks into it.
    Preparing,
    /// A proposal goes through the chain.
    Deciding,
    /// Decided: somebody is assisted.
    Granted,
    /// Decided: nobody is.
    Refused,
}

impl CaseState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Preparing, Self::Deciding, Self::Granted, Self::Refused];

    /// The word in JSON, in the database and in templates.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Deciding => "deciding",
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }
}

/// Reads the word. One that isn't is a fault of the program or of its database.
impl FromStr for CaseState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        let state = Self::ALL.into_iter().find(|state| state.word() == word);
        state.ok_or_else(|| Internal::msg(format!("{word:?} isn't a state of a case")))
    }
}

/// The crime or wrong that an assistance case is about (原案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Underlying {
    /// What it is called, like 扎某故意伤害案.
    pub name: String,
    /// Its number, by which it is the same everywhere.
    pub number: String,
}

/// A case of assistance (救助案件).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// UUIDv7.
    pub id: Uuid,
    /// The organ that handles it, wherever people live.
    pub organ_id: Uuid,
    /// The prosecutor in charge (承办检察官).
    pub handler_id: Uuid,
    /// Where it stands.
    pub state: CaseState,
    /// What it is about.
    pub underlying: Underlying,
    /// Proposals so far; each is a round.
    pub round: i32,
    /// The grant on the ledger, once granted.
    pub grant_id: Option<Uuid>,
    /// When it was decided.
    pub decided_on: Option<NaiveDate>,
    /// Counts the changes.
    pub version: i32,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
}

/// Somebody who is or may be assisted (被救助人).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Assisted {
    /// UUIDv7; the ledger knows them by it.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// The application by which they are in it.
    pub application_id: Uuid,
    /// Who they are.
    pub who: Who,
    /// Under what they may be assisted.
    pub category: Option<Category>,
    /// Groups with their evidence.
    pub groups: Vec<Tag>,
}

/// Who somebody is; personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// The whole name.
    #[validate(length(min = 1, max = 100))]
    pub name: String,
    /// The number of the identity paper.
    #[validate(length(min = 4, max = 40))]
    pub id_number: String,
    /// `female` or `male`.
    #[validate(length(max = 10))]
    pub sex: Option<String>,
    /// The day of birth.
    pub birth_date: Option<NaiveDate>,
}

/// A group with what shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// The group.
    pub group: Group,
    /// What shows it, like the certificate's number.
    #[validate(length(min = 1, max = 300))]
    pub evidence: String,
}

/// A case with everything that hangs on it.
#[derive(Clone, Serialize, Deserialize)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Its applications.
    pub applications: Vec<Uuid>,
    /// Its people, in the order in which they came.
    pub people: Vec<Assisted>,
    /// What was said, the first first.
    pub steps: Vec<Taken>,
    /// What must be looked into before a decision.
    pub warnings: Vec<Warning>,
}

/// That somebody is in another case, too.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Warning {
    /// Who.
    pub person_id: Uuid,
    /// Whether it is the same underlying case: then only one of the two can be granted.
    pub same_case: bool,
    /// Whether the other one is granted.
    pub granted: bool,
    /// The organ that has the other one.
    pub organ_code: String,
}
