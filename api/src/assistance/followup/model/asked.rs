//! What staff enter.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::assistance::{
    followup::model::{ChangeKind, FileKind, Finding, Help, Picture, Plan, Record, Shift, Visit},
    model::CaseFile,
    rules::HelpKind,
};

/// How hard life is for the people of a case.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct GradeChoice {
    /// A key of the grades.
    #[validate(length(min = 1, max = 40))]
    pub grade: String,
}

/// One more visit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewVisit {
    /// By when: a working day.
    pub due_on: NaiveDate,
}

/// Why a visit isn't made when it is due.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = FollowUpChange)]
pub struct NewChange {
    /// What becomes of it.
    pub kind: ChangeKind,
    /// The new day, a working day; not when it is given up.
    pub due_on: Option<NaiveDate>,
    /// Why.
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

/// Who makes a visit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = FollowUpAssignee)]
pub struct NewAssignee {
    /// The name they sign in with.
    #[validate(length(min = 1, max = 64))]
    pub username: String,
}

/// A record of a visit, or a correction of one.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = FollowUpRecord)]
pub struct NewRecord {
    /// The day of the visit.
    pub visited_on: NaiveDate,
    /// A key of the ways.
    #[validate(length(min = 1, max = 40))]
    pub way: String,
    /// Where, in words; needed for a visit at home.
    #[validate(length(max = 200))]
    pub place: Option<String>,
    /// The user name of the member of staff who went along.
    #[validate(length(max = 64))]
    pub second: Option<String>,
    /// The code of the partner who went along.
    #[validate(length(max = 40))]
    pub partner_code: Option<String>,
    /// What was found about each person who was met.
    #[validate(length(min = 1, max = 50), nested)]
    pub people: Vec<Finding>,
    /// What comes next.
    #[validate(length(min = 1, max = 1000))]
    pub next_step: String,
    /// Why what was entered before is wrong; needed for a correction.
    #[validate(length(max = 500))]
    pub correction: Option<String>,
}

/// What an upload shows.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct NewPicture {
    /// A voucher, or the visit.
    pub kind: FileKind,
    /// Whose voucher.
    pub person_id: Option<Uuid>,
}

/// Help that was given to somebody.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = FollowUpNewHelp)]
pub struct NewHelp {
    /// Which of the five kinds.
    pub kind: HelpKind,
    /// A measure of that kind.
    #[validate(length(min = 1, max = 40))]
    pub measure: String,
    /// When.
    pub given_on: NaiveDate,
    /// The code of the partner who gave it; left out when we did.
    #[validate(length(max = 40))]
    pub partner_code: Option<String>,
    /// In words, for staff.
    #[validate(length(max = 1000))]
    pub note: Option<String>,
}

/// A plan with its visits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// By due date, what was replaced left out.
    pub visits: Vec<Visit>,
    /// What was moved, missed or given up, the first first.
    pub shifts: Vec<Shift>,
}

/// The follow-up of a case, for its archive bundle.
#[derive(Serialize)]
pub struct Archived {
    /// The plan with its visits.
    pub planned: Planned,
    /// All versions of all records.
    pub records: Vec<Record>,
    /// Vouchers and photographs, the first first.
    pub pictures: Vec<Picture>,
    /// The help that people got.
    pub help: Vec<Help>,
}

/// The follow-up of a case.
#[derive(Clone, Serialize, Deserialize)]
pub struct FollowUp {
    /// The case.
    pub file: CaseFile,
    /// Its plan.
    pub planned: Planned,
    /// All versions of all records, by visit and version.
    pub records: Vec<Record>,
}

impl FollowUp {
    /// The record of a visit that counts.
    pub fn record_of(&self, visit: Uuid) -> Option<&Record> {
        self.records.iter().filter(|record| record.visit_id == visit).max_by_key(|record| record.version)
    }

    /// One of its visits.
    pub fn visit(&self, id: Uuid) -> Option<&Visit> {
        self.planned.visits.iter().find(|visit| visit.id == id)
    }

    /// A person's name, in clear.
    pub fn name(&self, person: Uuid) -> &str {
        let found = self.file.people.iter().find(|known| known.id == person);
        found.map(|known| known.who.name.as_str()).unwrap_or_default()
    }
}
