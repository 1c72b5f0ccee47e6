//! The API's faces of closing.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::closing::{
        error::ClosingError,
        model::{Closing, NewClosing, Reason},
        service,
        view::{self, ClosingView},
    },
    error::Problem,
    identity::{actor::Staff, fresh::Fresh},
    materials::serving,
    platform::once::Once,
    web::{body::Body, etag, language::Language},
};

/// What is still open in a case, and its closings. That it was looked at is on the audit record.
#[utoipa::path(tag = "closing", responses((status = 200, body = ClosingView), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/assistance/cases/{id}/closing")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let file = service::look(&app, app.change(&staff).await?, &staff, *id).await?;
    Ok(etag::personal_content(&request, &view::closing(&app, &file, language).await?)?)
}

/// Asks to close a case, by its handler. Everything that is still open is named: `still_unpaid`, `receipt_missing`, `custody_open`, `visit_open`,
/// `visits_unplanned`, `case_undecided`.
#[utoipa::path(tag = "closing", request_body = NewClosing, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = ClosingView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`case_unfinished`, `case_closed`, `closing_asked`"), (status = 422)))]
#[post("/api/v1/desk/assistance/cases/{id}/closing")]
pub async fn ask(
    app: Data<App>,
    staff: Staff,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewClosing>,
) -> Result<HttpResponse, Problem> {
    let work =
        async |change| -> Result<Closing, ClosingError> { service::ask(change, &staff, *id, &body.0).await };
    once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, language, StatusCode::CREATED, *id).await
}

/// Confirms a closing that another asked for: the archive bundle is made and the case closed. A retry gets the same answer.
#[utoipa::path(tag = "closing", responses(
    (status = 200, body = ClosingView), (status = 401), (status = 403, description = "`four_eyes`, `another_post` too"), (status = 404),
    (status = 409, description = "`closing_not_asked`, `case_unfinished`, `case_changed_meanwhile`")))]
#[post("/api/v1/desk/assistance/cases/{id}/closing/confirm")]
pub async fn confirm(
    app: Data<App>,
    staff: Staff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    service::confirm(&app, &staff, *id).await?;
    told(&app, &staff, language, StatusCode::OK, *id).await
}

/// Hands a closing back to the handler, with the reason.
#[utoipa::path(tag = "closing", request_body = Reason, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ClosingView), (status = 401), (status = 403, description = "`four_eyes`, `another_post` too"), (status = 404),
    (status = 409, description = "`closing_not_asked`"), (status = 422)))]
#[post("/api/v1/desk/assistance/cases/{id}/closing/return")]
pub async fn hand_back(
    app: Data<App>,
    staff: Staff,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<Reason>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<Closing, ClosingError> {
        service::hand_back(change, &staff, *id, &body.0).await
    };
    once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, language, StatusCode::OK, *id).await
}

/// The archive bundle of a round as a ZIP, for a reason; asks for a proof of at most five minutes ago. Who opened it and why is kept.
#[utoipa::path(tag = "closing", request_body = Reason, responses(
    (status = 200, content_type = "application/zip"), (status = 401), (status = 403, description = "`step_up_needed` too"), (status = 404),
    (status = 422)))]
#[post("/api/v1/desk/assistance/cases/{id}/closing/{round}/bundle")]
pub async fn open_bundle(
    app: Data<App>,
    staff: Fresh,
    at: Path<(Uuid, i32)>,
    body: Body<Reason>,
) -> Result<HttpResponse, Problem> {
    let (closing, reading) = service::open_bundle(&app, &staff, at.into_inner(), &body.0).await?;
    Ok(serving::whole(reading, "application/zip", &name(&closing)))
}

/// What the bundle is called by whoever downloads it; nothing of the case's people.
pub(super) fn name(closing: &Closing) -> String {
    format!("case-{}-{}.zip", closing.case_id, closing.round)
}

async fn told(
    app: &App,
    staff: &Staff,
    language: Language,
    status: StatusCode,
    case: Uuid,
) -> Result<HttpResponse, Problem> {
    let file = service::look(app, app.change(staff).await?, staff, case).await?;
    Ok(HttpResponse::build(status).json(view::closing(app, &file, language).await?))
}
