//! The desk's words, as types.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{
    applications::model::Dossier, catalog::State, identity::policy::recusal::Recusal, organs::model::Line,
};

/// What to show of the queue.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QueueQuery {
    /// Only this state.
    pub state: Option<State>,
    /// Only this service.
    pub service: Option<String>,
    /// Only this center.
    pub center: Option<Uuid>,
    /// Only this member of staff's.
    pub assignee: Option<Uuid>,
    /// Only what nobody has.
    pub unassigned: Option<bool>,
    /// Only what is past its deadline, or only what isn't.
    pub overdue: Option<bool>,
    /// A receipt number, or the applicant's whole phone number, name or number of the identity paper.
    pub q: Option<String>,
}

/// A line of the queue.
#[derive(Clone, Serialize, ToSchema)]
pub struct QueueItem {
    /// The application.
    pub id: Uuid,
    /// Its receipt number.
    pub receipt_no: Option<String>,
    /// The service applied for.
    pub service_key: String,
    /// The same in words.
    pub service_title: String,
    /// The center.
    pub center_id: Uuid,
    /// Where it is.
    pub state: State,
    /// The same in words.
    pub state_text: String,
    /// The nearest deadline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// Whether that has passed.
    pub overdue: bool,
    /// Who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Uuid>,
    /// The applicant's name, masked.
    pub applicant_masked: String,
    /// When it was sent.
    pub submitted_at: Option<DateTime<Utc>>,
}

/// A staff note (备注); the citizen never sees it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Note {
    /// UUIDv7.
    pub id: Uuid,
    /// Who wrote it.
    pub staff_id: Uuid,
    /// What they wrote.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An application as the desk sees it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Matter {
    /// The application with everything that hangs on it.
    pub dossier: Dossier,
    /// Notes, oldest first.
    pub notes: Vec<Note>,
    /// Dates of birth in the form that the number of the card beside them contradicts: JSON Pointers.
    pub doubts: Vec<String>,
}

/// What to write down.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// At most 2,000 characters.
    #[validate(length(min = 1, max = 2000))]
    pub text: String,
}

/// Who shall have it; nobody when absent.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// A member of staff of the same organ.
    pub staff_id: Option<Uuid>,
}

/// What can be shown in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaskedField {
    /// The applicant's name.
    Name,
    /// The phone of the account.
    Phone,
    /// The number of the applicant's identity paper.
    IdNumber,
    /// The whole form, with every number in it.
    Form,
}

impl MaskedField {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Name, Self::Phone, Self::IdNumber, Self::Form];

    /// The word in JSON; `desk-field-{word}` in the locales.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::IdNumber => "id_number",
            Self::Form => "form",
        }
    }

    /// What is shown unless something else is asked for.
    pub const APPLICANT: [Self; 3] = [Self::Name, Self::Phone, Self::IdNumber];
}

/// Why something is shown in clear, from a list; the words say the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// To reach the applicant.
    Contact,
    /// To see whether the papers are the applicant's.
    Identity,
    /// To see whether money reaches the right account.
    Account,
    /// To write an official document.
    Document,
    /// Something else, which the words say.
    Other,
}

impl Ground {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Contact, Self::Identity, Self::Account, Self::Document, Self::Other];

    /// The word in JSON and in the database; `desk-ground-{word}` in the locales.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Identity => "identity",
            Self::Account => "account",
            Self::Document => "document",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.word() == word)
    }
}

/// What to show in clear, and why.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmask {
    /// The applicant's name, phone and number when absent.
    #[validate(length(min = 1, max = 4))]
    pub fields: Option<Vec<MaskedField>>,
    /// Why it is needed, from a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// Why it is needed; the auditor reads it. At most 500 characters.
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

/// What was asked for, in clear; absent where there is none.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct Unmasked {
    /// The applicant's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The phone of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The number of the applicant's identity paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_number: Option<String>,
    /// The whole form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub form: Option<serde_json::Value>,
}

/// That something was shown in clear.
#[derive(Clone, Serialize, ToSchema)]
pub struct Unmasking {
    /// UUIDv7; the audit record names it.
    pub id: Uuid,
    /// To whom.
    pub staff_id: Uuid,
    /// What.
    pub fields: Vec<MaskedField>,
    /// Why, from a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who may open a matter besides what organ and role say.
#[derive(Clone, Serialize, ToSchema)]
pub struct Access {
    /// The line of work that it was handed to; none while any may take it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// Whether only few may open it: who has it, who decides, who works with children, who looks things over.
    pub guarded: bool,
    /// Who is or was kept out, the newest first; empty for readers other than supervisors and auditors.
    pub recusals: Vec<Recusal>,
}

/// What shall hold.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessChange {
    /// The line of work; any when absent.
    pub line: Option<Line>,
    /// Whether only few may open it.
    pub guarded: bool,
}

/// Who shall be kept out, and why.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRecusal {
    /// The caller when absent; somebody else only on a supervisor's word.
    pub staff_id: Option<Uuid>,
    /// The conflict: party, kin, or otherwise interested. Supervisors and auditors read it. At most 500 characters.
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}
