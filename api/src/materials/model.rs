//! A paper in its own words.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What staff found about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Judgment {
    /// Nobody has looked at it.
    Uploaded,
    /// It will do.
    Accepted,
    /// It won't; the reason says why.
    Rejected,
}

impl Judgment {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }

    /// Reads the word in the database.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Uploaded, Self::Accepted, Self::Rejected].into_iter().find(|state| state.word() == word)
    }
}

/// What the scanner of files has to do with a file. Nothing where it found nothing, or where there is no scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Screening {
    /// It hasn't answered yet: nobody can open the file.
    Waiting,
    /// It found malware: the file is gone.
    Infected,
}

impl Screening {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Infected => "infected",
        }
    }

    /// Reads the word in the database; one that isn't known keeps the file shut.
    pub fn from_word(word: &str) -> Self {
        if word == Self::Infected.word() { Self::Infected } else { Self::Waiting }
    }
}

/// A file that belongs to an application (材料), as the contract shows it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Material {
    /// UUIDv7.
    pub id: Uuid,
    /// The line of the service's checklist.
    pub checklist_key: String,
    /// Its name on the sender's device; personal data.
    pub filename: String,
    /// Found by content, not by name.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Of the file as it was sent, in hexadecimal.
    pub sha256: String,
    /// What staff found.
    pub state: Judgment,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it waits for the scanner of files, or was refused by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screening: Option<Screening>,
    /// When it was uploaded.
    pub uploaded_at: DateTime<Utc>,
}

/// What the desk finds about a file.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// `accepted` or `rejected`.
    pub state: Judgment,
    /// What is wrong, for the citizen to read; needed for a rejection.
    pub reason: Option<String>,
}
