//! The API's faces of recovery.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::recovery::{
        error::RecoveryError,
        model::{Decision, NewReceipt, NewRecovery, Recovery, RecoveryFile, WriteOff},
        service,
        view::{self, RecoveryItem, RecoveryView},
    },
    error::Problem,
    identity::{actor::Staff, fresh::Fresh},
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{body::Body, etag, language::Language},
};

/// The recoveries of a case. That it was looked at is on the audit record.
#[utoipa::path(tag = "recovery", responses((status = 200, body = Vec<RecoveryView>), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/assistance/cases/{id}/recoveries")]
pub async fn of_case(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let (_, all) = service::of_case(&app, app.change(&staff).await?, &staff, *id).await?;
    Ok(etag::personal_content(&request, &view::recoveries(&app, &all, language).await?)?)
}

/// Opens a recovery for somebody of a case to whom something was granted.
#[utoipa::path(tag = "recovery", request_body = NewRecovery, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = RecoveryView), (status = 401), (status = 403), (status = 404), (status = 409, description = "`recovery_under_way`"),
    (status = 422, description = "`/person_id`: `not_paid`; `/amount_fen`: `more_than_there` …")))]
#[post("/api/v1/desk/assistance/cases/{id}/recoveries")]
pub async fn open(
    app: Data<App>,
    staff: Staff,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewRecovery>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<Recovery, RecoveryError> {
        service::open(change, &staff, *id, &body.0).await
    };
    let opened = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let file = service::look(app.change(&staff).await?, &staff, opened.id).await?;
    told(&app, StatusCode::CREATED, file, language).await
}

/// A page of the recoveries that the reader may see, the newest first.
#[utoipa::path(tag = "recovery", params(PageQuery), responses(
    (status = 200, body = Page<RecoveryItem>), (status = 401), (status = 403), (status = 422)))]
#[get("/api/v1/desk/recoveries")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::list(&app, &staff, &page).await?;
    Ok(etag::personal_content(&request, &page.map(|file| view::item(&file)))?)
}

/// One recovery. That it was looked at is on the audit record.
#[utoipa::path(tag = "recovery", responses((status = 200, body = RecoveryView), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/recoveries/{id}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let file = service::look(app.change(&staff).await?, &staff, *id).await?;
    told(&app, StatusCode::OK, file, language).await
}

/// Decides on a recovery, by the post that takes the last step of the chain which granted; opens a closed case again, and revokes what is
/// unpaid where that was asked. Asks for a proof of at
/// most five minutes ago.
#[utoipa::path(tag = "recovery", request_body = Decision, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = RecoveryView), (status = 401), (status = 403, description = "`four_eyes`, `another_post`, `step_up_needed` too"),
    (status = 404), (status = 409, description = "`recovery_not_now`, `recovery_being_paid`"), (status = 422)))]
#[post("/api/v1/desk/recoveries/{id}/decision")]
pub async fn decide(
    app: Data<App>,
    staff: Fresh,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<Decision>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<RecoveryFile, RecoveryError> {
        service::decide(&app, change, &staff, *id, &body.0).await
    };
    let file = once.run(app.change(&*staff).await?, &app.cache, &body.0, work).await?;
    told(&app, StatusCode::OK, file, language).await
}

/// Enters money that came back; the ledger posts it. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "recovery", request_body = NewReceipt, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = RecoveryView), (status = 401), (status = 403, description = "`four_eyes`, `step_up_needed` too"), (status = 404),
    (status = 409, description = "`recovery_not_now`, `paid_less`"),
    (status = 422, description = "`/amount_fen`: `more_than_decided`; `/basis`: `entered_already` …")))]
#[post("/api/v1/desk/recoveries/{id}/receipts")]
pub async fn receive(
    app: Data<App>,
    staff: Fresh,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewReceipt>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<RecoveryFile, RecoveryError> {
        service::receive(change, &staff, *id, &body.0).await
    };
    let file = once.run(app.change(&*staff).await?, &app.cache, &body.0, work).await?;
    told(&app, StatusCode::OK, file, language).await
}

/// Writes off what won't come, by the post that decides. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "recovery", request_body = WriteOff, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = RecoveryView), (status = 401), (status = 403, description = "`four_eyes`, `another_post`, `step_up_needed` too"),
    (status = 404), (status = 409, description = "`recovery_not_now`"), (status = 422)))]
#[post("/api/v1/desk/recoveries/{id}/write-off")]
pub async fn write_off(
    app: Data<App>,
    staff: Fresh,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<WriteOff>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<RecoveryFile, RecoveryError> {
        service::write_off(change, &staff, *id, &body.0).await
    };
    let file = once.run(app.change(&*staff).await?, &app.cache, &body.0, work).await?;
    told(&app, StatusCode::OK, file, language).await
}

async fn told(
    app: &App,
    status: StatusCode,
    file: RecoveryFile,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let view = view::recoveries(app, &[file], language).await?.into_iter().next();
    Ok(HttpResponse::build(status).json(view))
}
