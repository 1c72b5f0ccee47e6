//! An application in its own words: opened, and in no language yet.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    applications::receipt::ReceiptNo,
    catalog::State,
    identity::policy::Matter,
    materials::model::Material,
    organs::model::Line,
    web::language::{Language, Text},
};

/// An application (申请). Its states and what may happen in them are the service's workflow in the catalog.
#[derive(Clone, Serialize, Deserialize)]
pub struct Application {
    /// UUIDv7; gives no right by being known.
    pub id: Uuid,
    /// The service applied for.
    pub service_key: String,
    /// The version of the service that its form was last checked against.
    pub service_version: i32,
    /// The center whose calendar counts.
    pub center_id: Uuid,
    /// The organ in whose keeping it is.
    pub organ_id: Uuid,
    /// The organ's department, once it was diverted to one.
    pub department: Option<String>,
    /// Whose it is.
    pub citizen_id: Uuid,
    /// The code on the wall that led to it.
    pub qr_code: Option<String>,
    /// The language in which the citizen is told.
    pub language: Language,
    /// A state of the workflow.
    pub state: State,
    /// What the citizen filled in; personal data.
    pub form: Value,
    /// From submission on.
    pub receipt_no: Option<ReceiptNo>,
    /// Finds it again by receipt number and the phone's last four digits.
    #[serde(skip)]
    pub phone_tail_index: Option<Vec<u8>>,
    /// Finds it again by the number of the applicant's identity paper.
    #[serde(skip)]
    pub applicant_id_index: Option<Vec<u8>>,
    /// Finds it again by the applicant's name.
    #[serde(skip)]
    pub applicant_name_index: Option<Vec<u8>>,
    /// Which text was agreed to.
    pub consent_version: Option<String>,
    /// When.
    pub consented_at: Option<DateTime<Utc>>,
    /// The member of staff who has it.
    pub assignee_id: Option<Uuid>,
    /// Whether few may open it, and no list tells whose it is (security.md PRV-4).
    pub guarded: bool,
    /// The line of work that it was handed to (条线); none while any may take it.
    pub line: Option<Line>,
    /// The nearest deadline that runs; none when none runs, or when the calendar can't tell.
    pub due_on: Option<NaiveDate>,
    /// Which limit that is.
    pub due_limit: Option<String>,
    /// Raised by each change of form or state.
    pub version: i32,
    /// When it was first submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the draft was begun.
    pub created_at: DateTime<Utc>,
    /// When anything about it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Application {
    /// What the policy must know of it.
    pub fn access(&self) -> Matter {
        let Self { id, organ_id, line, assignee_id, guarded, .. } = *self;
        Matter { id, organ_id, line, assignee_id, guarded }
    }
}

/// A step on the timeline.
#[derive(Clone, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// The state it led to.
    pub state: State,
    /// The action that led there.
    pub action: String,
    /// What was said to the citizen with it, like the reason of a refusal; shown to its owner and to staff only.
    pub words: Option<String>,
}

/// Something the citizen was asked to mend (补正要求).
#[derive(Clone, Serialize, Deserialize)]
pub struct Request {
    /// The row.
    pub id: Uuid,
    /// The round of correction, from 1.
    pub round: i32,
    /// The line of the checklist it is about.
    pub checklist_key: Option<String>,
    /// The place in the form it is about: a JSON Pointer into the form.
    pub pointer: Option<String>,
    /// What to do, in the clerk's words.
    pub text: String,
    /// What stood at the pointer when it was asked.
    pub was: Option<Value>,
    /// A supervisor's reason for asking again about something unchanged.
    pub override_reason: Option<String>,
    /// When it was asked.
    pub created_at: DateTime<Utc>,
    /// The member of staff who asked.
    pub created_by: Uuid,
    /// When the citizen answered it.
    pub answered_at: Option<DateTime<Utc>>,
}

/// A request that is about to be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// See [`Request`].
    pub checklist_key: Option<String>,
    /// See [`Request`].
    pub pointer: Option<String>,
    /// See [`Request`].
    pub text: String,
}

/// What was sent of an application.
#[derive(Serialize)]
pub struct Sent {
    /// Of which.
    pub application_id: Uuid,
    /// The service applied for.
    pub service_key: String,
    /// The form each time it was sent, the first first.
    pub forms: Vec<SentForm>,
}

/// A form as it was sent.
#[derive(Serialize)]
pub struct SentForm {
    /// When.
    pub at: DateTime<Utc>,
    /// What it says; personal data.
    pub form: Value,
}

/// An application with everything its owner may see (卷宗).
#[derive(Clone, Serialize, Deserialize)]
pub struct Dossier {
    /// The application itself.
    pub application: Application,
    /// Its papers, in the order of upload, without removed ones.
    pub materials: Vec<Material>,
    /// Its steps, oldest first.
    pub timeline: Vec<Step>,
    /// What is asked now; empty when nothing is.
    pub requests: Vec<Request>,
}

/// What anybody who has the receipt may see: no name, no form, no file.
#[derive(Clone)]
pub struct Tracked {
    /// The application; only its receipt, service, center, state and deadline are shown.
    pub application: Application,
    /// Its steps; their words aren't shown.
    pub timeline: Vec<Step>,
    /// The center's name.
    pub center_name: Text,
}

/// What a citizen begins with.
#[derive(Clone)]
pub struct NewDraft {
    /// The service.
    pub service_key: String,
    /// The center.
    pub center_id: Uuid,
    /// The code that was scanned.
    pub qr_code: Option<String>,
    /// What is filled in already.
    pub form: Value,
    /// The language of the request.
    pub language: Language,
}

/// Consent to a text, by its version.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The version that was shown.
    pub version: String,
    /// Whether it was agreed to.
    pub accepted: bool,
    /// Whether the use of sensitive data was agreed to separately; none when nobody asked separately.
    pub sensitive: Option<bool>,
    /// Whether a guardian agreed for a child; none when nobody asked separately.
    pub guardian: Option<bool>,
}

/// Ends of matters: a service's final states.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The service.
    pub service_key: String,
    /// The states.
    pub states: Vec<State>,
}

/// Which applications of an organ are asked for.
#[derive(Clone, Debug, Default)]
pub struct QueueFilter {
    /// Only this state.
    pub state: Option<State>,
    /// Only this service.
    pub service: Option<String>,
    /// Only this center.
    pub center: Option<Uuid>,
    /// Only in these hands.
    pub holder: Holder,
    /// Only what is past its deadline, or only what isn't.
    pub overdue: Option<bool>,
    /// Only what was searched for.
    pub search: Search,
}

/// In whose hands an application is.
#[derive(Clone, Copy, Debug, Default)]
pub enum Holder {
    /// It doesn't matter.
    #[default]
    Anybody,
    /// Nobody has it yet.
    Nobody,
    /// This member of staff has it.
    One(Uuid),
}

/// What was searched for.
#[derive(Clone, Debug, Default)]
pub enum Search {
    /// Nothing was.
    #[default]
    Anything,
    /// One receipt number.
    Receipt(String),
    /// One citizen's; nobody's when the citizen isn't known.
    Citizen(Option<Uuid>),
    /// Those whose applicant has this name or this number, by their indexes.
    Applicant {
        /// Of the name.
        name: Vec<u8>,
        /// Of the number.
        id: Vec<u8>,
    },
}

/// A list of requests that went out, with the form as it stood then.
pub struct CorrectionList {
    /// When it went out.
    pub at: DateTime<Utc>,
    /// What was asked.
    pub requests: Vec<Request>,
    /// The form that it was about.
    pub form: Value,
}
