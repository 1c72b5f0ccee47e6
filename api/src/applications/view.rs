//! Applications as the contract shows them, in the reader's language.

use actix_web::http::header::EntityTag;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        corrections,
        model::{Dossier, Request, Step, Tracked},
        service::service_of,
    },
    catalog::{Performer, Service, State, WaitsFor},
    error::Internal,
    materials::model::Material,
    web::{etag, language::Language},
};

/// An application as its owner sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Application)]
pub struct ApplicationView {
    /// UUIDv7.
    pub id: Uuid,
    /// The service applied for.
    pub service_key: String,
    /// The version of the service that the form was last checked against.
    pub service_version: i32,
    /// The center.
    pub center_id: Uuid,
    /// Where it is.
    pub state: State,
    /// The same in words.
    pub state_text: String,
    /// What comes next, and who does it.
    pub next_step_text: String,
    /// From submission on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_no: Option<String>,
    /// What was filled in.
    #[schema(value_type = Object)]
    pub form: Value,
    /// Its files.
    pub materials: Vec<Material>,
    /// What its owner may do now.
    pub actions: Vec<String>,
    /// What happened, oldest first.
    pub timeline: Vec<StepView>,
    /// The nearest deadline that runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// What is asked of its owner, while it is in correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<Vec<RequestView>>,
    /// The lines of the checklist that the office fetches, because its owner asked it to and sent no file; none once it has ended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_fetch: Vec<String>,
    /// When it was first sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A step on the timeline.
#[derive(Serialize, ToSchema)]
#[schema(as = TimelineStep)]
pub struct StepView {
    /// When.
    pub at: DateTime<Utc>,
    /// The state it led to.
    pub state: State,
    /// The same in words, with what was said to the owner.
    pub text: String,
}

/// Something that is asked.
#[derive(Serialize, ToSchema)]
#[schema(as = CorrectionRequest)]
pub struct RequestView {
    /// The line of the checklist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checklist_key: Option<String>,
    /// The place in the form: a JSON Pointer into `form`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// What to do.
    pub text: String,
}

/// Where an application is, for whoever has its receipt: no names, no form, no files.
#[derive(Serialize, ToSchema)]
#[schema(as = Tracking)]
pub struct TrackingView {
    /// The receipt number.
    pub receipt_no: String,
    /// The service's name.
    pub service_title: String,
    /// The center's name.
    pub center_name: String,
    /// Where it is.
    pub state: State,
    /// The same in words.
    pub state_text: String,
    /// What happened, oldest first.
    pub timeline: Vec<StepView>,
    /// What comes next.
    pub next_step_text: String,
    /// The nearest deadline that runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
}

impl ApplicationView {
    /// A dossier in a language, with what its owner may do.
    pub fn of(app: &App, dossier: Dossier, language: Language) -> Result<Self, Internal> {
        Self::for_performers(app, dossier, language, &[Performer::Citizen])
    }

    /// A dossier in a language, with what somebody else may do.
    pub fn for_performers(
        app: &App,
        dossier: Dossier,
        language: Language,
        by: &[Performer],
    ) -> Result<Self, Internal> {
        let Dossier { application: one, materials, timeline, requests } = dossier;
        let service = service_of(app, &one)?;
        let requests = requests.into_iter().map(RequestView::from).collect();
        let to_fetch = match service.workflow.waits_for(one.state) {
            WaitsFor::Nobody => Vec::new(),
            _ => corrections::to_fetch(service, &one.form, &materials),
        };
        Ok(Self {
            state_text: service.workflow.state_text(one.state).get(language).to_owned(),
            next_step_text: service.workflow.next_text(one.state).get(language).to_owned(),
            actions: service.workflow.actions(one.state, by).into_iter().map(str::to_owned).collect(),
            timeline: timeline
                .into_iter()
                .map(|step| StepView::with_words(app, service, step, language))
                .collect(),
            to_fetch: to_fetch.into_iter().map(str::to_owned).collect(),
            requests: (one.state == State::Correction).then_some(requests),
            id: one.id,
            service_key: one.service_key,
            service_version: one.service_version,
            center_id: one.center_id,
            state: one.state,
            receipt_no: one.receipt_no.map(String::from),
            form: one.form,
            materials,
            due_on: one.due_on,
            submitted_at: one.submitted_at,
            created_at: one.created_at,
            updated_at: one.updated_at,
        })
    }
}

impl StepView {
    fn plain(service: &Service, step: &Step, language: Language) -> Self {
        let text = service.workflow.state_text(step.state).get(language).to_owned();
        Self { at: step.at, state: step.state, text }
    }

    fn with_words(app: &App, service: &Service, step: Step, language: Language) -> Self {
        let plain = Self::plain(service, &step, language);
        let Some(words) = step.words else { return plain };
        let args = [("state", plain.text.as_str()), ("words", words.as_str())];
        Self { text: app.texts.say_with(language, "timeline-with-words", &args), ..plain }
    }
}

impl From<Request> for RequestView {
    fn from(request: Request) -> Self {
        Self { checklist_key: request.checklist_key, pointer: request.pointer, text: request.text }
    }
}

impl TrackingView {
    /// What is shown in a language.
    pub fn of(app: &App, tracked: &Tracked, language: Language) -> Result<Self, Internal> {
        let Tracked { application: one, timeline, center_name } = tracked;
        let service = service_of(app, one)?;
        Ok(Self {
            receipt_no: one.receipt_no.as_ref().map(ToString::to_string).unwrap_or_default(),
            service_title: service.title.get(language).to_owned(),
            center_name: center_name.get(language).to_owned(),
            state: one.state,
            state_text: service.workflow.state_text(one.state).get(language).to_owned(),
            timeline: timeline.iter().map(|step| StepView::plain(service, step, language)).collect(),
            next_step_text: service.workflow.next_text(one.state).get(language).to_owned(),
            due_on: one.due_on,
        })
    }
}

/// The entity tag of a dossier: its version, with a stamp of its files.
pub fn tag(dossier: &Dossier) -> EntityTag {
    let version = dossier.application.version;
    if dossier.materials.is_empty() {
        return etag::of_version(version);
    }
    let mut hash = Sha256::new();
    for material in &dossier.materials {
        hash.update(material.id);
        hash.update(material.state.word());
        hash.update(material.reason.as_deref().unwrap_or_default());
    }
    let stamp = hash.finalize();
    etag::of_version_with(
        version,
        &data_encoding::HEXLOWER.encode(stamp.first_chunk::<6>().unwrap_or(&[0; 6])),
    )
}
