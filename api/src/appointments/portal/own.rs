//! A citizen's visits: the list, one with its ticket, cancelling.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    appointments::{
        api::{calendar_answer, ticket_answer},
        error::AppointmentError,
        model::{Appointment, State},
        portal::{booking::originals, choosing::see_other},
        service,
        view::AppointmentView,
    },
    error::Problem,
    identity::cookie::PortalCitizen,
    organs::{self, model::Center},
    platform::paging::{Page, PageQuery},
    web::{
        language::Language,
        pages::{Serde, Value, context},
        posted::Form,
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// A button without fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A line of the list.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    view: AppointmentView,
    title: String,
    ahead: bool,
}

/// The citizen's visits, the newest booking first.
#[get("/appointments")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let Page { items, next } = service::list(&app, &citizen, &page).await?;
    let lines: Vec<_> = items.iter().map(|one| line(&app, one, language)).collect();
    app.pages.render(&request, "appointments/list.html", context! { lines => Serde(&lines), next })
}

fn line(app: &App, one: &Appointment, language: Language) -> Line {
    let ahead = one.changeable(app.clock.now());
    Line { view: AppointmentView::from(one), title: title(app, one, language), ahead }
}

/// A service that is no longer offered is called by its key.
fn title(app: &App, one: &Appointment, language: Language) -> String {
    let service = app.catalog.service(&one.service_key);
    service.map_or(one.service_key.as_str(), |service| service.title.get(language)).to_owned()
}

/// One visit with its ticket.
#[get("/appointments/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
    done: Query<Done>,
) -> Result<HttpResponse, Problem> {
    let one = service::get(&app, &citizen, *id).await?;
    let center = organs::service::center(app.db.read(), one.center_id).await?;
    let done =
        done.done.as_deref().filter(|done| ["booked", "moved"].contains(done) && one.state == State::Booked);
    let content = context! {
        done, application => Serde(&application(&app, &citizen, &one, language).await?),
        ticket_text => one.ticket_text(), counts => one.state != State::Cancelled,
        waiting => matches!(one.state, State::Booked | State::CheckedIn | State::Called),
        ..shown(&app, &one, &center, language)
    };
    app.pages.render(&request, "appointments/show.html", content)
}

fn shown(app: &App, one: &Appointment, center: &Center, language: Language) -> Value {
    let Center { code, name, address, phone, .. } = center;
    context! {
        one => Serde(&AppointmentView::from(one)), title => title(app, one, language),
        center => Serde(json!({ "code": code, "name": name, "address": address, "phone": phone })),
        changeable => one.changeable(app.clock.now()),
    }
}

/// The application that a visit belongs to; nothing once it is gone.
async fn application(
    app: &App,
    citizen: &PortalCitizen,
    one: &Appointment,
    language: Language,
) -> Result<Option<serde_json::Value>, Problem> {
    let Some(id) = one.application_id else { return Ok(None) };
    let found = applications::service::get(app, citizen, id).await;
    let service = app.catalog.service(&one.service_key);
    let Some((dossier, service)) = found.ok().zip(service) else { return Ok(None) };
    let receipt = dossier.application.receipt_no.as_ref().map(ToString::to_string);
    let originals = originals(service, &dossier, language);
    let title = service.title.get(language);
    Ok(Some(json!({ "id": id, "title": title, "receipt_no": receipt, "originals": originals })))
}

/// The ticket's QR code.
#[get("/appointments/{id}/ticket.svg")]
pub async fn ticket(app: Data<App>, citizen: PortalCitizen, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    ticket_answer(&service::get(&app, &citizen, *id).await?)
}

/// The visit as a calendar file.
#[get("/appointments/{id}/calendar.ics")]
pub async fn calendar(
    app: Data<App>,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    calendar_answer(&app, &service::get(&app, &citizen, *id).await?, language).await
}

/// Asks whether the visit is really to be cancelled.
#[get("/appointments/{id}/cancel")]
pub async fn ask_to_cancel(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let one = service::get(&app, &citizen, *id).await?;
    if !one.changeable(app.clock.now()) {
        return Err(AppointmentError::NotChangeable.into());
    }
    let center = organs::service::center(app.db.read(), one.center_id).await?;
    app.pages.render(&request, "appointments/cancel.html", shown(&app, &one, &center, language))
}

/// Cancels it.
#[post("/appointments/{id}/cancel")]
pub async fn cancel(
    app: Data<App>,
    citizen: PortalCitizen,
    id: Path<Uuid>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, Problem> {
    service::cancel(&app, app.change(&*citizen).await?, &citizen, *id).await?;
    Ok(see_other(&format!("/appointments/{id}")))
}
