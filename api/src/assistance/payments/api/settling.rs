//! The bank's files and what came of each line, by the API.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{
        StatusCode,
        header::{self, ContentDisposition, DispositionParam, DispositionType},
    },
    post,
    web::{Data, Json, Path, Payload, Query},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::batches::told;
use crate::{
    app::App,
    assistance::payments::{
        bank_file::Format,
        error::PaymentError,
        model::{BatchFile, Settled, Settlement},
        service,
        view::BatchView,
    },
    error::Problem,
    identity::{actor::Staff, fresh::Fresh},
    platform::once::Once,
    web::{
        body::Body,
        parts::{FilePart, Parts},
    },
};

/// Bytes of a bank's answer.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// In which form.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FormatQuery {
    /// CSV or XLSX.
    pub format: Format,
}

/// The bank's answer.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "only describes the multipart body, which is read part by part")]
pub struct AnswerFile {
    /// CSV or XLSX; exactly one.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The payment file of a batch that is sent, with whole account numbers. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "payments", responses(
    (status = 200, content_type = "text/csv"), (status = 401), (status = 403, description = "`step_up_needed` too"), (status = 404),
    (status = 409, description = "`batch_not_now`")))]
#[get("/api/v1/desk/payments/batches/{id}/bank-file")]
pub async fn bank_file(
    app: Data<App>,
    staff: Fresh,
    id: Path<Uuid>,
    asked: Query<FormatQuery>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&*staff).await?;
    let (name, bytes) = service::bank_file(&app, change, &staff, *id, asked.format).await?;
    Ok(attachment(name, asked.format, bytes))
}

/// A download that no page shows and no cache keeps.
pub(in crate::assistance::payments) fn attachment(
    name: String,
    format: Format,
    bytes: Vec<u8>,
) -> HttpResponse {
    let disposition = DispositionType::Attachment;
    let parameters = vec![DispositionParam::Filename(name)];
    HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header(ContentDisposition { disposition, parameters })
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes)
}

/// Takes the bank's answer. The same file again changes nothing.
#[utoipa::path(tag = "payments", request_body(content = AnswerFile, content_type = "multipart/form-data"), responses(
    (status = 200, body = Settled), (status = 400), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`batch_not_now`"), (status = 413),
    (status = 422, description = "`/file` can't be read, or `/rows/N`: `unknown_line`, `amount_differs`, `settled_differently` …")))]
#[post("/api/v1/desk/payments/batches/{id}/results")]
pub async fn results(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
    payload: Payload,
) -> Result<Json<Settled>, Problem> {
    let mut parts = Parts::of(&request, payload);
    let bytes = whole(parts.file().await?).await?;
    parts.end().await?;
    Ok(Json(service::take_result(&app, app.change(&staff).await?, &staff, *id, &bytes).await?))
}

/// A file as a whole, while it is small.
pub(in crate::assistance::payments) async fn whole(mut part: FilePart) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.next().await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > MOST_BYTES {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large"));
        }
    }
    Ok(bytes)
}

/// Says what came of one line: handed over, paid, refused or returned.
#[utoipa::path(tag = "payments", request_body = Settlement, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = BatchView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`batch_not_now`, or the ledger's refusal"), (status = 422)))]
#[post("/api/v1/desk/payments/batches/{id}/lines/{line}")]
pub async fn settle(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    place: Path<(Uuid, Uuid)>,
    body: Body<Settlement>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<BatchFile, PaymentError> {
        service::settle(&app, change, &staff, *place, &body.0).await
    };
    let file = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(told(&request, StatusCode::OK, file))
}
