//! The words of closing, as types.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    assistance::model::CaseFile,
    error::{FieldFault, Internal},
};

/// How far a closing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosingState {
    /// The handler has asked.
    Asked,
    /// It was handed back, with the reason.
    Returned,
    /// The case was closed.
    Confirmed,
}

impl ClosingState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Asked, Self::Returned, Self::Confirmed];

    /// The word in tables and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Returned => "returned",
            Self::Confirmed => "confirmed",
        }
    }
}

/// Reads the word. One that isn't is a fault of the program or of its database.
impl FromStr for ClosingState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        let state = Self::ALL.into_iter().find(|state| state.word() == word);
        state.ok_or_else(|| Internal::msg(format!("{word:?} isn't a state of a closing")))
    }
}

/// The archive bundle of a case that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// The stored file, sealed.
    pub file_id: Uuid,
    /// The SHA-256 of the ZIP, in hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// Files in it, without the manifest.
    pub parts: i32,
}

/// A round of closing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Closing {
    /// UUIDv7.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// From 1; the highest counts.
    pub round: i32,
    /// How far it is.
    pub state: ClosingState,
    /// The handler's closing note; personal data at times.
    pub note: String,
    /// Who asked.
    pub asked_by: Uuid,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Who confirmed or handed back.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was handed back; personal data at times.
    pub answer: Option<String>,
    /// The bundle, once confirmed.
    pub bundle: Option<Bundle>,
    /// When a recovery opened the case again.
    pub reopened_at: Option<DateTime<Utc>>,
}

impl Closing {
    /// Whether the case is closed by it.
    pub fn is_in_force(&self) -> bool {
        self.state == ClosingState::Confirmed && self.reopened_at.is_none()
    }
}

/// That somebody opened a bundle.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Opening {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which closing.
    pub closing_id: Uuid,
    /// Who.
    pub staff_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Why; personal data at times.
    pub reason: String,
}

/// A case with its closings.
pub struct ClosingFile {
    /// The case.
    pub file: CaseFile,
    /// Every round, the first first.
    pub closings: Vec<Closing>,
    /// What is still open; each by its own code.
    pub obstacles: Vec<FieldFault>,
    /// Who opened bundles, the first first.
    pub openings: Vec<Opening>,
}

/// That a case is to be closed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewClosing {
    /// What came of the case (结案意见).
    #[validate(length(min = 1, max = 2000))]
    pub note: String,
}

/// Why a closing is handed back, or a bundle opened.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ClosingReason)]
pub struct Reason {
    /// In words.
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}
