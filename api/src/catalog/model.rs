//! What a service is.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{checklist::ChecklistLine, form::Form, workflow::Workflow};
use crate::{
    organs::working_days::{Period, Unit},
    web::language::Text,
};

/// A service of the center, as its folder in `api/catalog/services/` describes it.
pub struct Service {
    /// The folder's name; stands in addresses.
    pub key: String,
    /// Raised with each change that an applicant could notice.
    pub version: i32,
    /// Place on the center's page.
    pub order: u32,
    /// What it ends in.
    pub kind: Kind,
    /// Whether an hour at the window can be booked for it.
    pub bookable: bool,
    /// Where the form holds the applicant's name: a JSON Pointer.
    pub applicant_name: Option<String>,
    /// Where it holds the number of the applicant's identity paper.
    pub applicant_id: Option<String>,
    /// Where it asks for what a clue says; none when no clue leads to it.
    pub from_clue: Option<FromClue>,
    /// Where the form says who applies for whom; none when nobody can apply for another.
    pub representation: Option<Representation>,
    /// Which answers make a matter one that few may open.
    pub guarded: Guarding,
    /// Its name.
    pub title: Text,
    /// One sentence.
    pub summary: Text,
    /// Who may apply.
    pub who_may_apply: Vec<Text>,
    /// What is agreed to before sending.
    pub consent: Consent,
    /// What will happen, for the citizen.
    pub steps: Vec<Step>,
    /// The papers.
    pub checklist: Vec<ChecklistLine>,
    /// The form.
    pub form: Form,
    /// States, actions and time limits.
    pub workflow: Arc<Workflow>,
}

impl Service {
    /// A line of the checklist.
    pub fn line(&self, key: &str) -> Option<&ChecklistLine> {
        self.checklist.iter().find(|line| line.key == key)
    }
}

/// Where a form asks for what a clue says: JSON Pointers.
#[derive(Debug)]
pub struct FromClue {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: String,
    /// Where they live.
    pub village: String,
    /// What is hard for them.
    pub hardship: String,
}

/// What a service ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ServiceKind)]
pub enum Kind {
    /// Money.
    Assistance,
    /// An answer.
    Reply,
}

/// What the applicant agrees to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Changes with the text; stored with each agreement.
    pub version: String,
    /// Who processes what, why, on which ground and how long.
    pub text: Text,
    /// What is agreed to separately, for sensitive data (PIPL 29); there when the form asks for such.
    pub sensitive: Option<Text>,
    /// What a guardian agrees to for a child under fourteen (PIPL 31); there when the form tells a child's age.
    pub guardian: Option<Text>,
}

/// Where the form says who applies for whom: JSON Pointers into it.
#[derive(Clone, Debug)]
pub struct Representation {
    /// `self`, `guardian` or `agent`.
    pub applying_as: String,
    /// The applicant's date of birth.
    pub birth_date: String,
    /// The name of the guardian or agent.
    pub name: String,
    /// What they are to the applicant.
    pub relation: String,
    /// Whether the power of attorney says that the agent may collect the money.
    pub may_collect: String,
    /// The lines of the checklist that bear it out.
    pub evidence: Vec<String>,
}

/// Which answers of the form make a matter one that few may open (未成年人保护法 art. 103; security.md PRV-4).
#[derive(Clone, Debug, Default)]
pub struct Guarding {
    /// Where the form holds a date of birth or the number of a resident ID card: of a minor, it guards. JSON Pointers.
    pub minors: Vec<String>,
    /// Answers that guard by themselves.
    pub answers: Vec<GuardingAnswer>,
}

/// Choices of one field that guard a matter.
#[derive(Clone, Debug)]
pub struct GuardingAnswer {
    /// The field: a JSON Pointer into the form.
    pub field: String,
    /// Its choices.
    pub choices: Vec<String>,
}

/// A step that the citizen is shown.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its key.
    pub key: String,
    /// What happens.
    pub title: Text,
    /// The limit of the workflow that it has to keep.
    pub limit: Option<String>,
}

/// A time limit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// How many units.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// Since when it holds.
    pub effective_from: NaiveDate,
    /// The rule it comes from.
    pub source: String,
    /// Whether the rule's text was read; else it is a setting of the office.
    pub confirmed: bool,
}

impl Limit {
    /// How long it is.
    pub fn period(&self) -> Period {
        Period { amount: self.amount, unit: self.unit }
    }
}
