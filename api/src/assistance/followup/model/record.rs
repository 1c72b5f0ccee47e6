//! What a visit found.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::platform::money::Fen;

/// What was spent on one purpose since the payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Spent {
    /// A key of the purposes.
    #[validate(length(min = 1, max = 40))]
    pub purpose: String,
    /// How much.
    pub amount_fen: Fen,
    /// Whether vouchers for it were seen; their photographs are with the visit.
    #[serde(default)]
    pub vouchers: bool,
}

/// What was found about one person; personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Who was met.
    pub person_id: Uuid,
    /// A key of the scale of living.
    #[validate(length(min = 1, max = 40))]
    pub living: String,
    /// How they live, in words.
    #[validate(length(max = 1000))]
    pub situation: Option<String>,
    /// What the money was spent on since the payment.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    pub spent: Vec<Spent>,
    /// What is left of it, as they say; needed when spending is entered.
    pub left_fen: Option<Fen>,
    /// What else they need now.
    #[validate(length(max = 1000))]
    pub needs: Option<String>,
    /// What points to misuse: a note for recovery (追回).
    #[validate(length(max = 1000))]
    pub misuse: Option<String>,
}

/// A finding with what the person had got by then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    /// What was found.
    pub finding: Finding,
    /// What the ledger says was with the person.
    pub paid: Fen,
    /// What of it is neither spent nor left; none when the money wasn't asked about.
    pub unaccounted: Option<Fen>,
}

/// What of a record is for its readers only.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Words {
    /// Where, in words.
    pub place: Option<String>,
    /// What comes next.
    pub next_step: String,
    /// Why an earlier version had to be corrected.
    pub correction: Option<String>,
}

/// A version of a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// UUIDv7.
    pub id: Uuid,
    /// The visit.
    pub visit_id: Uuid,
    /// From 1; the highest counts.
    pub version: i32,
    /// The day of the visit.
    pub visited_on: NaiveDate,
    /// A key of the ways.
    pub way: String,
    /// Who made it, and entered it.
    pub first_id: Uuid,
    /// Who went along.
    pub second_id: Option<Uuid>,
    /// With which partner.
    pub partner_id: Option<Uuid>,
    /// The official documents, one for each application whose people were met.
    pub documents: Vec<Uuid>,
    /// In words.
    pub words: Words,
    /// About each person.
    pub found: Vec<Found>,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
}

/// What a photograph shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FollowUpFileKind)]
pub enum FileKind {
    /// A voucher for what somebody spent.
    Voucher,
    /// The visit.
    Photo,
}

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Voucher, Self::Photo];

    /// The word in tables and forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Voucher => "voucher",
            Self::Photo => "photo",
        }
    }
}

/// A voucher or photograph.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Picture {
    /// The stored file.
    pub id: Uuid,
    /// The visit.
    pub visit_id: Uuid,
    /// What it shows.
    pub kind: FileKind,
    /// Whose voucher.
    pub person_id: Option<Uuid>,
    /// The version of the record that it came with; none before it is recorded.
    pub record_version: Option<i32>,
    /// Its name on the sender's device; personal data.
    pub filename: String,
    /// Found by content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// When it came.
    pub uploaded_at: DateTime<Utc>,
}
