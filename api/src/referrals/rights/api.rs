//! The API's faces of who must be told of their rights.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Query},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    identity::actor::Staff,
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    referrals::rights::{
        model::{NewEntry, NewTelling, RightsItem, RightsQuery, RightsView},
        service,
    },
    web::{body::Body, etag, language::Language},
};

/// An entry that was made.
#[derive(Serialize, ToSchema)]
pub struct EnteredView {
    /// UUIDv7.
    id: Uuid,
}

/// Those who must be told of their rights, who has waited longest first; or those who were.
#[utoipa::path(tag = "rights", params(RightsQuery, PageQuery), responses(
    (status = 200, body = Page<RightsItem>), (status = 401), (status = 403)))]
#[get("/api/v1/desk/rights")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    query: Query<RightsQuery>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let found = service::list(&app, &staff, *query, &page).await?;
    Ok(etag::personal_content(&request, &found)?)
}

/// Enters somebody who must be told.
#[utoipa::path(tag = "rights", request_body = NewEntry, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = EnteredView), (status = 401), (status = 403), (status = 422)))]
#[post("/api/v1/desk/rights")]
pub async fn enter(
    app: Data<App>,
    staff: Staff,
    once: Once,
    body: Body<NewEntry>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change| service::enter(change, &staff, new).await;
    let id = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().json(EnteredView { id }))
}

/// One entry with what was recorded. That it was opened is on the audit record.
#[utoipa::path(tag = "rights", responses(
    (status = 200, body = RightsView), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/rights/{id}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let view = service::open(&app, app.change(&staff).await?, &staff, language, *id).await?;
    Ok(etag::personal_content(&request, &view)?)
}

/// Records that somebody was told, or that it was tried; by `message` a text message goes out.
#[utoipa::path(tag = "rights", request_body = NewTelling, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401), (status = 403), (status = 404), (status = 422, description = "`/how` without a phone number, `/on` to come or before it was known")))]
#[post("/api/v1/desk/rights/{id}/tellings")]
pub async fn tell(
    app: Data<App>,
    staff: Staff,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewTelling>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change| service::tell(&app, change, &staff, *id, new).await;
    once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::NoContent().finish())
}
