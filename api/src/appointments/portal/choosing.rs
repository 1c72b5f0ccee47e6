//! Choosing a day, then an hour. Days that are closed or full are shown as such, so that nobody wonders where they are.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    web::{Data, Path, Query},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    appointments::{
        error::AppointmentError,
        model::{Appointment, Day, Offer},
        service,
        slots::{clock_times, last_day},
    },
    catalog::Service,
    error::Problem,
    identity::cookie::PortalCitizen,
    organs::{self, model::Center},
    platform::local_time::LocalTime,
    web::{
        language::Language,
        pages::{Serde, Value, context},
    },
};

/// What the choice is for: a day that was chosen, the application that a visit belongs to, a visit that is moved.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Purpose {
    /// The day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// The application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Uuid>,
    /// The visit.
    #[serde(rename = "move", skip_serializing_if = "Option::is_none")]
    pub moving: Option<Uuid>,
}

impl Purpose {
    /// The address of the choice at a center, for a day or none.
    pub fn address(&self, center: &str, service: &str, day: Option<NaiveDate>) -> String {
        let query = Self { day, ..self.clone() };
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        let and = if query.is_empty() { "" } else { "?" };
        format!("/c/{center}/s/{service}/slots{and}{query}")
    }
}

/// A day as a button.
#[derive(Serialize)]
struct DayButton {
    date: NaiveDate,
    href: String,
    free: i32,
    /// `open`, `full`, `closed`, or `none` when nothing is offered.
    state: &'static str,
}

/// An hour as a button.
#[derive(Serialize)]
struct HourButton {
    href: String,
    from: LocalTime,
    to: LocalTime,
    free: i32,
}

/// The choice at a center, for a service.
#[get("/c/{code}/s/{key}/slots")]
pub async fn of_service(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    path: Path<(String, String)>,
    purpose: Query<Purpose>,
) -> Result<HttpResponse, Problem> {
    let (code, key) = path.into_inner();
    let center = organs::service::center_by_code(app.db.read(), &code).await?;
    let service = service::bookable(&app, &key, "/service").map_err(|_| Problem::not_found())?;
    Choice { app: &app, request: &request, language, center, service }.draw(&purpose, None).await
}

/// The choice for an application of one's own.
#[get("/applications/{id}/slots")]
pub async fn of_application(
    app: Data<App>,
    citizen: PortalCitizen,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let application = applications::service::get(&app, &citizen, *id).await?.application;
    let center = organs::service::center(app.db.read(), application.center_id).await?;
    let purpose = Purpose { application: Some(*id), ..Purpose::default() };
    Ok(see_other(&purpose.address(&center.code, &application.service_key, None)))
}

/// The choice for moving a visit of one's own.
#[get("/appointments/{id}/slots")]
pub async fn of_appointment(
    app: Data<App>,
    citizen: PortalCitizen,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let one = service::get(&app, &citizen, *id).await?;
    if !one.changeable(app.clock.now()) {
        return Err(AppointmentError::NotChangeable.into());
    }
    let center = organs::service::center(app.db.read(), one.center_id).await?;
    let purpose = Purpose { moving: Some(*id), ..Purpose::default() };
    Ok(see_other(&purpose.address(&center.code, &one.service_key, None)))
}

/// On to another page.
pub fn see_other(page: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, page)).finish()
}

/// A choice that is drawn.
pub(super) struct Choice<'a> {
    /// The wiring.
    pub app: &'a App,
    /// Who asks.
    pub request: &'a HttpRequest,
    /// In which language.
    pub language: Language,
    /// Where.
    pub center: Center,
    /// What for.
    pub service: &'a Service,
}

impl Choice<'_> {
    /// The days, or the hours of the day that was chosen; with what went wrong just now, when something did.
    pub(super) async fn draw(
        &self,
        purpose: &Purpose,
        wrong: Option<&Problem>,
    ) -> Result<HttpResponse, Problem> {
        let today = self.app.clock.today();
        let span = (today, last_day(today));
        let days = service::days(self.app, &self.center, Some(&self.service.key), span).await?;
        let chosen = purpose.day.and_then(|date| days.iter().find(|day| day.date == date));
        let status = wrong.map_or(StatusCode::OK, |problem| problem.status);
        let wrong = wrong.map(|problem| {
            let key = format!("problem-{}", problem.code);
            let say = |key: &str| self.app.texts.say_with(self.language, key, &problem.args);
            json!({ "title": say(&key), "detail": say(&format!("{key}.detail")) })
        });
        let shared = self.shared(purpose);
        if let Some(day) = chosen {
            let hours: Vec<_> = day.offers.iter().map(|offer| self.hour(purpose, offer)).collect();
            let content = context! { day => day.date.to_string(), closed => day.closed, free => day.free(),
            hours => Serde(&hours), wrong => Serde(&wrong), ..shared };
            return self.app.pages.render_with(self.request, status, "appointments/hours.html", content);
        }
        let buttons: Vec<_> = days.iter().map(|day| self.button(purpose, day)).collect();
        let free = buttons.iter().any(|button| button.free > 0);
        let content = context! { days => Serde(&buttons), free, wrong => Serde(&wrong), ..shared };
        self.app.pages.render_with(self.request, status, "appointments/days.html", content)
    }

    fn shared(&self, purpose: &Purpose) -> Value {
        let Center { code, name, phone, .. } = &self.center;
        context! {
            center => Serde(json!({ "code": code, "name": name, "phone": phone })),
            service => context! { key => self.service.key.as_str(), title => self.service.title.get(self.language) },
            days_href => purpose.address(code, &self.service.key, None),
            moving => purpose.moving.map(|id| id.to_string()),
            application => purpose.application.map(|id| id.to_string()),
        }
    }

    fn button(&self, purpose: &Purpose, day: &Day) -> DayButton {
        let free = day.free();
        let state = match (day.closed, day.offers.is_empty(), free) {
            (true, ..) => "closed",
            (_, true, _) => "none",
            (.., 0) => "full",
            _ => "open",
        };
        let href = purpose.address(&self.center.code, &self.service.key, Some(day.date));
        DayButton { date: day.date, href, free, state }
    }

    fn hour(&self, purpose: &Purpose, offer: &Offer) -> HourButton {
        let (from, to) = clock_times(&offer.slot);
        let query = Purpose { day: None, ..purpose.clone() };
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        let and = if query.is_empty() { "" } else { "?" };
        let (code, key) = (&self.center.code, &self.service.key);
        HourButton {
            href: format!("/c/{code}/s/{key}/slots/{}{and}{query}", offer.slot.id),
            from,
            to,
            free: offer.free,
        }
    }
}

/// The visit that is moved, if one is: the citizen's own.
pub(super) async fn moved(
    app: &App,
    citizen: &PortalCitizen,
    purpose: &Purpose,
) -> Result<Option<Appointment>, Problem> {
    match purpose.moving {
        Some(id) => Ok(Some(service::get(app, citizen, id).await?)),
        None => Ok(None),
    }
}
