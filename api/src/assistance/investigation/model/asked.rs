//! What staff enter.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::assistance::investigation::model::TaskKind;

/// Characters of a text.
pub const MOST: u64 = 4000;

/// A task.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    /// What is to be done.
    pub kind: TaskKind,
    /// What is to be found out. Of a request: all that the other procuratorate sees.
    #[validate(length(min = 1, max = "MOST"))]
    pub text: String,
    /// The application of the case that it is about; the first when left out.
    pub application_id: Option<Uuid>,
    /// The line of the checklist; for a paper to be fetched, and needed then.
    #[validate(length(max = 80))]
    pub checklist_key: Option<String>,
    /// The procuratorate that is asked; for a request, and needed then.
    #[validate(length(max = 20))]
    pub organ_code: Option<String>,
    /// By when it is answered, a working day of the asked procuratorate; by the settings when left out. For a request.
    pub answer_by: Option<NaiveDate>,
    /// By when it is done, a working day; by the settings when left out.
    pub due_on: Option<NaiveDate>,
    /// The user name of who does it; whoever makes it when left out.
    #[validate(length(max = 64))]
    pub assignee: Option<String>,
}

/// Who does a task.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewAssignee {
    /// Their user name.
    #[validate(length(min = 1, max = 64))]
    pub username: String,
}

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// On which day, in Asia/Shanghai.
    pub held_on: NaiveDate,
    /// What was found.
    #[validate(length(min = 1, max = "MOST"))]
    pub text: String,
    /// Where; needed for a home visit and an inquiry.
    #[validate(length(max = 200))]
    pub place: Option<String>,
    /// The user name of who else was there; needed for a home visit.
    #[validate(length(max = 64))]
    pub second: Option<String>,
    /// Whether the task is done with it.
    #[serde(default)]
    pub finish: bool,
    /// Why an earlier note is corrected; needed once the task is done.
    #[validate(length(max = 500))]
    pub correction: Option<String>,
}

/// Why a task is dropped.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewReason {
    /// The reason.
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

/// What the asked procuratorate says.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// The answer, or why the request is returned; not needed to receive it.
    #[validate(length(max = "MOST"))]
    pub text: Option<String>,
}
