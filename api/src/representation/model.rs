//! A representation in its own words.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// By which right somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RepresentationKind)]
pub enum Kind {
    /// By law, for a ward.
    Guardian,
    /// By a power of attorney.
    Agent,
}

/// What staff found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RepresentationState)]
pub enum State {
    /// Nobody has looked at it.
    Claimed,
    /// The papers bear it out.
    Confirmed,
    /// They don't.
    Refused,
}

/// What the form says of whoever acts; personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The name of whoever acts.
    pub name: Option<String>,
    /// What they are to the applicant: a choice of the form.
    pub relation: Option<String>,
    /// The applicant's date of birth.
    pub born_on: Option<NaiveDate>,
}

/// A representation that an application claims.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The application.
    pub application: Uuid,
    /// The account of whoever acts.
    pub citizen: Uuid,
    /// In whose keeping the matter is.
    pub organ: Uuid,
    /// By which right.
    pub kind: Kind,
    /// What the form says.
    pub facts: Facts,
    /// Whether the power of attorney is said to allow collecting.
    pub collect: bool,
}

/// Who acts for the applicant, with their powers shown separately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Representation {
    /// The application.
    pub application_id: Uuid,
    /// By which right they act.
    pub kind: Kind,
    /// Their name; personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What they are to the applicant: a choice of the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// The date of birth of the applicant, on which a guardian's part depends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ward_born_on: Option<NaiveDate>,
    /// Whether the form says that the power of attorney allows collecting.
    pub claims_collect: bool,
    /// What staff found.
    pub state: State,
    /// Whether they may apply and act in the matter.
    pub may_apply: bool,
    /// Whether they may receive the money. Never follows from `may_apply`.
    pub may_collect: bool,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When staff looked at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged_at: Option<DateTime<Utc>>,
    /// Raised by each change; the `ETag`.
    #[serde(skip)]
    pub version: i32,
    /// In whose keeping the matter is.
    #[serde(skip)]
    pub organ_id: Uuid,
}

/// What staff found: both powers, each by itself.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// `confirmed` or `refused`.
    pub state: State,
    /// Only with `confirmed`.
    #[serde(default)]
    pub may_apply: bool,
    /// Only with `confirmed`.
    #[serde(default)]
    pub may_collect: bool,
    /// Why; needed with `refused`.
    #[validate(length(max = 500))]
    pub reason: Option<String>,
}
