//! Taking a place in a slot, within a change.

use uuid::Uuid;

use crate::{
    appointments::{
        error::AppointmentError,
        model::{Schedule, Slot},
        queries::{places, schedules},
        service::{offering::offered, sealing},
        slot_id,
        slots::{self, last_day},
    },
    organs::{self, model::Center},
    platform::{change::Change, clock::local_date},
};

/// A slot that is offered, with the schedule it comes from, held against changes until the change ends.
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
    let row = schedules::share(change.db(), slot_id::mark(id)).await?.ok_or_else(unknown)?;
    let schedule = sealing::schedule(row)?;
    let slot = slots::find(&schedule, id).filter(|_| schedule.serves(service)).ok_or_else(unknown)?;
    if slot.starts_at <= change.now() {
        return Err(AppointmentError::SlotPast);
    }
    let date = local_date(slot.starts_at);
    let center = organs::service::center(change.db(), schedule.center_id).await?;
    let near = date <= last_day(change.today());
    if near && offered(change.db(), &center, &schedule, &slot, date).await? {
        Ok(Place { slot, center, schedule })
    } else {
        Err(AppointmentError::SlotClosed)
    }
}

impl Place {
    /// Takes it, or fails with `SlotFull`.
    pub(super) async fn take(&self, change: &Change) -> Result<(), AppointmentError> {
        places::open(change.db(), &self.schedule, &self.slot).await?;
        self.count(change).await
    }

    /// Takes it in exchange for another one, which is free from then on.
    pub(super) async fn take_instead_of(&self, change: &Change, old: Uuid) -> Result<(), AppointmentError> {
        places::open(change.db(), &self.schedule, &self.slot).await?;
        places::hold(change.db(), [old, self.slot.id]).await?;
        self.count(change).await?;
        Ok(places::release(change.db(), old).await?)
    }

    async fn count(&self, change: &Change) -> Result<(), AppointmentError> {
        let taken = places::take(change.db(), self.slot.id, self.schedule.capacity).await?;
        if taken { Ok(()) } else { Err(AppointmentError::SlotFull) }
    }
}
