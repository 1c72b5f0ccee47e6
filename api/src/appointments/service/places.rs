//! Taking a place in a slot, within a change.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    appointments::{
        error::AppointmentError,
        model::{Schedule, Slot},
        queries::{closures, places, schedules},
        service::{offering::lies_open, sealing},
        slot_id,
        slots::{self, last_day},
    },
    organs::{self, model::Center},
    platform::{change::Change, clock::local_date},
};

/// A slot that is offered, as it looked before it was held.
pub(super) struct Place {
    /// The slot.
    pub slot: Slot,
    /// The center.
    pub center: Center,
    schedule: Schedule,
}

/// The slot of an id, if a visit for this service may begin in it.
///
/// # Errors
/// `Faulty` for an id that is no slot's of this service, `SlotPast`, `SlotClosed`.
pub(super) async fn find(change: &Change, id: Uuid, service: &str) -> Result<Place, AppointmentError> {
    let unknown = || AppointmentError::fault("/slot_id", "unknown_slot");
    let row = schedules::by_mark(change.db(), slot_id::mark(id)).await?.ok_or_else(unknown)?;
    let schedule = sealing::schedule(row)?;
    let slot = slots::find(&schedule, id).filter(|_| schedule.serves(service)).ok_or_else(unknown)?;
    if slot.starts_at <= change.now() {
        return Err(AppointmentError::SlotPast);
    }
    let center = organs::service::center(change.db(), schedule.center_id).await?;
    let near = local_date(slot.starts_at) <= last_day(change.today());
    if near && lies_open(change.db(), &center, &schedule, &slot).await? {
        Ok(Place { slot, center, schedule })
    } else {
        Err(AppointmentError::SlotClosed)
    }
}

impl Place {
    /// Takes it, or fails with `SlotFull` or `SlotClosed`. From here on others wait, so everything that can be asked before is.
    pub(super) async fn take(&self, change: &Change) -> Result<(), AppointmentError> {
        let capacity = self.hold(change).await?;
        places::open(change.db(), &self.schedule, &self.slot).await?;
        self.count(change, capacity).await
    }

    /// Takes it in exchange for another one, which is free from then on.
    pub(super) async fn take_instead_of(&self, change: &Change, old: Uuid) -> Result<(), AppointmentError> {
        let capacity = self.hold(change).await?;
        places::open(change.db(), &self.schedule, &self.slot).await?;
        places::hold(change.db(), [old, self.slot.id]).await?;
        self.count(change, capacity).await?;
        Ok(places::release(change.db(), old).await?)
    }

    /// Holds the schedule, so that neither its capacity nor its end nor the closed days change meanwhile; answers the capacity.
    /// Who comes to a full slot is sent away without waiting.
    async fn hold(&self, change: &Change) -> Result<i32, AppointmentError> {
        if places::booked(change.db(), self.slot.id).await? >= self.schedule.capacity {
            return Err(AppointmentError::SlotFull);
        }
        let row = schedules::lock_by_mark(change.db(), slot_id::mark(self.slot.id)).await?;
        let schedule = sealing::schedule(row.ok_or(AppointmentError::SlotClosed)?)?;
        let date: NaiveDate = local_date(self.slot.starts_at);
        let closed = closures::between(change.db(), self.center.id, date, date).await?;
        if closed.is_empty() && schedule.holds_on(date) {
            Ok(schedule.capacity)
        } else {
            Err(AppointmentError::SlotClosed)
        }
    }

    async fn count(&self, change: &Change, capacity: i32) -> Result<(), AppointmentError> {
        let taken = places::take(change.db(), self.slot.id, capacity).await?;
        if taken { Ok(()) } else { Err(AppointmentError::SlotFull) }
    }
}
