//! What citizens ask for: slots, and their own visits.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types of a query")]

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::{StatusCode, header},
    post, put,
    web::{Data, Path, Query},
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{
    app::App,
    appointments::{
        error::AppointmentError,
        ics,
        model::{Appointment, NewBooking, State},
        service,
        slots::AHEAD,
        view::{AppointmentView, SlotList, SlotView},
    },
    error::{FieldFault, Internal, Problem},
    identity::actor::Citizen,
    organs,
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    qr::image,
    web::{
        body::Body,
        etag::{self, IfMatch},
        language::Language,
    },
};

/// Days that may be asked for at once.
const MOST_DAYS: i64 = 31;

/// Which slots.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SlotQuery {
    /// What the visit is for.
    service: Option<String>,
    /// The first day; today when left out.
    #[param(value_type = Option<NaiveDate>)]
    from: Option<String>,
    /// The last day, at most 31 days in all; as far as slots are offered when left out.
    #[param(value_type = Option<NaiveDate>)]
    to: Option<String>,
}

impl SlotQuery {
    fn span(&self, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
        let mut faults = Vec::new();
        let mut date = |text: &Option<String>, pointer: &str| match text.as_deref().map(str::parse) {
            Some(Ok(date)) => Some(date),
            Some(Err(_)) => {
                faults.push(FieldFault::new(pointer, "not_a_date"));
                None
            }
            None => None,
        };
        let (from, to) = (date(&self.from, "/from"), date(&self.to, "/to"));
        let from: NaiveDate = from.unwrap_or(today);
        let to = to.unwrap_or_else(|| from.checked_add_days(Days::new(AHEAD)).unwrap_or(from));
        if faults.is_empty() && to < from {
            faults.push(FieldFault::new("/to", "ends_before_it_begins"));
        } else if faults.is_empty() && (to - from).num_days() >= MOST_DAYS {
            faults.push(FieldFault::new("/to", "too_many_days").with("most", MOST_DAYS));
        }
        if faults.is_empty() { Ok((from, to)) } else { Err(Problem::invalid(faults)) }
    }
}

/// Where a visit is moved to.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBody {
    /// A slot that is offered.
    pub slot_id: Uuid,
}

/// The slots of a center that may be booked for a service; no login. Closed days and slots that have begun are left out.
#[utoipa::path(tag = "appointments", params(SlotQuery), responses(
    (status = 200, body = SlotList), (status = 404, description = "no such center"),
    (status = 422, description = "an unknown service, or days that can't be asked for")))]
#[get("/api/v1/centers/{id}/slots")]
pub async fn slots(app: Data<App>, id: Path<Uuid>, query: Query<SlotQuery>) -> Result<HttpResponse, Problem> {
    let center = organs::service::center(app.db.read(), *id).await?;
    let span = query.span(app.clock.today())?;
    let key = query.service.as_deref().ok_or_else(|| AppointmentError::fault("/service", "required"))?;
    let service = service::bookable(&app, key, "/service")?;
    let days = service::days(&app, &center, Some(&service.key), span).await?;
    let items = days.into_iter().flat_map(|day| day.offers).map(SlotView::from).collect();
    // A number of free places is old the moment it is told.
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(SlotList { items }))
}

/// Books a visit. One citizen has one place in a slot, and at most five visits ahead.
#[utoipa::path(tag = "appointments", request_body = NewBooking,
    params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = AppointmentView), (status = 401),
    (status = 409, description = "`slot_full`, `slot_past`, `slot_closed`, `already_booked`, `too_many_appointments`"),
    (status = 422, description = "an unknown slot, service or application")))]
#[post("/api/v1/appointments")]
pub async fn book(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    once: Once,
    language: Language,
    body: Body<NewBooking>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change| service::book(&app, change, &citizen, new, language).await;
    let booked = once.run(app.change(&citizen).await?, &app.cache, &body.0, work).await?;
    let location = format!("/api/v1/appointments/{}", booked.id);
    let location = header::HeaderValue::try_from(location).map_err(Internal::from_error)?;
    let mut answer = show(&request, StatusCode::CREATED, &booked);
    answer.headers_mut().insert(header::LOCATION, location);
    Ok(answer)
}

