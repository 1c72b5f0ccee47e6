//! The citizen's view of recoveries, as JSON; the page of the decision shows the same.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::recovery::service::{self, Own},
    error::Problem,
    identity::actor::Citizen,
    web::{etag, language::Language},
};

/// What was decided about paying back, and what has come back; empty where nothing was.
#[utoipa::path(tag = "applications", responses(
    (status = 200, body = Vec<Own>), (status = 401), (status = 404, description = "no such application")))]
#[get("/api/v1/applications/{id}/recoveries")]
pub async fn own(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let own = service::own(&app, &citizen, *id, language).await?;
    Ok(etag::personal_content(&request, &own)?)
}
