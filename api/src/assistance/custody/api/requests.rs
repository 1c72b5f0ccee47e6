//! Releases and their vouchers by the API.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{at_desk, told};
use crate::{
    app::App,
    assistance::custody::{
        model::{ActBody, NewRequest, Request, RequestAct, Voucher},
        service,
        view::MandateView,
    },
    error::Problem,
    identity::{actor::Staff, fresh::Fresh},
    materials::{kinds::Kind, serving},
    platform::{blobs::Reading, once::Once},
    web::{body::Body, language::Language, parts::Parts},
};

/// A voucher.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "only describes the multipart body, which is read part by part")]
pub struct VoucherFile {
    /// A photo or a scanned paper; exactly one.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Asks for a release for the person.
#[utoipa::path(tag = "custody", request_body = NewRequest, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = MandateView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`custody_not_now`, `custody_paused`, `in_recovery`, `custody_not_handed_over`"), (status = 422, description = "`more_than_in_custody` at the amount …")))]
#[post("/api/v1/desk/custody/{id}/requests")]
pub async fn ask(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewRequest>,
) -> Result<HttpResponse, Problem> {
    at_desk(&staff)?;
    asked(&app, &staff, &request, language, &once, (*id, body.0)).await
}

pub(in crate::assistance::custody) async fn asked(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    language: Language,
    once: &Once,
    (id, new): (Uuid, NewRequest),
) -> Result<HttpResponse, Problem> {
    let body = new.clone();
    let work = async |change| service::ask(change, staff, id, new).await;
    let _: Request = once.run(app.change(staff).await?, &app.cache, &body, work).await?;
    told(app, staff, request, language, StatusCode::CREATED, id).await
}

/// Approves, pays out or refuses a request. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "custody", request_body = ActBody, params(("Idempotency-Key" = Option<String>, Header), ("act" = RequestAct, Path)), responses(
    (status = 200, body = MandateView), (status = 401), (status = 403, description = "`four_eyes`, `step_up_needed` too"), (status = 404),
    (status = 409, description = "`custody_not_now`, `custody_paused`, `in_recovery`, `custody_not_handed_over`, `custody_voucher_late`, `custody_own_account_missing`, `custody_short`"),
    (status = 422)))]
#[post("/api/v1/desk/custody/{id}/requests/{request}/actions/{act}")]
pub async fn act(
    app: Data<App>,
    staff: Fresh,
    request: HttpRequest,
    language: Language,
    once: Once,
    at: Path<(Uuid, Uuid, RequestAct)>,
    body: Body<ActBody>,
) -> Result<HttpResponse, Problem> {
    at_desk(&staff)?;
    acted(&app, &staff, &request, language, &once, at.into_inner(), body.0).await
}

pub(in crate::assistance::custody) async fn acted(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    language: Language,
    once: &Once,
    (id, asked, step): (Uuid, Uuid, RequestAct),
    said: ActBody,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::act(app, change, staff, (id, asked), step, &said).await;
    let _: Request = once.run(app.change(staff).await?, &app.cache, &said, work).await?;
    told(app, staff, request, language, StatusCode::OK, id).await
}

/// Files the voucher of a release.
#[utoipa::path(tag = "custody", request_body(content = VoucherFile, content_type = "multipart/form-data"), responses(
    (status = 200, body = MandateView), (status = 400), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`custody_not_now`"), (status = 413), (status = 415), (status = 422)))]
#[post("/api/v1/desk/custody/{id}/requests/{request}/voucher")]
pub async fn file(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    at: Path<(Uuid, Uuid)>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    at_desk(&staff)?;
    filed(&app, &staff, &request, language, *at, payload).await
}

pub(in crate::assistance::custody) async fn filed(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    language: Language,
    at: (Uuid, Uuid),
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let mut parts = Parts::of(request, payload);
    let part = parts.file().await?;
    let arrived = service::receive(app, staff, at, part).await?;
    parts.end().await?;
    service::file(app, staff, at, arrived).await?;
    told(app, staff, request, language, StatusCode::OK, at.0).await
}

/// The voucher of a release; each look is on the audit record.
#[utoipa::path(tag = "custody", responses(
    (status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/custody/{id}/requests/{request}/voucher")]
pub async fn voucher(app: Data<App>, staff: Staff, at: Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    at_desk(&staff)?;
    Ok(attachment(service::open_voucher(&app, &staff, *at).await?))
}

pub(in crate::assistance::custody) fn attachment((shown, reading): (Voucher, Reading)) -> HttpResponse {
    let kind = Kind::of_media_type(&shown.media_type);
    let ending = kind.and_then(|kind| kind.endings().first()).unwrap_or(&"bin");
    serving::whole(reading, &shown.media_type, &format!("voucher.{ending}"))
}
