//! A hand-off in its own words.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::catalog::{HandoffKind, HandoffState};

/// What is said of a person; personal data. Nothing that wasn't chosen to be shared is in it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SharedPerson)]
pub struct Shared {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The phone, whole or masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where they live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
    /// What is hard for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hardship: Option<String>,
}

/// What was handed over, as it was then.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Content {
    /// The words of the letter; empty for a clue.
    #[serde(default)]
    pub letter: String,
    /// What is said of the person.
    pub person: Shared,
}

/// A matter handed to a partner, or a clue handed to the procuratorate (移送).
#[derive(Clone, Serialize, Deserialize)]
pub struct Handoff {
    /// UUIDv7; gives no right by being known.
    pub id: Uuid,
    /// Which of the two.
    pub kind: HandoffKind,
    /// Who handed it over.
    pub from: Uuid,
    /// To whom.
    pub to: Uuid,
    /// The matter it belongs to.
    pub application: Option<Uuid>,
    /// A state of its table.
    pub state: HandoffState,
    /// What help was asked for: keys of measures.
    pub measures: Vec<String>,
    /// What help was given.
    pub taken: Vec<String>,
    /// What was handed over.
    pub content: Content,
    /// The last day of the limit that runs.
    pub due_on: Option<NaiveDate>,
    /// Which limit that is.
    pub due_limit: Option<String>,
    /// Raised by each step.
    pub version: i32,
    /// The member of staff who handed it over.
    pub sent_by: Uuid,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// The official letter that went with a matter; none where it was sent before letters were kept with it.
    #[serde(default)]
    pub letter: Option<Uuid>,
    /// The code by which the person of a clue takes their application over, while there is one.
    pub code: Option<Code>,
}

/// A code that was given out, as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct Code {
    /// Its keyed hash.
    pub index: Vec<u8>,
    /// The last day on which it leads somewhere.
    pub until: NaiveDate,
}

/// A code that was just made; it isn't shown a second time.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct TakeOverCode {
    /// The code; gives the right to take the application over.
    pub code: String,
    /// Where it leads, for a QR code.
    pub address: String,
    /// The last day on which it leads there.
    pub until: NaiveDate,
}

/// A code that somebody scanned.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    /// As the QR code has it, behind `/take/`.
    #[validate(length(min = 1, max = 40))]
    pub code: String,
}

/// A step of a hand-off.
#[derive(Clone, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// What was done.
    pub action: String,
    /// The state it led to.
    pub state: HandoffState,
    /// Whose organ did it.
    pub organ: Uuid,
    /// A reason, a report, a result.
    pub words: Option<String>,
}

/// A paper that was handed over.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct HandedPaper {
    /// The file.
    pub id: Uuid,
    /// The line of the checklist that it belongs to.
    pub title: String,
    /// Its name on the sender's device; personal data.
    pub filename: String,
    /// Found by content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
}

/// A hand-off with everything that its reader may see.
#[derive(Clone, Serialize, Deserialize)]
pub struct Opened {
    /// The hand-off.
    pub handoff: Handoff,
    /// Its steps, oldest first.
    pub steps: Vec<Step>,
    /// Its papers, with their line of the checklist in place of a title.
    pub papers: Vec<HandedPaper>,
    /// The service of the matter that it belongs to.
    pub service_key: Option<String>,
    /// The matter's receipt number; for staff of the procuratorate.
    pub receipt: Option<String>,
    /// The number of its official letter, while that can be opened.
    #[serde(default)]
    pub letter: Option<String>,
}

/// What was handed to partners with some applications, to be read without this program.
#[derive(Serialize)]
pub struct Archived {
    /// The hand-offs, the first first.
    pub referrals: Vec<ArchivedReferral>,
    /// The names of the organs that had to do with them.
    pub organs: BTreeMap<Uuid, String>,
    /// The user names of those who handed over.
    pub staff: BTreeMap<Uuid, String>,
}

/// A matter that was handed to a partner.
#[derive(Serialize)]
pub struct ArchivedReferral {
    /// What was asked, shared and done.
    pub handoff: Handoff,
    /// Its steps with what the partner reported, oldest first.
    pub steps: Vec<Step>,
    /// The papers that were handed over.
    pub papers: Vec<HandedPaper>,
}

/// How much of a phone number is shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhoneShare {
    /// Nothing.
    #[default]
    None,
    /// With its middle hidden.
    Masked,
    /// All of it.
    Whole,
}

/// What of a person is shared with the partner; nothing unless it is chosen.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SharedWithPartner)]
pub struct Share {
    /// The applicant's name, as the form has it.
    #[serde(default)]
    pub name: bool,
    /// The phone of the applicant's account.
    #[serde(default)]
    pub phone: PhoneShare,
    /// Where they live, in the sender's words.
    #[validate(length(max = 200))]
    pub village: Option<String>,
    /// What is hard for them, in the sender's words.
    #[validate(length(max = 1000))]
    pub hardship: Option<String>,
}

/// A matter to be handed to a partner.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReferral {
    /// The partner.
    #[validate(length(min = 1, max = 40))]
    pub partner_code: String,
    /// What help is asked for: keys of measures.
    #[validate(length(max = 20))]
    pub measures: Vec<String>,
    /// The words of the letter.
    #[validate(length(max = 2000))]
    pub letter: String,
    /// What of the person is shared.
    #[validate(nested)]
    pub share: Share,
    /// Files of the matter that are handed over.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub papers: Vec<Uuid>,
}

/// A clue to be handed to the procuratorate.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClue {
    /// Of whom it is.
    #[validate(length(max = 60))]
    pub name: String,
    /// How to reach them.
    pub phone: Option<String>,
    /// Where they live.
    #[validate(length(max = 200))]
    pub village: String,
    /// What happened and what is hard for them.
    #[validate(length(max = 1000))]
    pub hardship: String,
    /// Whether they said that this may be passed on.
    pub consent_said: bool,
    /// To which procuratorate, for staff of one; their own when left out. A partner's goes to the procuratorate that it works with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 40))]
    pub organ_code: Option<String>,
}

/// What an action is given; its table says what it asks for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = HandoffAct)]
pub struct Act {
    /// A reason, a report, a result.
    #[validate(length(max = 1000))]
    pub words: Option<String>,
    /// The measures that were taken.
    #[validate(length(max = 20))]
    pub measures: Vec<String>,
    /// The procuratorate to which it is passed on.
    #[validate(length(max = 40))]
    pub organ_code: Option<String>,
}

/// Which hand-offs are asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HandoffQuery {
    /// Matters handed to partners, or clues.
    pub kind: Option<HandoffKind>,
    /// Only this state.
    pub state: Option<HandoffState>,
    /// Only what is past its deadline, or only what isn't.
    pub overdue: Option<bool>,
    /// Only of this application.
    pub application: Option<Uuid>,
}
