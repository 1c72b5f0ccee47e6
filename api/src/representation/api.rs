//! The desk's faces of who acts for an applicant.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    put,
    web::{Data, Json, Path, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    identity::actor::{Citizen, Staff},
    platform::paging::{Page, PageQuery},
    representation::{
        model::{Finding, Representation},
        service,
    },
    web::{
        body::Body,
        etag::{self, IfMatch},
    },
};

/// For whom the citizen acts, with both powers by themselves; the newest matter first.
#[utoipa::path(tag = "privacy", params(PageQuery), responses(
    (status = 200, body = Page<Representation>), (status = 401), (status = 422)))]
#[get("/api/v1/me/representations")]
pub async fn mine(
    app: Data<App>,
    citizen: Citizen,
    page: Query<PageQuery>,
) -> Result<Json<Page<Representation>>, Problem> {
    Ok(Json(service::claimed_by(&app, &citizen, &page).await?))
}

/// Who acts for the applicant, with both powers by themselves.
#[utoipa::path(tag = "desk", responses(
    (status = 200, body = Representation), (status = 304), (status = 401),
    (status = 404, description = "nobody acts for the applicant, or the matter isn't the reader's")))]
#[get("/api/v1/desk/applications/{id}/representation")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let found = service::at_desk(&app, &staff, *id).await?;
    Ok(answer(&request, &found))
}

/// Confirms or refuses who acts, and gives each power by itself.
#[utoipa::path(tag = "desk", request_body = Finding, params(("If-Match" = String, Header)), responses(
    (status = 200, body = Representation), (status = 401), (status = 403), (status = 404), (status = 412), (status = 428),
    (status = 422, description = "powers with a refusal, a refusal without a reason, a confirmation without a power")))]
#[put("/api/v1/desk/applications/{id}/representation")]
pub async fn judge(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
    based_on: IfMatch,
    body: Body<Finding>,
) -> Result<HttpResponse, Problem> {
    let judged = service::judge(app.change(&staff).await?, &staff, *id, &based_on, &body).await?;
    Ok(answer(&request, &judged))
}

fn answer(request: &HttpRequest, found: &Representation) -> HttpResponse {
    etag::personal_tagged(request, StatusCode::OK, etag::of_version(found.version), found)
}
