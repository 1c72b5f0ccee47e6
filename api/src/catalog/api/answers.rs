//! Services as the contract shows them, in the reader's language.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    catalog::{ChecklistLine, Kind, Service, Step, Unit},
    web::language::Language,
};

/// A service in a list.
#[derive(Serialize, ToSchema)]
pub struct ServiceItem {
    key: String,
    version: i32,
    title: String,
    summary: String,
    kind: Kind,
}

/// A service with all that is asked.
#[derive(Serialize, ToSchema)]
pub struct ServiceSheet {
    #[serde(flatten)]
    item: ServiceItem,
    who_may_apply: Vec<String>,
    /// JSON Schema 2020-12
    form: Value,
    consent: ServiceConsent,
    checklist: Vec<ServicePaper>,
    steps: Vec<ServiceStep>,
    bookable: bool,
}

#[derive(Serialize, ToSchema)]
struct ServiceConsent {
    version: String,
    text: String,
    /// What is agreed to separately, for sensitive data
    #[serde(skip_serializing_if = "Option::is_none")]
    sensitive: Option<String>,
    /// What a guardian agrees to for a child under fourteen
    #[serde(skip_serializing_if = "Option::is_none")]
    guardian: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct ServicePaper {
    key: String,
    title: String,
    help: String,
    required: bool,
    /// JSON Schema over the form; while it holds, the paper is needed
    #[serde(skip_serializing_if = "Option::is_none")]
    required_if: Option<Value>,
    /// The question whose yes asks the office to fetch the paper, which isn't required then: a JSON Pointer into `form`
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched_if: Option<String>,
    /// Where the form says who has it then
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched_from: Option<String>,
    /// Media types
    accepts: Vec<String>,
    max_files: usize,
}

#[derive(Serialize, ToSchema)]
struct ServiceStep {
    key: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_limit: Option<StepLimit>,
}

#[derive(Serialize, ToSchema)]
struct StepLimit {
    /// How many units
    days: u32,
    unit: Unit,
}

impl ServiceItem {
    /// In one language.
    pub fn new(service: &Service, language: Language) -> Self {
        Self {
            key: service.key.clone(),
            version: service.version,
            title: service.title.get(language).to_owned(),
            summary: service.summary.get(language).to_owned(),
            kind: service.kind,
        }
    }
}

impl ServiceSheet {
    /// In one language.
    pub fn new(service: &Service, language: Language) -> Self {
        Self {
            item: ServiceItem::new(service, language),
            who_may_apply: service.who_may_apply.iter().map(|text| text.get(language).to_owned()).collect(),
            form: service.form.schema(language).clone(),
            consent: ServiceConsent {
                version: service.consent.version.clone(),
                text: service.consent.text.get(language).to_owned(),
                sensitive: service.consent.sensitive.as_ref().map(|text| text.get(language).to_owned()),
                guardian: service.consent.guardian.as_ref().map(|text| text.get(language).to_owned()),
            },
            checklist: service.checklist.iter().map(|line| ServicePaper::new(line, language)).collect(),
            steps: service.steps.iter().map(|step| ServiceStep::new(service, step, language)).collect(),
            bookable: service.bookable,
        }
    }
}

impl ServicePaper {
    fn new(line: &ChecklistLine, language: Language) -> Self {
        Self {
            key: line.key.clone(),
            title: line.title.get(language).to_owned(),
            help: line.help.get(language).to_owned(),
            required: line.required,
            required_if: line.required_if.clone(),
            fetched_if: line.fetched_if.clone(),
            fetched_from: line.fetched_from.clone(),
            accepts: line.accepts.clone(),
            max_files: line.max_files,
        }
    }
}

impl ServiceStep {
    fn new(service: &Service, step: &Step, language: Language) -> Self {
        let limit = step.limit.as_deref().and_then(|limit| service.workflow.limit(limit));
        Self {
            key: step.key.clone(),
            title: step.title.get(language).to_owned(),
            time_limit: limit.map(|limit| StepLimit { days: limit.amount, unit: limit.unit }),
        }
    }
}
