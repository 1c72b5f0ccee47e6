//! The citizen's view of follow-up, as page and as JSON.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::followup::{
        error::FollowUpError,
        service::{self, Told},
    },
    error::Problem,
    identity::{actor::Citizen, cookie::PortalCitizen},
    web::{
        etag,
        language::Language,
        pages::{Serde, context},
    },
};

/// The follow-up of one's own application: the next visit, visits made, and the help that its people got.
#[utoipa::path(tag = "applications", responses(
    (status = 200, body = Told), (status = 401), (status = 404, description = "no such application, or nothing is planned")))]
#[get("/api/v1/applications/{id}/follow-up")]
pub async fn api_show(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let told = service::for_citizen(&app, &citizen, *id, language).await?.ok_or(FollowUpError::NotFound)?;
    Ok(etag::personal_content(&request, &told)?)
}

/// The same as a page.
#[get("/applications/{id}/follow-up")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let told = service::for_citizen(&app, &citizen, *id, language).await?.ok_or(FollowUpError::NotFound)?;
    app.pages.render(
        &request,
        "followup/citizen.html",
        context! { id => id.to_string(), told => Serde(told) },
    )
}
