//! The API's faces of materials.

use actix_web::{
    HttpRequest, HttpResponse, delete, get, post, put,
    web::{Data, Path, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::actor::{Citizen, Staff},
    materials::{
        model::{Material, Verdict},
        service::{self, View},
        serving,
    },
    platform::once::Once,
    web::{
        body::{Body, escape},
        parts::Parts,
        posted::Pairs,
    },
};

/// A file for a line of the checklist.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "only describes the multipart body, which is read part by part")]
pub struct Upload {
    /// The line.
    checklist_key: String,
    /// The file; exactly one.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Adds a file to a draft, or in correction to a line that was asked for. What it is, its bytes say.
#[utoipa::path(tag = "materials", request_body(content = Upload, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = Material), (status = 400, description = "not one file, or a broken body"), (status = 401),
    (status = 404), (status = 408, description = "too slow"),
    (status = 409, description = "`file_already_there`, `too_many_files`, `not_changeable`"),
    (status = 413, description = "`file_too_large`, `application_too_large`"),
    (status = 415, description = "`file_type_not_accepted`"),
    (status = 422, description = "`file_unreadable` with the reason under `/file`; an unknown line"),
    (status = 429, description = "`too_much_today`")))]
#[post("/api/v1/applications/{id}/materials")]
pub async fn upload(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    once: Once,
    id: Path<Uuid>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let mut parts = Parts::of(&request, payload);
    let part = parts.file().await?;
    let accepted = service::refuse_early(&app, &citizen, *id, parts.field("checklist_key")).await?;
    let arrived = service::receive(&app, part, accepted).await?;
    let line = match parts.end().await.and_then(line) {
        Ok(line) => line,
        Err(problem) => {
            service::leave(&app, arrived).await?;
            return Err(problem);
        }
    };
    let material = service::attach(&app, &once, &citizen, *id, &line, arrived).await?;
    Ok(HttpResponse::Created().json(material))
}

/// The one plain field.
fn line(fields: Pairs) -> Result<String, Problem> {
    let unknown = fields.iter().filter(|(name, _)| name != "checklist_key");
    let faults: Vec<_> =
        unknown.map(|(name, _)| FieldFault::new(format!("/{}", escape(name)), "unknown_field")).collect();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let line = fields.into_iter().next().map(|(_, line)| line);
    line.ok_or_else(|| Problem::invalid(vec![FieldFault::new("/checklist_key", "required")]))
}

/// A file as it was sent.
#[utoipa::path(tag = "materials", params(("Range" = Option<String>, Header)), responses(
    (status = 200, content_type = "application/octet-stream"), (status = 206, description = "one range"),
    (status = 401), (status = 404), (status = 416)))]
#[get("/api/v1/applications/{id}/materials/{mid}/content")]
pub async fn content(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open(&app, &citizen, path.0, path.1, View::Original).await?;
    Ok(serving::answer(&request, opened, View::Original))
}

/// The preview of a picture: a JPEG without anything but its pixels. Other files have none.
#[utoipa::path(tag = "materials", responses(
    (status = 200, content_type = "image/jpeg"), (status = 401), (status = 404)))]
#[get("/api/v1/applications/{id}/materials/{mid}/preview")]
pub async fn preview(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open(&app, &citizen, path.0, path.1, View::Preview).await?;
    Ok(serving::answer(&request, opened, View::Preview))
}

/// Removes a file, while it may be changed.
#[utoipa::path(tag = "materials", responses((status = 204), (status = 401), (status = 404),
    (status = 409, description = "`not_changeable`")))]
#[delete("/api/v1/applications/{id}/materials/{mid}")]
pub async fn remove(
    app: Data<App>,
    citizen: Citizen,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    service::remove(&app, app.change(&citizen).await?, &citizen, path.0, path.1).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Accepts or rejects a file.
#[utoipa::path(tag = "desk", request_body = Verdict, responses(
    (status = 200, body = Material), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`judging_closed` in this state"),
    (status = 422, description = "a rejection without a reason")))]
#[put("/api/v1/desk/applications/{id}/materials/{mid}/review")]
pub async fn review(
    app: Data<App>,
    staff: Staff,
    path: Path<(Uuid, Uuid)>,
    body: Body<Verdict>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff).await?;
    let material = service::judge(&app, change, &staff, path.0, path.1, &body.0).await?;
    Ok(HttpResponse::Ok().json(material))
}

/// A file as it was sent; the look is on the audit record.
#[utoipa::path(tag = "desk", params(("Range" = Option<String>, Header)), responses(
    (status = 200, content_type = "application/octet-stream"), (status = 206, description = "one range"),
    (status = 401), (status = 404), (status = 416)))]
#[get("/api/v1/desk/applications/{id}/materials/{mid}/content")]
pub async fn desk_content(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open_at_desk(&app, &staff, path.0, path.1, View::Original).await?;
    Ok(serving::answer(&request, opened, View::Original))
}

/// The preview of a picture; the look is on the audit record.
#[utoipa::path(tag = "desk", responses(
    (status = 200, content_type = "image/jpeg"), (status = 401), (status = 404)))]
#[get("/api/v1/desk/applications/{id}/materials/{mid}/preview")]
pub async fn desk_preview(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open_at_desk(&app, &staff, path.0, path.1, View::Preview).await?;
    Ok(serving::answer(&request, opened, View::Preview))
}
