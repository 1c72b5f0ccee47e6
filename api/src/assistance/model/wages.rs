//! The wage that amounts are measured by, as finance enters it and as it is told.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::platform::money::Fen;

/// A published wage, as finance enters it for the region of its organ.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewWage {
    /// The year that it is about.
    pub year: i32,
    /// The average of the year, in fen.
    pub yearly_fen: Fen,
    /// Which average it is, like 城镇非私营单位就业人员.
    #[validate(length(min = 1, max = 120))]
    pub series: String,
    /// The day on which it was published.
    pub published_on: NaiveDate,
    /// Where it was published.
    #[validate(length(min = 1, max = 200))]
    pub source: String,
}

/// A wage of the table.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct KnownWage {
    /// The region's code, like 540000.
    pub region: String,
    /// The year that it is about.
    pub year: i32,
    /// The average of the year, in fen.
    pub yearly_fen: Fen,
    /// A month of it, in fen.
    pub monthly_fen: Fen,
    /// Which average it is.
    pub series: String,
    /// The day on which it was published.
    pub published_on: NaiveDate,
    /// Where it was published.
    pub source: String,
    /// Whether finance vouches for it.
    pub confirmed: bool,
    /// Who entered it; nobody where it came with the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<Uuid>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entered_at: Option<DateTime<Utc>>,
    /// Whether it is the one that counts today.
    pub counts: bool,
}
