//! A citizen books a visit.

use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, error::ApplicationError},
    appointments::{
        error::AppointmentError,
        model::{Appointment, NewBooking, State},
        queries::bookings,
        service::{offering::bookable, places, sealing, telling},
    },
    config::Switch,
    error::Internal,
    identity::{self, actor::Citizen},
    platform::{
        change::{Change, Event},
        ids,
    },
    web::language::Language,
};

/// How many visits ahead one citizen may have (security.md LIM-6).
pub const FUTURE: u64 = 5;

/// Signs of a ticket's code: 40 random bits, which only the desk can try out.
pub(super) const TICKET_SIGNS: usize = 8;

/// Books a place in a slot.
///
/// # Errors
/// `Faulty` for an unknown slot, service or application; `SlotFull`, `SlotPast`, `SlotClosed`, `AlreadyBooked`, `TooMany`.
pub async fn book(
    app: &App,
    change: Change,
    citizen: &Citizen,
    new: NewBooking,
    language: Language,
) -> Result<Appointment, AppointmentError> {
    bookable(app, &new.service_key, "/service_key")?;
    // Two bookings of one citizen come one after the other, so that both are counted.
    identity::service::hold_citizen(&change, citizen.id).await?;
    if let Some(id) = new.application_id {
        fits(app, &change, citizen, id, &new.service_key).await?;
    }
    let place = places::find(&change, new.slot_id, &new.service_key).await?;
    only_one(&change, citizen, new.slot_id).await?;
    within_quota(app, &change, citizen).await?;
    let booked = Appointment {
        id: ids::new_id(),
        slot_id: place.slot.id,
        center_id: place.center.id,
        citizen_id: citizen.id,
        application_id: new.application_id,
        service_key: new.service_key,
        state: State::Booked,
        ticket_code: ticket(&change).await?,
        queue_no: None,
        note: new.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty()),
        language,
        starts_at: place.slot.starts_at,
        ends_at: place.slot.ends_at,
        version: 1,
        checked_in_at: None,
        created_at: change.now(),
        updated_at: change.now(),
    };
    place.take(&change).await?;
    bookings::insert(change.db(), sealing::row(change.vault(), &booked)?).await?;
    telling::tell(app, &change, &booked, &place.center, "appointment-booked").await?;
    let event =
        Event::new("appointment.booked", booked.id).at(place.center.organ_id).in_case(booked.application_id);
    Ok(change.commit(event, booked).await?)
}

/// Refuses an application that isn't the citizen's own, like one that doesn't exist; and one to another service.
async fn fits(
    app: &App,
    change: &Change,
    citizen: &Citizen,
    id: Uuid,
    service: &str,
) -> Result<(), AppointmentError> {
    let fault = |code| AppointmentError::fault("/application_id", code);
    match applications::service::own(change.db(), &app.vault, citizen, id).await {
        Ok(found) if applications::service::is_expired(&found, change.now()) => {
            Err(fault("unknown_application"))
        }
        Ok(found) if found.service_key != service => Err(fault("other_service")),
        Ok(_) => Ok(()),
        Err(ApplicationError::NotFound) => Err(fault("unknown_application")),
        Err(error) => Err(AppointmentError::Problem(error.into())),
    }
}

/// One citizen has one place in a slot.
pub(super) async fn only_one(change: &Change, citizen: &Citizen, slot: Uuid) -> Result<(), AppointmentError> {
    let there = bookings::has_place(change.db(), citizen.id, slot).await?;
    if there { Err(AppointmentError::AlreadyBooked) } else { Ok(()) }
}

async fn within_quota(app: &App, change: &Change, citizen: &Citizen) -> Result<(), AppointmentError> {
    if app.config.limits == Switch::Off {
        return Ok(());
    }
    let ahead = bookings::count_ahead(change.db(), citizen.id, change.now()).await?;
    if ahead < FUTURE { Ok(()) } else { Err(AppointmentError::TooMany { most: FUTURE }) }
}

async fn ticket(change: &Change) -> Result<String, Internal> {
    loop {
        let code = ids::random_word::<5>();
        if !bookings::ticket_exists(change.db(), &code).await? {
            return Ok(code);
        }
    }
}
