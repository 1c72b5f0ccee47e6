//! The same by the API.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::custody::{
        model::{Mandate, NewRequest, Reason, Request},
        service,
        view::{self, OwnView},
    },
    error::Problem,
    identity::actor::Citizen,
    platform::once::Once,
    web::{body::Body, etag, language::Language},
};

/// Everything that is in custody by an application.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnCustodyList)]
pub struct OwnList {
    items: Vec<OwnView>,
}

/// What is held for the people of one's own application: balance, releases, plan, whom to call.
#[utoipa::path(tag = "applications", responses((status = 200, body = OwnList), (status = 401), (status = 404)))]
#[get("/api/v1/applications/{id}/custody")]
pub async fn own(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    told(&app, &citizen, &request, language, (StatusCode::OK, *id)).await
}

/// Asks for a release.
#[utoipa::path(tag = "applications", request_body = NewRequest, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = OwnList), (status = 401), (status = 404), (status = 409, description = "`custody_not_now`, `custody_paused`, `in_recovery`, `custody_not_handed_over`"),
    (status = 422, description = "`more_than_in_custody` at the amount …")))]
#[post("/api/v1/applications/{id}/custody/{mandate}/requests")]
pub async fn ask(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    language: Language,
    once: Once,
    at: Path<(Uuid, Uuid)>,
    body: Body<NewRequest>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change| service::ask_own(change, &citizen, *at, new).await;
    let _: Request = once.run(app.change(&citizen).await?, &app.cache, &body.0, work).await?;
    told(&app, &citizen, &request, language, (StatusCode::CREATED, at.0)).await
}

/// Reports that the money is misused; nothing is released until a prosecutor has looked into it.
#[utoipa::path(tag = "applications", request_body = Reason, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = OwnList), (status = 401), (status = 404), (status = 409, description = "`custody_not_now`"), (status = 422)))]
#[post("/api/v1/applications/{id}/custody/{mandate}/reports")]
pub async fn report(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    language: Language,
    once: Once,
    at: Path<(Uuid, Uuid)>,
    body: Body<Reason>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::report_own(change, &citizen, *at, &body.0).await;
    let _: Mandate = once.run(app.change(&citizen).await?, &app.cache, &body.0, work).await?;
    told(&app, &citizen, &request, language, (StatusCode::OK, at.0)).await
}

async fn told(
    app: &App,
    citizen: &Citizen,
    request: &HttpRequest,
    language: Language,
    (status, id): (StatusCode, Uuid),
) -> Result<HttpResponse, Problem> {
    let today = app.clock.today();
    let all = service::own(app, citizen, id).await?;
    let items = all.into_iter().map(|one| view::own(one, today, language)).collect();
    let mut answer = etag::personal_content(request, &OwnList { items })?;
    if answer.status().is_success() {
        *answer.status_mut() = status;
    }
    Ok(answer)
}
