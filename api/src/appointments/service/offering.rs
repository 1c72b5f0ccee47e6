//! What may be booked: schedules laid under calendar and closures, with the places that are left.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    app::App,
    appointments::{
        error::AppointmentError,
        model::{Day, Offer, Schedule, Slot},
        queries::{closures, places, schedules},
        service::sealing,
        slot_id,
        slots::{self, last_day},
    },
    catalog::Service,
    error::Internal,
    organs::{
        self,
        model::{Center, OpeningHours},
        opening,
        working_days::Calendar,
    },
    platform::{clock::local_date, local_time::LocalTime},
};

/// A service for which a visit can be booked.
///
/// # Errors
/// `Faulty` naming `/{field}`.
pub fn bookable<'app>(app: &'app App, key: &str, field: &str) -> Result<&'app Service, AppointmentError> {
    let service = app.catalog.service(key);
    let service = service.ok_or_else(|| AppointmentError::fault(field, "unknown_service"))?;
    if service.bookable { Ok(service) } else { Err(AppointmentError::fault(field, "not_bookable")) }
}

/// The days of a span, with the slots that may still be booked for a service; without one for any. Days that have passed, and
/// those too far ahead, are left out.
pub async fn days(
    app: &App,
    center: &Center,
    service: Option<&str>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Day>, AppointmentError> {
    let today = app.clock.today();
    let (from, to) = (from.max(today), to.min(last_day(today)));
    if to < from {
        return Ok(Vec::new());
    }
    let db = app.db.read();
    let counter = Counter::of(db, center, service, (from, to), app.clock.now()).await?;
    Ok(from.iter_days().take_while(|date| *date <= to).map(|date| counter.day(date)).collect())
}

/// The first slot with a free place, for any service.
pub async fn next_free(app: &App, center: &Center) -> Result<Option<Offer>, AppointmentError> {
    let today = app.clock.today();
    let days = days(app, center, None, (today, last_day(today))).await?;
    Ok(days.into_iter().flat_map(|day| day.offers).find(|offer| offer.free > 0))
}

/// A slot of a center, whether or not it can be booked now: what somebody is about to confirm.
pub async fn slot(app: &App, center: &Center, id: Uuid, service: &str) -> Result<Slot, AppointmentError> {
    let row = schedules::by_mark(app.db.read(), slot_id::mark(id)).await?;
    let schedule = row.map(sealing::schedule).transpose()?.filter(|schedule| schedule.center_id == center.id);
    let found =
        schedule.filter(|schedule| schedule.serves(service)).and_then(|schedule| slots::find(&schedule, id));
    found.ok_or(AppointmentError::NotFound)
}

/// Whether a slot of a schedule lies within the opening hours of its day. Whether the center closed the day is another question.
pub(super) async fn lies_open(
    db: &impl ConnectionTrait,
    center: &Center,
    schedule: &Schedule,
    slot: &Slot,
) -> Result<bool, AppointmentError> {
    let date = local_date(slot.starts_at);
    let calendar = organs::service::calendar_for(db, center.id).await?;
    Ok(slots::on_day(schedule, date, &hours(center, &calendar, date)).contains(slot))
}

/// The opening hours of a day. A year whose calendar nobody has entered has none: it is never guessed.
fn hours(center: &Center, calendar: &Calendar, date: NaiveDate) -> Vec<OpeningHours> {
    opening::hours_on(center, calendar, date).unwrap_or_default()
}

/// Everything that is needed to count a span of days, by one question a table.
struct Counter<'a> {
    center: &'a Center,
    now: DateTime<Utc>,
    calendar: Calendar,
    schedules: Vec<Schedule>,
    closed: Vec<NaiveDate>,
    taken: HashMap<Uuid, i32>,
}

impl<'a> Counter<'a> {
    async fn of(
        db: &impl ConnectionTrait,
        center: &'a Center,
        service: Option<&str>,
        (from, to): (NaiveDate, NaiveDate),
        now: DateTime<Utc>,
    ) -> Result<Self, AppointmentError> {
        let calendar = organs::service::calendar_for(db, center.id).await?;
        let rows = schedules::between(db, center.id, from, to).await?;
        let mut schedules = rows.into_iter().map(sealing::schedule).collect::<Result<Vec<_>, Internal>>()?;
        schedules.retain(|schedule| service.is_none_or(|service| schedule.serves(service)));
        let closed = closures::between(db, center.id, from, to).await?;
        let closed = closed.into_iter().map(|closure| closure.date).collect();
        let (begin, _) = day_span(from);
        let (_, end) = day_span(to);
        let taken = places::taken(db, center.id, begin, end).await?;
        Ok(Self { center, now, calendar, schedules, closed, taken })
    }

    fn day(&self, date: NaiveDate) -> Day {
        let hours =
            if self.closed.contains(&date) { Vec::new() } else { hours(self.center, &self.calendar, date) };
        let slots = self.schedules.iter().flat_map(|schedule| {
            slots::on_day(schedule, date, &hours).into_iter().map(move |slot| (schedule, slot))
        });
        let coming = slots.filter(|(_, slot)| self.now < slot.starts_at);
        let mut offers: Vec<_> = coming.map(|(schedule, slot)| self.offer(schedule, slot)).collect();
        offers.sort_by_key(|offer| (offer.slot.starts_at, offer.slot.id));
        Day { date, offers, closed: hours.is_empty() }
    }

    /// Capacity that was lowered takes nobody's place away.
    fn offer(&self, schedule: &Schedule, slot: Slot) -> Offer {
        let taken = self.taken.get(&slot.id).copied().unwrap_or_default();
        let capacity = schedule.capacity.max(taken);
        Offer { slot, capacity, free: capacity.saturating_sub(taken) }
    }
}

/// The instants at which a day begins and ends.
pub(super) fn day_span(date: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let begins = LocalTime::MIDNIGHT.on(date);
    (begins, begins + TimeDelta::days(1))
}
