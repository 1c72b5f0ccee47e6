//! The desk's faces of requests about personal data.

use actix_web::{
    HttpResponse, get,
    http::header,
    post,
    web::{Data, Json, Path, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    identity::actor::Staff,
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    privacy::{
        model::{Answer, DeskQuery, DeskRequest, Request},
        service,
    },
    web::body::Body,
};

/// Requests for correction about the matters that one may open, without their words: nearest deadline first.
#[utoipa::path(tag = "desk", params(DeskQuery, PageQuery), responses(
    (status = 200, body = Page<DeskRequest>), (status = 401), (status = 422)))]
#[get("/api/v1/desk/data-requests")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    query: Query<DeskQuery>,
    page: Query<PageQuery>,
) -> Result<Json<Page<DeskRequest>>, Problem> {
    let is_open = query.answered != Some(true);
    Ok(Json(service::requests_at_desk(&app, &staff, is_open, &page).await?))
}

/// One request with its words. Opening it is on the audit record.
#[utoipa::path(tag = "desk", responses((status = 200, body = Request), (status = 401), (status = 404)))]
#[get("/api/v1/desk/data-requests/{id}")]
pub async fn show(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    Ok(personal(&service::open_request(app.change(&staff).await?, &staff, *id).await?))
}

/// Answers a request; the citizen is told that there is an answer.
#[utoipa::path(tag = "desk", request_body = Answer, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = Request), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`data_request_answered`"), (status = 422, description = "an answer has words")))]
#[post("/api/v1/desk/data-requests/{id}/answer")]
pub async fn answer(
    app: Data<App>,
    staff: Staff,
    once: Once,
    id: Path<Uuid>,
    body: Body<Answer>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::answer_request(&app, change, &staff, *id, &body).await;
    Ok(personal(&once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?))
}

fn personal(request: &Request) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(request)
}
