//! The plan of visits, and what became of each.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::Internal;

/// How far a visit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FollowUpVisitState)]
pub enum VisitState {
    /// To be made.
    Planned,
    /// Made, and recorded.
    Made,
    /// Not made, for a reason.
    GivenUp,
    /// Put aside when another grade was chosen.
    Replaced,
}

impl VisitState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Made, Self::GivenUp, Self::Replaced];

    /// The word in tables and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Made => "made",
            Self::GivenUp => "given_up",
            Self::Replaced => "replaced",
        }
    }
}

/// Reads the word. One that isn't is a fault of the program or of its database.
impl FromStr for VisitState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        let state = Self::ALL.into_iter().find(|state| state.word() == word);
        state.ok_or_else(|| Internal::msg(format!("{word:?} isn't a state of a visit")))
    }
}

/// Why a visit isn't made when it was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FollowUpChangeKind)]
pub enum ChangeKind {
    /// It is put on another day.
    Moved,
    /// Somebody went or called, and nobody was met; it is tried again.
    Missed,
    /// It isn't made at all.
    GivenUp,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Moved, Self::Missed, Self::GivenUp];

    /// The word in tables, forms and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Missed => "missed",
            Self::GivenUp => "given_up",
        }
    }
}

/// Reads the word. One that isn't is a fault of the program or of its database.
impl FromStr for ChangeKind {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        let kind = Self::ALL.into_iter().find(|kind| kind.word() == word);
        kind.ok_or_else(|| Internal::msg(format!("{word:?} isn't a change of a visit")))
    }
}

/// The plan of a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// The case.
    pub case_id: Uuid,
    /// The degree of hardship, a key of `assistance/visits.yaml`.
    pub grade: String,
    /// When the last payment was settled; months count from here.
    pub paid_on: NaiveDate,
    /// Who chose the grade; nobody while it is the usual one.
    pub chosen_by: Option<Uuid>,
    /// Since when the applications are being followed up.
    pub begun_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Goes up with each change of the plan or its visits.
    pub version: i32,
}

/// A visit of a plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Visit {
    /// UUIDv7.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// Months after payment; none for one that was added.
    pub months: Option<i32>,
    /// By when.
    pub due_on: NaiveDate,
    /// Whether a calendar said that it is a working day.
    pub counted: bool,
    /// Who makes it.
    pub assignee_id: Uuid,
    /// How far it is.
    pub state: VisitState,
    /// When it was made.
    pub made_on: Option<NaiveDate>,
}

/// A visit that was moved, missed or given up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shift {
    /// UUIDv7.
    pub id: Uuid,
    /// The visit.
    pub visit_id: Uuid,
    /// What became of it.
    pub kind: ChangeKind,
    /// When it was due before.
    pub from_on: NaiveDate,
    /// When it is due since.
    pub to_on: Option<NaiveDate>,
    /// Why; personal data at times.
    pub reason: String,
    /// Who said so.
    pub staff_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}
