//! Appointments as the program speaks of them.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
pub use hechang_entity::appointment::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    appointments::slot_id,
    platform::{clock::local_date, local_time::LocalTime},
    web::language::Language,
};

/// Weekly hours in which people are received by appointment (预约时段).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The row.
    pub id: Uuid,
    /// Where.
    pub center_id: Uuid,
    /// For which service; without one for every service that can be booked.
    pub service_key: Option<String>,
    /// 1 is Monday, 7 Sunday.
    pub weekday: u8,
    /// When its first slot begins.
    pub from: LocalTime,
    /// When its last slot has ended.
    pub to: LocalTime,
    /// How long a slot is.
    pub slot_minutes: u16,
    /// How many people a slot takes.
    pub capacity: i32,
    /// Its first day.
    pub effective_from: NaiveDate,
    /// Its last day.
    pub effective_until: Option<NaiveDate>,
    /// Raised by each change.
    pub version: i32,
}

impl Schedule {
    /// Whether it holds on a date.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.effective_from <= date && self.effective_until.is_none_or(|last| date <= last)
    }

    /// Whether its slots can be booked for a service.
    pub fn serves(&self, service: &str) -> bool {
        self.service_key.as_deref().is_none_or(|own| own == service)
    }

    /// The slot that begins at an instant.
    pub fn slot_at(&self, starts_at: DateTime<Utc>) -> Slot {
        let ends_at = starts_at + chrono::TimeDelta::minutes(self.slot_minutes.into());
        Slot { id: slot_id::of(self.id, starts_at), schedule_id: self.id, starts_at, ends_at }
    }
}

/// A time at which people are received (号源).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// See [`slot_id`].
    pub id: Uuid,
    /// The schedule it belongs to.
    pub schedule_id: Uuid,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// A slot with its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The slot.
    pub slot: Slot,
    /// How many it takes; never below those who have a place.
    pub capacity: i32,
    /// How many may still come.
    pub free: i32,
}

/// A day on which somebody may want to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The date.
    pub date: NaiveDate,
    /// Its slots, without those that have begun; none when the center is closed.
    pub offers: Vec<Offer>,
    /// The center receives nobody on this day.
    pub closed: bool,
}

impl Day {
    /// How many may still come in all.
    pub fn free(&self) -> i32 {
        self.offers.iter().map(|offer| offer.free).sum()
    }
}

/// A booked visit (预约).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Appointment {
    /// UUIDv7; gives no right by being known.
    pub id: Uuid,
    /// The slot.
    pub slot_id: Uuid,
    /// Where.
    pub center_id: Uuid,
    /// Whose.
    pub citizen_id: Uuid,
    /// The application it belongs to.
    pub application_id: Option<Uuid>,
    /// What it is for.
    pub service_key: String,
    /// How far it is.
    pub state: State,
    /// What is shown at the door.
    pub ticket_code: String,
    /// The number in the queue, from check-in on.
    pub queue_no: Option<i32>,
    /// What the citizen wants the center to know.
    pub note: Option<String>,
    /// The language in which the citizen is told.
    pub language: Language,
    /// When the slot begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Raised by each change.
    pub version: i32,
    /// When the visitor came.
    pub checked_in_at: Option<DateTime<Utc>>,
    /// When it was booked.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Appointment {
    /// The day of the visit.
    pub fn date(&self) -> NaiveDate {
        local_date(self.starts_at)
    }

    /// Whether its owner may still move or cancel it.
    pub fn changeable(&self, now: DateTime<Utc>) -> bool {
        self.state == State::Booked && now < self.starts_at
    }

    /// The ticket as it is read aloud: two groups of four.
    pub fn ticket_text(&self) -> String {
        self.ticket_code
            .split_at_checked(4)
            .map_or_else(String::new, |(left, right)| format!("{left} {right}"))
    }
}

/// What a citizen books.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBooking {
    /// A slot that is offered.
    pub slot_id: Uuid,
    /// What the visit is for.
    #[validate(length(max = 60))]
    pub service_key: String,
    /// One of the citizen's own applications to that service.
    pub application_id: Option<Uuid>,
    /// What the center should know, like "I bring a wheelchair".
    #[validate(length(max = 500))]
    pub note: Option<String>,
}

/// A schedule to be made.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSchedule {
    /// For which service; without one for every service that can be booked.
    #[validate(length(max = 60))]
    pub service_key: Option<String>,
    /// 1 is Monday, 7 Sunday.
    #[validate(range(min = 1, max = 7))]
    pub weekday: u8,
    /// When its first slot begins.
    pub from: LocalTime,
    /// When its last slot has ended.
    pub to: LocalTime,
    /// How long a slot is, in minutes.
    #[validate(range(min = 5, max = 480))]
    pub slot_minutes: u16,
    /// How many people a slot takes.
    #[validate(range(min = 1, max = 500))]
    pub capacity: i32,
    /// Its first day.
    pub effective_from: NaiveDate,
    /// Its last day.
    pub effective_until: Option<NaiveDate>,
}

impl NewSchedule {
    /// Whether both may take people at the same time on the same day.
    pub fn overlaps(&self, other: &Schedule) -> bool {
        let days = self.effective_until.is_none_or(|last| other.effective_from <= last)
            && other.effective_until.is_none_or(|last| self.effective_from <= last);
        days && self.service_key == other.service_key
            && self.weekday == other.weekday
            && self.from < other.to
            && other.from < self.to
    }
}

/// What may be changed about a schedule. Visits that are booked stand.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleChange {
    /// How many people a slot takes; 0 takes nobody more.
    #[validate(range(min = 0, max = 500))]
    pub capacity: i32,
    /// Its last day.
    pub effective_until: Option<NaiveDate>,
}

/// A day to be closed.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClosure {
    /// The day.
    pub date: NaiveDate,
    /// Why; visitors see it.
    #[validate(length(min = 1, max = 200))]
    pub reason: String,
}

/// A day on which a center takes no bookings, beside the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Closure {
    /// The row.
    pub id: Uuid,
    /// The day.
    pub date: NaiveDate,
    /// Why.
    pub reason: String,
}

/// The weekday of a date; 1 is Monday.
pub fn weekday(date: NaiveDate) -> u8 {
    u8::try_from(date.weekday().number_from_monday()).unwrap_or_default()
}
