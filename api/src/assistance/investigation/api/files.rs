//! Photographs and papers by the API, of a task and of the answer to a request.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::investigation::{model::Side, service, view::FileView},
    error::Problem,
    identity::actor::Staff,
    materials::{self, serving},
    platform::once::Once,
    web::parts::Parts,
};

/// A photograph or paper.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "only describes the multipart body, which is read part by part")]
pub struct FileUpload {
    /// The file; exactly one.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Adds a photograph or paper to a task: a picture or a PDF. Nothing takes it away again.
#[utoipa::path(tag = "investigation", request_body(content = FileUpload, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = FileView), (status = 400), (status = 401), (status = 403), (status = 404), (status = 408),
    (status = 409, description = "`task_not_now`, `file_already_there`, `too_many_files`, `file_waits` while the scanner is away"),
    (status = 413), (status = 415, description = "`file_type_not_accepted`"), (status = 422)))]
#[post("/api/v1/desk/investigation/tasks/{id}/files")]
pub async fn add(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    id: Path<Uuid>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    added(&app, &staff, &once, Parts::of(&request, payload), (*id, Side::Own)).await
}

/// Adds a paper to the answer of a request that was received.
#[utoipa::path(tag = "investigation", request_body(content = FileUpload, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = FileView), (status = 400), (status = 401), (status = 403), (status = 404), (status = 408),
    (status = 409, description = "`task_not_now`, `file_already_there`, `too_many_files`, `file_waits` while the scanner is away"),
    (status = 413), (status = 415, description = "`file_type_not_accepted`"), (status = 422)))]
#[post("/api/v1/desk/investigation/requests/{id}/files")]
pub async fn add_to_answer(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    id: Path<Uuid>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    added(&app, &staff, &once, Parts::of(&request, payload), (*id, Side::Asked)).await
}

async fn added(
    app: &App,
    staff: &Staff,
    once: &Once,
    mut parts: Parts,
    place: (Uuid, Side),
) -> Result<HttpResponse, Problem> {
    let accepted = service::refuse_early(app, staff, place).await?;
    let part = parts.file().await?;
    let arrived = materials::service::receive(app, part, accepted).await?;
    if let Err(problem) = parts.end().await {
        materials::service::leave(app, arrived).await?;
        return Err(problem);
    }
    let info = service::add_file(app, once, staff, place, arrived).await?;
    Ok(HttpResponse::Created().json(FileView::from(&info)))
}

/// A photograph or paper of a task as it was sent, also of the answer; the look is on the audit record.
#[utoipa::path(tag = "investigation", params(("Range" = Option<String>, Header)), responses(
    (status = 200, content_type = "application/octet-stream"), (status = 206, description = "one range"),
    (status = 401), (status = 404), (status = 416)))]
#[get("/api/v1/desk/investigation/tasks/{id}/files/{file}/content")]
pub async fn content(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    opened(&app, &staff, &request, (path.0, Side::Own), path.1).await
}

/// A paper of the answer for those who gave it; the look is on the audit record.
#[utoipa::path(tag = "investigation", params(("Range" = Option<String>, Header)), responses(
    (status = 200, content_type = "application/octet-stream"), (status = 206, description = "one range"),
    (status = 401), (status = 404), (status = 416)))]
#[get("/api/v1/desk/investigation/requests/{id}/files/{file}/content")]
pub async fn content_of_request(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    opened(&app, &staff, &request, (path.0, Side::Asked), path.1).await
}

/// A file as an answer; pages open it the same way.
pub(in crate::assistance::investigation) async fn opened(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    place: (Uuid, Side),
    file: Uuid,
) -> Result<HttpResponse, Problem> {
    let found = service::open_file(app, staff, place, file).await?;
    Ok(serving::answer_as(request, found.reading, found.info.media_type, &found.info.filename))
}
