//! The scale of amounts that an office has of its own, as finance enters it and as it is told.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::platform::money::Fen;

/// One grade of hardship, as it is entered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewGrade {
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    pub title: String,
    /// What is usually given, in fen.
    pub amount_fen: Fen,
}

/// A scale, as finance enters it for its organ.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewScale {
    /// The day from which it counts.
    pub effective_from: NaiveDate,
    /// The local rule.
    #[validate(length(min = 1, max = 200))]
    pub source: String,
    /// From the least to the most hardship.
    #[validate(length(min = 1, max = 10), nested)]
    pub grades: Vec<NewGrade>,
}

/// A grade of a scale.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct KnownGrade {
    /// By which a proposal names it.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What is usually given, in fen.
    pub amount_fen: Fen,
}

/// A scale of the reader's organ.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct KnownScale {
    /// The day from which it counts.
    pub effective_from: NaiveDate,
    /// The local rule.
    pub source: String,
    /// From the least to the most hardship.
    pub grades: Vec<KnownGrade>,
    /// Who entered it; nobody where it came with the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<Uuid>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entered_at: Option<DateTime<Utc>>,
    /// Whether it is the one that counts today.
    pub counts: bool,
}
