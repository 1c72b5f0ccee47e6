//! Documents in their own words.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{
    catalog::document::DocumentKind,
    documents::{content::Versions, service::Version},
};

/// What a document is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The application.
    pub application: Option<Uuid>,
    /// The case of assistance.
    pub case: Option<Uuid>,
    /// The citizen who may read it in the portal, when the kind is for citizens.
    pub citizen: Option<Uuid>,
}

/// A document to be issued.
#[derive(Clone, Debug)]
pub struct NewDocument<'a> {
    /// The kind: a file's name in `api/catalog/documents/`.
    pub kind: &'a str,
    /// The organ that issues it.
    pub organ: Uuid,
    /// What it is about.
    pub about: Subject,
    /// What it is filled in with.
    pub fields: Value,
}

/// A document that was issued. Holds personal data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document {
    /// The row.
    pub id: Uuid,
    /// Who issued it.
    pub organ_id: Uuid,
    /// Its kind.
    pub kind: String,
    /// The version of the template: its digest.
    pub template: String,
    /// Its number, of a numbered kind.
    pub number: Option<String>,
    /// What its QR code leads to.
    pub verification_code: String,
    /// The application it is about.
    pub application_id: Option<Uuid>,
    /// The case it is about.
    pub case_id: Option<Uuid>,
    /// The citizen it is for.
    pub citizen_id: Option<Uuid>,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// The member of staff who issued it.
    pub issued_by: Option<Uuid>,
    /// Since when it is void.
    pub voided_at: Option<DateTime<Utc>>,
    /// Why; personal data at times.
    pub void_reason: Option<String>,
    /// What it says; none when its matter was erased.
    pub versions: Option<Versions>,
}

/// Which version of a document.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `public` (names and numbers masked; when left out) or `full`, which is put on the audit record.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub version: Version,
}

/// A document to be issued from an application.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FromMatter {
    /// The kind, as `GET /api/v1/desk/document-kinds` lists it.
    #[validate(length(max = 40))]
    pub kind: String,
    /// What the kind asks for; what the application has is taken from there.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Value,
}

/// Why a document is void.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Voiding {
    /// For whoever asks later; stays inside the office.
    #[validate(length(max = 500))]
    pub reason: String,
}

/// Whether a document is what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DocumentStanding)]
pub enum Standing {
    /// It was issued and is in force.
    Authentic,
    /// It was issued and then made void.
    Void,
    /// There is no such document.
    Unknown,
}

/// What everybody may know of a document.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = DocumentVerification)]
pub struct Verification {
    /// Whether it is what it says.
    pub standing: Standing,
    /// Its kind in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organ: Option<String>,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its day in Asia/Shanghai.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<chrono::NaiveDate>,
    /// Since which day it is void.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voided_on: Option<chrono::NaiveDate>,
    /// Whom it is about, masked; nobody where the matter is guarded.
    pub people: Vec<String>,
}

/// What an organ's numbers begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DocumentSetting)]
pub struct Setting {
    /// The place's short name, like 山南.
    #[validate(length(max = 20))]
    pub place: String,
    /// The department code (部门代字), like 控申; that of each kind when left out.
    #[validate(length(max = 20))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Counts the changes; 0 while nobody has set it.
    #[serde(default)]
    #[schema(read_only)]
    pub version: i32,
}

impl Setting {
    /// The department code that a kind's numbers have.
    pub fn code_of<'a>(&'a self, kind: &'a DocumentKind) -> &'a str {
        let usual = kind.number.as_ref().map_or("", |number| number.code.as_str());
        self.code.as_deref().unwrap_or(usual)
    }
}

/// Fields of a document with more of them, as far as these have a value.
#[must_use]
pub fn with<const N: usize>(mut fields: Value, more: [(&str, Option<Value>); N]) -> Value {
    if let Some(known) = fields.as_object_mut() {
        known.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    fields
}
