//! What administrators keep: weekly schedules and closed days.

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    post, put,
    web::{Data, Json, Path, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    appointments::{
        model::{Closure, NewClosure, NewSchedule, ScheduleChange},
        service,
        view::{ClosedDay, ScheduleView, VisitorView},
    },
    error::Problem,
    identity::actor::Staff,
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{
        body::Body,
        etag::{self, IfMatch},
    },
};

/// The weekly schedules of a center that haven't ended.
#[utoipa::path(tag = "desk", params(PageQuery), responses(
    (status = 200, body = Page<ScheduleView>), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/centers/{id}/schedules")]
pub async fn schedules(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::schedules(&app, &staff, *id, &page).await?;
    Ok(etag::personal_content(&request, &page.map(ScheduleView::from))?)
}

/// Makes a weekly schedule.
#[utoipa::path(tag = "desk", request_body = NewSchedule, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = ScheduleView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`schedule_overlaps`"), (status = 422)))]
#[post("/api/v1/desk/centers/{id}/schedules")]
pub async fn create(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewSchedule>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change| service::create(&app, change, &staff, *id, new).await;
    let made = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(etag::personal(&request, StatusCode::CREATED, made.version, &ScheduleView::from(made)))
}

/// Changes how many people a schedule's slots take, and until when it holds. Visits that are booked stand.
#[utoipa::path(tag = "desk", request_body = ScheduleChange, params(("If-Match" = String, Header)), responses(
    (status = 200, body = ScheduleView), (status = 401), (status = 403), (status = 404), (status = 412), (status = 428),
    (status = 422)))]
#[put("/api/v1/desk/schedules/{id}")]
pub async fn alter(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
    based_on: IfMatch,
    body: Body<ScheduleChange>,
) -> Result<HttpResponse, Problem> {
    let changed = service::change(app.change(&staff).await?, &staff, *id, &based_on, &body).await?;
    Ok(etag::personal(&request, StatusCode::OK, changed.version, &ScheduleView::from(changed)))
}

/// The days that a center closed, from today on.
#[utoipa::path(tag = "desk", params(PageQuery), responses(
    (status = 200, body = Page<Closure>), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/centers/{id}/closures")]
pub async fn closures(
    app: Data<App>,
    staff: Staff,
    id: Path<Uuid>,
    page: Query<PageQuery>,
) -> Result<Json<Page<Closure>>, Problem> {
    Ok(Json(service::closures(&app, &staff, *id, &page).await?))
}

/// Closes a day to bookings, and tells who has one: nobody's visit is cancelled.
#[utoipa::path(tag = "desk", request_body = NewClosure, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = ClosedDay), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`already_closed`"), (status = 422)))]
#[post("/api/v1/desk/centers/{id}/closures")]
pub async fn close(
    app: Data<App>,
    staff: Staff,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewClosure>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change| service::close(change, &staff, *id, new).await;
    let closure = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let all = PageQuery { limit: Some(100), after: None };
    let affected = service::affected(&app, &staff, *id, closure.date, &all).await?;
    let today = app.clock.today();
    let affected = affected.items.into_iter().map(|visitor| VisitorView::on(visitor, today)).collect();
    Ok(HttpResponse::Created().json(ClosedDay { closure, affected }))
}

/// Opens a day again.
#[utoipa::path(tag = "desk", responses((status = 204), (status = 401), (status = 403), (status = 404)))]
#[delete("/api/v1/desk/closures/{id}")]
pub async fn reopen(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    service::reopen(app.change(&staff).await?, &staff, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
