//! The API's faces of what is decided on the application itself: actions of the desk whose rules are the case's.

use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Path},
};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        model::{MatterGrant, MatterProposal, MatterRefusal},
        service,
    },
    desk::view::{self, DeskApplication},
    error::Problem,
    identity::{actor::Staff, fresh::Fresh},
    platform::once::Once,
    web::{body::Body, language::Language},
};

/// Proposes an amount or a refusal for an application under review; its case is opened with it.
#[utoipa::path(tag = "assistance", request_body = MatterProposal, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = DeskApplication), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`action_not_allowed` with what is allowed; `taken_in_the_case`: several people share"),
    (status = 422, description = "every broken rule by pointer")))]
#[post("/api/v1/desk/applications/{id}/actions/propose")]
pub async fn propose(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<MatterProposal>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::propose_matter(&app, change, &staff, *id, body.0.clone()).await;
    let matter = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    view::show(&app, &staff, &request, matter, language).await
}

/// Takes the next step of the chain: grants. The application is granted with the last one. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "assistance", request_body = MatterGrant, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = DeskApplication), (status = 401),
    (status = 403, description = "`forbidden`, `holder_unknown`, `step_up_needed`, `four_eyes`, `another_post`"), (status = 404),
    (status = 409, description = "`action_not_allowed` with what is allowed, `taken_in_the_case`, `already_assisted`, `budget_short`"),
    (status = 422)))]
#[post("/api/v1/desk/applications/{id}/actions/grant")]
pub async fn grant(
    app: Data<App>,
    staff: Fresh,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<MatterGrant>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::grant_matter(&app, change, &staff, *id, body.0.clone()).await;
    let matter = once.run(app.change(&*staff).await?, &app.cache, &body.0, work).await?;
    view::show(&app, &staff, &request, matter, language).await
}

/// Takes the next step of the chain: refuses. Against a proposal to assist it decides at once. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "assistance", request_body = MatterRefusal, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = DeskApplication), (status = 401),
    (status = 403, description = "`forbidden`, `holder_unknown`, `step_up_needed`, `four_eyes`, `another_post`"), (status = 404),
    (status = 409, description = "`action_not_allowed` with what is allowed"), (status = 422)))]
#[post("/api/v1/desk/applications/{id}/actions/refuse")]
pub async fn refuse(
    app: Data<App>,
    staff: Fresh,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<MatterRefusal>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::refuse_matter(&app, change, &staff, *id, body.0.clone()).await;
    let matter = once.run(app.change(&*staff).await?, &app.cache, &body.0, work).await?;
    view::show(&app, &staff, &request, matter, language).await
}