/// The citizen's own visits, the newest booking first.
#[utoipa::path(tag = "appointments", params(PageQuery), responses(
    (status = 200, body = Page<AppointmentView>), (status = 304), (status = 401)))]
#[get("/api/v1/appointments")]
pub async fn list(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::list(&app, &citizen, &page).await?;
    Ok(etag::personal_content(&request, &page.map(|one| AppointmentView::from(&one)))?)
}

/// One of the citizen's own visits.
#[utoipa::path(tag = "appointments", responses(
    (status = 200, body = AppointmentView), (status = 304), (status = 401), (status = 404)))]
#[get("/api/v1/appointments/{id}")]
pub async fn get(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    Ok(show(&request, StatusCode::OK, &service::get(&app, &citizen, *id).await?))
}

/// Moves a visit to another slot of its center; when that fails, the old one stands.
#[utoipa::path(tag = "appointments", request_body = MoveBody, params(("If-Match" = String, Header)), responses(
    (status = 200, body = AppointmentView), (status = 401), (status = 404),
    (status = 409, description = "as for booking, and `appointment_not_changeable`"), (status = 412), (status = 428),
    (status = 422, description = "an unknown slot")))]
#[put("/api/v1/appointments/{id}")]
pub async fn move_to(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    id: Path<Uuid>,
    based_on: IfMatch,
    body: Body<MoveBody>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&citizen).await?;
    let moved = service::move_to(&app, change, &citizen, *id, &based_on, body.slot_id).await?;
    Ok(show(&request, StatusCode::OK, &moved))
}

/// Cancels a visit; its place is free at once. Doing so again changes nothing.
#[utoipa::path(tag = "appointments", responses((status = 204), (status = 401), (status = 404),
    (status = 409, description = "`appointment_not_changeable`: it has begun")))]
#[delete("/api/v1/appointments/{id}")]
pub async fn cancel(app: Data<App>, citizen: Citizen, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    service::cancel(&app, app.change(&citizen).await?, &citizen, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The ticket: a QR code that holds the ticket's code.
#[utoipa::path(tag = "appointments", responses(
    (status = 200, content_type = "image/svg+xml", body = String), (status = 401),
    (status = 404, description = "none, or cancelled")))]
#[get("/api/v1/appointments/{id}/ticket.svg")]
pub async fn ticket(app: Data<App>, citizen: Citizen, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    ticket_answer(&service::get(&app, &citizen, *id).await?)
}

/// The visit as a calendar file; a cancelled one takes it out of the calendar.
#[utoipa::path(tag = "appointments", responses(
    (status = 200, content_type = "text/calendar", body = String), (status = 401), (status = 404)))]
#[get("/api/v1/appointments/{id}/calendar.ics")]
pub async fn calendar(
    app: Data<App>,
    citizen: Citizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    calendar_answer(&app, &service::get(&app, &citizen, *id).await?, language).await
}

/// The ticket of a visit that still counts.
pub(in crate::appointments) fn ticket_answer(one: &Appointment) -> Result<HttpResponse, Problem> {
    if one.state == State::Cancelled {
        return Err(Problem::not_found());
    }
    let picture = image::svg(&one.ticket_code)?;
    Ok(personal("image/svg+xml").body(picture))
}

/// The calendar file of a visit.
pub(in crate::appointments) async fn calendar_answer(
    app: &App,
    one: &Appointment,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let center = organs::service::center(app.db.read(), one.center_id).await?;
    let mut answer = personal("text/calendar; charset=utf-8");
    answer.insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"appointment.ics\""));
    Ok(answer.body(ics::file(app, one, &center, language)))
}

fn personal(media_type: &str) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer.content_type(media_type).insert_header((header::CACHE_CONTROL, "private, no-store"));
    answer
}

fn show(request: &HttpRequest, status: StatusCode, one: &Appointment) -> HttpResponse {
    etag::personal(request, status, one.version, &AppointmentView::from(one))
}
