//! Confirming an hour that was chosen: a new visit, or another time for one that is booked.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, model::Dossier},
    appointments::{
        model::{NewBooking, Slot},
        portal::choosing::{Choice, Purpose, moved, see_other},
        service,
        slots::clock_times,
    },
    catalog::Service,
    error::{FieldFault, Problem},
    identity::cookie::PortalCitizen,
    materials::model::Judgment,
    organs::{self, model::Center},
    platform::{clock::local_date, ids, once::Once},
    web::{
        etag::IfMatch,
        language::Language,
        pages::{Serde, context},
        posted::Form,
        problems::fault_text,
    },
};

/// The signs of a note.
const LONGEST_NOTE: usize = 500;

/// The button below the booking.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BookingForm {
    /// Sent twice, it books one visit.
    key: String,
    #[serde(default)]
    note: String,
    /// The version of the visit that is moved.
    version: Option<i32>,
}

/// Everything that a confirmation stands on.
struct Booking<'a> {
    app: &'a App,
    request: &'a HttpRequest,
    citizen: &'a PortalCitizen,
    language: Language,
    center: Center,
    service: &'a Service,
    slot_id: Uuid,
    purpose: Purpose,
}

impl<'a> Booking<'a> {
    async fn of(
        app: &'a App,
        request: &'a HttpRequest,
        citizen: &'a PortalCitizen,
        language: Language,
        (code, key, slot_id): (String, String, Uuid),
        purpose: Purpose,
    ) -> Result<Self, Problem> {
        let center = organs::service::center_by_code(app.db.read(), &code).await?;
        let service = service::bookable(app, &key, "/service").map_err(|_| Problem::not_found())?;
        Ok(Self { app, request, citizen, language, center, service, slot_id, purpose })
    }

    /// Back to the hours of the day that was chosen, with what is still free there.
    async fn choose_again(&self, slot: &Slot, problem: &Problem) -> Result<HttpResponse, Problem> {
        let purpose = Purpose { day: Some(local_date(slot.starts_at)), ..self.purpose.clone() };
        let (app, request, language) = (self.app, self.request, self.language);
        let choice = Choice { app, request, language, center: self.center.clone(), service: self.service };
        choice.draw(&purpose, Some(problem)).await
    }

    async fn draw(
        &self,
        slot: &Slot,
        note: &str,
        fault: Option<FieldFault>,
    ) -> Result<HttpResponse, Problem> {
        let (from, to) = clock_times(slot);
        let date = local_date(slot.starts_at);
        let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let moving = moved(self.app, self.citizen, &self.purpose).await?;
        let old = moving.as_ref().map(|one| {
            let from = crate::platform::local_time::LocalTime::of(one.starts_at);
            json!({ "date": one.date(), "from": from, "version": one.version })
        });
        let belongs = self.application().await?;
        let Center { code, name, address, .. } = &self.center;
        let content = context! {
            center => Serde(json!({ "code": code, "name": name, "address": address })),
            service => context! { key => self.service.key.as_str(), title => self.service.title.get(self.language) },
            date => date.to_string(), from => from.to_string(), to => to.to_string(),
            other_href => self.purpose.address(code, &self.service.key, Some(date)),
            action => self.request.uri().to_string(), key => ids::new_id().to_string(),
            old => Serde(&old), note, fault => fault.map(|fault| fault_text(&fault, &self.app.texts, self.language)),
            application => Serde(&belongs),
        };
        self.app.pages.render_with(self.request, status, "appointments/confirm.html", content)
    }

    /// The application that the visit belongs to, with the papers whose originals are wanted.
    async fn application(&self) -> Result<Option<serde_json::Value>, Problem> {
        let Some(id) = self.purpose.application else { return Ok(None) };
        let dossier = applications::service::get(self.app, self.citizen, id).await?;
        let receipt = dossier.application.receipt_no.as_ref().map(ToString::to_string);
        let title = self.service.title.get(self.language);
        let originals = originals(self.service, &dossier, self.language);
        Ok(Some(json!({ "id": id, "title": title, "receipt_no": receipt, "originals": originals })))
    }
}

/// The papers that were sent, by the titles of their lines.
pub(super) fn originals<'a>(service: &'a Service, dossier: &Dossier, language: Language) -> Vec<&'a str> {
    let sent = |key: &str| {
        let mut files = dossier.materials.iter().filter(|file| file.checklist_key == key);
        files.any(|file| file.state != Judgment::Rejected)
    };
    service.checklist.iter().filter(|line| sent(&line.key)).map(|line| line.title.get(language)).collect()
}

/// Shows what is about to be booked.
#[get("/c/{code}/s/{key}/slots/{slot}")]
pub async fn confirm(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    path: Path<(String, String, Uuid)>,
    purpose: Query<Purpose>,
) -> Result<HttpResponse, Problem> {
    let booking =
        Booking::of(&app, &request, &citizen, language, path.into_inner(), purpose.into_inner()).await?;
    let slot = service::slot(&app, &booking.center, booking.slot_id, &booking.service.key).await?;
    booking.draw(&slot, "", None).await
}

/// Books it, or moves the visit there. When the place has just gone, shows what is still free.
#[post("/c/{code}/s/{key}/slots/{slot}")]
pub async fn book(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    path: Path<(String, String, Uuid)>,
    purpose: Query<Purpose>,
    form: Form<BookingForm>,
) -> Result<HttpResponse, Problem> {
    let booking =
        Booking::of(&app, &request, &citizen, language, path.into_inner(), purpose.into_inner()).await?;
    let slot = service::slot(&app, &booking.center, booking.slot_id, &booking.service.key).await?;
    if form.note.chars().count() > LONGEST_NOTE {
        let fault = FieldFault::new("/note", "too_long").with("max", LONGEST_NOTE);
        return booking.draw(&slot, &form.note, Some(fault)).await;
    }
    let done = match (booking.purpose.moving, form.version) {
        (Some(id), Some(version)) => booking.moves(id, version).await,
        _ => booking.books(&form).await,
    };
    match done {
        Ok(page) => Ok(see_other(&page)),
        Err(problem) if problem.status == StatusCode::CONFLICT && problem.code != "request_in_progress" => {
            booking.choose_again(&slot, &problem).await
        }
        Err(problem) => Err(problem),
    }
}

impl Booking<'_> {
    async fn books(&self, form: &BookingForm) -> Result<String, Problem> {
        let new = NewBooking {
            slot_id: self.slot_id,
            service_key: self.service.key.clone(),
            application_id: self.purpose.application,
            note: Some(form.note.clone()),
        };
        let once = Once::keyed(&form.key, self.request.path());
        let asked = new.clone();
        let work = async |change| service::book(self.app, change, self.citizen, asked, self.language).await;
        let change = self.app.change(&**self.citizen).await?;
        let booked = once.run(change, &self.app.cache, &new, work).await?;
        Ok(format!("/appointments/{}?done=booked", booked.id))
    }

    async fn moves(&self, id: Uuid, version: i32) -> Result<String, Problem> {
        let change = self.app.change(&**self.citizen).await?;
        let based_on = IfMatch::on_version(version);
        service::move_to(self.app, change, self.citizen, id, &based_on, self.slot_id).await?;
        Ok(format!("/appointments/{id}?done=moved"))
    }
}
