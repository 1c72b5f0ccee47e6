//! What the desk asks for: who comes, check-in, and what becomes of a visit.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types of a query")]

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{
    app::App,
    appointments::{
        service,
        view::{AppointmentView, VisitorView},
    },
    error::Problem,
    identity::actor::Staff,
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{body::Body, etag},
};

/// Which visits.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VisitorQuery {
    /// Where.
    center: Uuid,
    /// When; today when left out.
    date: Option<NaiveDate>,
}

/// A ticket that was shown.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketBody {
    /// As scanned or typed; capitals, spaces and dashes don't matter.
    #[validate(length(min = 1, max = 40))]
    pub ticket_code: String,
}

/// An action without anything to say.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NothingMore {}

/// The visits to a center on a day, the earliest first; without cancelled ones.
#[utoipa::path(tag = "desk", params(VisitorQuery, PageQuery), responses(
    (status = 200, body = Page<VisitorView>), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/appointments")]
pub async fn visitors(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    query: Query<VisitorQuery>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let today = app.clock.today();
    let date = query.date.unwrap_or(today);
    let page = service::visitors(&app, &staff, query.center, date, &page).await?;
    Ok(etag::personal_content(&request, &page.map(|visitor| VisitorView::on(visitor, today)))?)
}

/// Lets in whoever shows a ticket of today.
#[utoipa::path(tag = "desk", request_body = TicketBody, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = AppointmentView), (status = 401), (status = 403), (status = 404, description = "`ticket_unknown`"),
    (status = 409, description = "`ticket_wrong_day`, `ticket_used`, `ticket_cancelled`"), (status = 422)))]
#[post("/api/v1/desk/appointments/check-in")]
pub async fn check_in(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    body: Body<TicketBody>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::check_in(change, &staff, &body.ticket_code).await;
    let visit = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(etag::personal(&request, StatusCode::OK, visit.version, &AppointmentView::from(&visit)))
}

/// `call` (again), `served` or `no_show`.
#[utoipa::path(tag = "desk", request_body = NothingMore, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = AppointmentView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`action_not_allowed` with what is allowed")))]
#[post("/api/v1/desk/appointments/{id}/actions/{key}")]
pub async fn act(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    path: Path<(Uuid, String)>,
    body: Body<NothingMore>,
) -> Result<HttpResponse, Problem> {
    let (id, action) = path.into_inner();
    let work = async |change| service::act(change, &staff, id, &action).await;
    let visit = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(etag::personal(&request, StatusCode::OK, visit.version, &AppointmentView::from(&visit)))
}
