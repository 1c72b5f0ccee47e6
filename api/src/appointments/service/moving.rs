//! A citizen moves a visit, or cancels it.

use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    appointments::{
        error::AppointmentError,
        model::{Appointment, State},
        queries::{bookings, places::release},
        service::{booking::only_one, places, sealing, telling},
    },
    error::Internal,
    identity::{self, actor::Citizen},
    organs,
    platform::change::{Change, Event},
    web::etag::IfMatch,
};

/// Moves a visit to another slot of its center. The ticket stays the same.
///
/// # Errors
/// 412 when it has moved on, `NotChangeable` once it has begun, and all of [`super::book`]'s; then the old place stands.
pub async fn move_to(
    app: &App,
    change: Change,
    citizen: &Citizen,
    id: Uuid,
    based_on: &IfMatch,
    slot_id: Uuid,
) -> Result<Appointment, AppointmentError> {
    identity::service::hold_citizen(&change, citizen.id).await?;
    let mut one = own(&change, citizen, id).await?;
    based_on.check(one.version)?;
    if !one.changeable(change.now()) {
        return Err(AppointmentError::NotChangeable);
    }
    if one.slot_id == slot_id {
        return Ok(one);
    }
    let place = places::find(&change, slot_id, &one.service_key).await?;
    if place.center.id != one.center_id {
        return Err(AppointmentError::fault("/slot_id", "unknown_slot"));
    }
    only_one(&change, citizen, slot_id).await?;
    place.take_instead_of(&change, one.slot_id).await?;
    let facts = json!({ "from": one.slot_id, "to": slot_id });
    (one.slot_id, one.starts_at, one.ends_at) = (place.slot.id, place.slot.starts_at, place.slot.ends_at);
    write(&change, &mut one).await?;
    telling::tell(app, &change, &one, &place.center, "appointment-moved").await?;
    let event =
        Event::new("appointment.moved", id).at(place.center.organ_id).in_case(one.application_id).with(facts);
    Ok(change.commit(event, one).await?)
}

/// Cancels a visit; its place is free at once. Doing so again changes nothing.
///
/// # Errors
/// `NotChangeable` once it has begun.
pub async fn cancel(app: &App, change: Change, citizen: &Citizen, id: Uuid) -> Result<(), AppointmentError> {
    let mut one = own(&change, citizen, id).await?;
    if one.state == State::Cancelled {
        return Ok(());
    }
    if !one.changeable(change.now()) {
        return Err(AppointmentError::NotChangeable);
    }
    release(change.db(), one.slot_id).await?;
    one.state = State::Cancelled;
    write(&change, &mut one).await?;
    let center = organs::service::center(change.db(), one.center_id).await?;
    telling::tell(app, &change, &one, &center, "appointment-cancelled").await?;
    let event = Event::new("appointment.cancelled", id).at(center.organ_id).in_case(one.application_id);
    Ok(change.commit(event, ()).await?)
}

async fn own(change: &Change, citizen: &Citizen, id: Uuid) -> Result<Appointment, AppointmentError> {
    let row = bookings::lock_own(change.db(), citizen.id, id).await?.ok_or(AppointmentError::NotFound)?;
    Ok(sealing::appointment(change.vault(), row)?)
}

/// Writes a changed appointment, which the change holds.
pub(super) async fn write(change: &Change, one: &mut Appointment) -> Result<(), Internal> {
    one.version = one.version.saturating_add(1);
    one.updated_at = change.now();
    bookings::update(change.db(), sealing::row(change.vault(), one)?).await
}
