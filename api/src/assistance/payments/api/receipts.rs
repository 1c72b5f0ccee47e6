//! Receipts of money that was handed over, by the API.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::batches::told;
use crate::{
    app::App,
    assistance::payments::{model::Receipt, service, view::BatchView},
    error::Problem,
    identity::actor::Staff,
    materials::{kinds::Kind, serving},
    platform::blobs::Reading,
    web::parts::Parts,
};

/// A receipt.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "only describes the multipart body, which is read part by part")]
pub struct ReceiptFile {
    /// A photo or a scanned paper; exactly one.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Files the receipt of money that was handed over, signed or with a thumbprint.
#[utoipa::path(tag = "payments", request_body(content = ReceiptFile, content_type = "multipart/form-data"), responses(
    (status = 200, body = BatchView), (status = 400), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`batch_not_now`"), (status = 413), (status = 415), (status = 422)))]
#[post("/api/v1/desk/payments/batches/{id}/lines/{line}/receipt")]
pub async fn file(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    at: Path<(Uuid, Uuid)>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let mut parts = Parts::of(&request, payload);
    let arrived = service::receive(&app, &staff, *at, parts.file().await?).await?;
    parts.end().await?;
    let file = service::file_receipt(&app, &staff, *at, arrived).await?;
    Ok(told(&request, StatusCode::OK, file))
}

/// The receipt; each look is on the audit record.
#[utoipa::path(tag = "payments", responses(
    (status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/payments/batches/{id}/lines/{line}/receipt")]
pub async fn open(app: Data<App>, staff: Staff, at: Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    Ok(attachment(service::open_receipt(&app, &staff, *at).await?))
}

pub(in crate::assistance::payments) fn attachment((shown, reading): (Receipt, Reading)) -> HttpResponse {
    let kind = Kind::of_media_type(&shown.media_type);
    let ending = kind.and_then(|kind| kind.endings().first()).unwrap_or(&"bin");
    serving::whole(reading, &shown.media_type, &format!("receipt.{ending}"))
}
