//! The citizen's view of the decision: who gets how much, what was paid, what is left. Only the owner sees amounts.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, view::ApplicationView},
    assistance::{
        custody,
        error::AssistanceError,
        model::RefusalCode,
        plan::Due,
        recovery,
        service::{self, Outcome, OutcomeShare},
    },
    error::Problem,
    identity::{actor::Citizen, cookie::PortalCitizen},
    platform::money::{Fen, in_words},
    web::{
        etag,
        language::Language,
        pages::{Serde, context},
    },
};

/// The portal's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(show);
}

/// The decision on an application.
#[derive(Serialize, ToSchema)]
pub struct OutcomeView {
    decided_on: NaiveDate,
    people: Vec<ShareView>,
}

/// What one person gets, in fen.
#[derive(Serialize, ToSchema)]
pub struct ShareView {
    name: String,
    /// Granted by the decision; absent for somebody who gets nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    granted_fen: Option<Fen>,
    /// The same in Chinese words, as the paper has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    granted_in_words: Option<String>,
    /// With the person.
    paid_fen: Fen,
    /// Held for the person.
    in_custody_fen: Fen,
    /// Still to be paid.
    left_fen: Fen,
    /// What of it is paid later, on the days that were decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    later: Vec<LaterView>,
    /// Why somebody gets nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<RefusalCode>,
}

/// A part that is paid on a day of its own.
#[derive(Serialize, ToSchema)]
pub struct LaterView {
    amount_fen: Fen,
    /// The day in Asia/Shanghai.
    due_on: NaiveDate,
}

impl From<OutcomeShare> for ShareView {
    fn from(share: OutcomeShare) -> Self {
        let standing = share.standing.unwrap_or_default();
        Self {
            name: share.name,
            granted_fen: share.standing.map(|standing| standing.granted),
            granted_in_words: share.standing.map(|standing| in_words(standing.granted)),
            paid_fen: standing.handed_over,
            in_custody_fen: standing.in_custody,
            left_fen: standing.committed,
            later: share.later.iter().filter_map(LaterView::of).collect(),
            refusal: share.refusal,
        }
    }
}

impl LaterView {
    fn of(due: &Due) -> Option<Self> {
        Some(Self { amount_fen: due.amount, due_on: due.on? })
    }
}

impl From<Outcome> for OutcomeView {
    fn from(outcome: Outcome) -> Self {
        let people = outcome.people.into_iter().map(ShareView::from).collect();
        Self { decided_on: outcome.decided_on, people }
    }
}

/// The decision on one's own application, with what was paid and what is left.
#[utoipa::path(tag = "applications", responses(
    (status = 200, body = OutcomeView), (status = 401), (status = 404, description = "no such application, or nothing is decided yet")))]
#[get("/api/v1/applications/{id}/decision")]
pub async fn api_outcome(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let outcome = service::outcome(&app, &citizen, *id).await?.ok_or(AssistanceError::NotFound)?;
    Ok(etag::personal_content(&request, &OutcomeView::from(outcome))?)
}

/// The same as a page, in plain words.
#[get("/applications/{id}/decision")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let outcome = service::outcome(&app, &citizen, *id).await?.ok_or(AssistanceError::NotFound)?;
    let dossier = applications::service::get(&app, &citizen, *id).await?;
    let said = dossier.timeline.iter().rev().find_map(|step| step.words.clone());
    let service = applications::service::service_of(&app, &dossier.application)?;
    let next = service.workflow.next_text(dossier.application.state).get(language).to_owned();
    let custody = !custody::service::own(&app, &citizen, *id).await?.is_empty();
    let recoveries = recovery::service::own(&app, &citizen, *id, language).await?;
    let content = context! {
        id => id.to_string(), said, custody, next, recoveries => Serde(recoveries), outcome => Serde(OutcomeView::from(outcome)),
        application => Serde(ApplicationView::of(&app, dossier, language)?),
    };
    app.pages.render(&request, "assistance/decision.html", content)
}
