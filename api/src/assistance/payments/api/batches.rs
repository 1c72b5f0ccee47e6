//! Batches by the API.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::payments::{
        error::PaymentError,
        model::{BatchFile, Funds, NewBatch},
        service,
        view::BatchView,
    },
    error::{Internal, Problem},
    identity::{actor::Staff, fresh::Fresh},
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{body::Body, etag},
};

/// What is done with a batch.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It is checked.
    Approve,
    /// It is given up.
    Cancel,
    /// It goes to the bank.
    Send,
}

/// A page of batches, the newest first.
#[utoipa::path(tag = "payments", responses((status = 200, body = Page<BatchView>), (status = 401), (status = 403), (status = 422)))]
#[get("/api/v1/desk/payments/batches")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::list(&app, &staff, &page).await?;
    Ok(etag::personal_content(&request, &page.map(BatchView::from))?)
}

/// Makes a batch of instalments of one organ and one year's budget; the treasury is asked for the money.
#[utoipa::path(tag = "payments", request_body = NewBatch, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = BatchView), (status = 401), (status = 403, description = "`four_eyes` too: for whoever took part in a decision"),
    (status = 404), (status = 422, description = "`not_payable`, `on_its_way`, `account_not_confirmed`, `another_organs` at its instalment")))]
#[post("/api/v1/desk/payments/batches")]
pub async fn make(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    body: Body<NewBatch>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<BatchFile, PaymentError> {
        service::make(&app, change, &staff, &body.0).await
    };
    let file = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let location = format!("/api/v1/desk/payments/batches/{}", file.batch.id);
    let mut answer = told(&request, StatusCode::CREATED, file);
    let location = header::HeaderValue::from_str(&location).map_err(Internal::from_error)?;
    answer.headers_mut().insert(header::LOCATION, location);
    Ok(answer)
}

/// One batch.
#[utoipa::path(tag = "payments", responses((status = 200, body = BatchView), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/payments/batches/{id}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    Ok(told(&request, StatusCode::OK, service::read(&app, &staff, *id).await?))
}

/// Checks a batch, gives it up, or sends it to the bank. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "payments", params(("Idempotency-Key" = Option<String>, Header), ("act" = Act, Path)), responses(
    (status = 200, body = BatchView), (status = 401), (status = 403, description = "`four_eyes`, `step_up_needed` too"), (status = 404),
    (status = 409, description = "`batch_not_now`")))]
#[post("/api/v1/desk/payments/batches/{id}/actions/{act}")]
pub async fn act(
    app: Data<App>,
    staff: Fresh,
    request: HttpRequest,
    once: Once,
    place: Path<(Uuid, Act)>,
) -> Result<HttpResponse, Problem> {
    let (id, act) = place.into_inner();
    let work = async |change| -> Result<BatchFile, PaymentError> {
        match act {
            Act::Approve => service::approve(change, &staff, id).await,
            Act::Cancel => service::cancel(change, &staff, id).await,
            Act::Send => service::send(change, &staff, id).await,
        }
    };
    let file = once.run(app.change(&*staff).await?, &app.cache, &(), work).await?;
    Ok(told(&request, StatusCode::OK, file))
}

/// Says that the money is there; the people are told at once.
#[utoipa::path(tag = "payments", request_body = Funds, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = BatchView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`batch_not_now`, `funds_short`"), (status = 422)))]
#[post("/api/v1/desk/payments/batches/{id}/funds")]
pub async fn fund(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    id: Path<Uuid>,
    body: Body<Funds>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<BatchFile, PaymentError> {
        service::fund(&app, change, &staff, *id, &body.0).await
    };
    let file = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(told(&request, StatusCode::OK, file))
}

pub(super) fn told(request: &HttpRequest, status: StatusCode, file: BatchFile) -> HttpResponse {
    etag::personal(request, status, file.batch.version, &BatchView::from(file))
}
