//! The words of a citizen's say over their data.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::error::Internal;

/// Something that the law keeps, with why and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = KeptRecord)]
pub struct Kept {
    /// The matter's receipt number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_no: Option<String>,
    /// What is kept.
    pub what: String,
    /// Why.
    pub why: String,
    /// How long, in words.
    pub how_long: String,
    /// The last day; none while the matter goes on, because the time is counted from its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// What came of asking for deletion.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Deletion {
    /// The request, as it is on record.
    pub request_id: Uuid,
    /// By when it had to be answered.
    pub due_on: NaiveDate,
    /// When it was.
    pub done_at: DateTime<Utc>,
    /// Drafts that went, with their files.
    pub drafts_removed: u64,
    /// What stays.
    pub kept: Vec<Kept>,
}

/// What came of taking consent back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ConsentWithdrawal {
    /// When.
    pub withdrawn_at: DateTime<Utc>,
    /// Whether the matter ended with it. A matter that is decided goes on: the law asks for that.
    pub stopped: bool,
    /// What it means, in words.
    pub meaning: String,
    /// What stays.
    pub kept: Vec<Kept>,
}

/// What a citizen can ask about their data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DataRequestKind)]
pub enum RequestKind {
    /// A copy of everything.
    Export,
    /// Deletion of the account.
    Deletion,
    /// Another phone.
    Phone,
    /// A correction of what was sent.
    Correction,
}

impl RequestKind {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Deletion => "deletion",
            Self::Phone => "phone",
            Self::Correction => "correction",
        }
    }

    /// The kind that the table names.
    pub fn parse(word: &str) -> Result<Self, Internal> {
        let all = [Self::Export, Self::Deletion, Self::Phone, Self::Correction];
        let known = all.into_iter().find(|kind| kind.word() == word);
        known.ok_or_else(|| Internal::msg("an unknown kind of request"))
    }
}

/// A request about personal data, as it is on record.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = DataRequest)]
pub struct Request {
    /// UUIDv7.
    pub id: Uuid,
    /// What was asked.
    pub kind: RequestKind,
    /// The application that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Uuid>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// By when it has to be answered.
    pub due_on: NaiveDate,
    /// When it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_at: Option<DateTime<Utc>>,
    /// What is wrong, in the citizen's words; personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What came of it: `given`, `deleted`, `deleted_in_part`, `corrected` or `refused`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The answer in words; personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What is wrong in an application that was sent.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The application.
    pub application_id: Uuid,
    /// What is wrong, and what is right.
    #[validate(length(min = 1, max = 1000))]
    pub text: String,
}

/// Which requests.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeskQuery {
    /// The answered ones, in place of those that wait.
    pub answered: Option<bool>,
}

/// A request in the desk's list, without its words.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DeskDataRequest)]
pub struct DeskRequest {
    /// UUIDv7.
    pub id: Uuid,
    /// The application that it is about.
    pub application_id: Option<Uuid>,
    /// Its receipt number.
    pub receipt_no: Option<String>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// By when it has to be answered.
    pub due_on: NaiveDate,
    /// Whether it isn't, and should have been.
    pub overdue: bool,
    /// When it was answered.
    pub done_at: Option<DateTime<Utc>>,
    /// What came of it: `corrected` or `refused`.
    pub outcome: Option<String>,
}

/// What staff make of a request for correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CorrectionOutcome)]
pub enum Outcome {
    /// The record is right now.
    Corrected,
    /// It was right before, or may not be changed.
    Refused,
}

/// The answer to a request.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DataRequestAnswer)]
pub struct Answer {
    /// `corrected` or `refused`.
    pub outcome: Outcome,
    /// What was corrected, or why not; the citizen reads it.
    #[validate(length(max = 1000))]
    pub text: String,
}
