//! Appointments as the contract shows them.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    appointments::{
        model::{Appointment, Closure, Offer, Schedule, State},
        service::{Visitor, actions},
        slots::clock_times,
    },
    platform::local_time::LocalTime,
};

/// A slot that may be booked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Slot)]
pub struct SlotView {
    /// Stays the same; for booking.
    pub id: Uuid,
    /// The day.
    pub date: NaiveDate,
    /// When it begins.
    pub from: LocalTime,
    /// When it ends.
    pub to: LocalTime,
    /// How many it takes.
    pub capacity: i32,
    /// How many may still come.
    pub free: i32,
}

impl From<Offer> for SlotView {
    fn from(Offer { slot, capacity, free }: Offer) -> Self {
        let (from, to) = clock_times(&slot);
        Self {
            id: slot.id,
            date: crate::platform::clock::local_date(slot.starts_at),
            from,
            to,
            capacity,
            free,
        }
    }
}

/// The slots of a span of days.
#[derive(Serialize, ToSchema)]
pub struct SlotList {
    /// In order; those that have begun are left out.
    pub items: Vec<SlotView>,
}

/// A booked visit as its owner sees it.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Appointment)]
pub struct AppointmentView {
    /// UUIDv7.
    pub id: Uuid,
    /// Where.
    pub center_id: Uuid,
    /// When.
    pub slot: BookedSlot,
    /// What it is for.
    pub service_key: String,
    /// The application it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Uuid>,
    /// How far it is: `booked`, `checked_in`, `called`, `served`, `no_show` or `cancelled`.
    #[schema(value_type = String, example = "booked")]
    pub state: State,
    /// What is shown at the door; what the ticket's picture holds.
    pub ticket_code: String,
    /// The number in the queue, from check-in on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_no: Option<i32>,
}

/// When a visit is.
#[derive(Clone, Serialize, ToSchema)]
pub struct BookedSlot {
    /// The slot.
    pub id: Uuid,
    /// The day.
    pub date: NaiveDate,
    /// When it begins.
    pub from: LocalTime,
    /// When it ends.
    pub to: LocalTime,
}

impl From<&Appointment> for AppointmentView {
    fn from(one: &Appointment) -> Self {
        let (from, to) = (LocalTime::of(one.starts_at), LocalTime::of(one.ends_at));
        Self {
            id: one.id,
            center_id: one.center_id,
            slot: BookedSlot { id: one.slot_id, date: one.date(), from, to },
            service_key: one.service_key.clone(),
            application_id: one.application_id,
            state: one.state,
            ticket_code: one.ticket_code.clone(),
            queue_no: one.queue_no,
        }
    }
}

/// A visit as the desk sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Visitor)]
pub struct VisitorView {
    /// The visit.
    #[serde(flatten)]
    pub appointment: AppointmentView,
    /// The visitor's name, masked; without an application their phone, masked.
    pub visitor_masked: String,
    /// What they want the center to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What may be done now.
    pub actions: Vec<&'static str>,
}

impl VisitorView {
    /// A visit as it is on a day.
    pub fn on(visitor: Visitor, today: NaiveDate) -> Self {
        let Visitor { appointment, masked } = visitor;
        let actions = actions(&appointment, today).into_iter().map(super::service::Action::key).collect();
        Self {
            appointment: AppointmentView::from(&appointment),
            visitor_masked: masked,
            note: appointment.note,
            actions,
        }
    }
}

/// A weekly schedule.
#[derive(Serialize, ToSchema)]
#[schema(as = Schedule)]
pub struct ScheduleView {
    /// UUIDv7.
    pub id: Uuid,
    /// Where.
    pub center_id: Uuid,
    /// For which service; without one for every service that can be booked.
    #[serde(skip_serializing_if = "Option::is_none")]
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_until: Option<NaiveDate>,
    /// What a change is based on, like the `ETag`.
    pub version: i32,
}

impl From<Schedule> for ScheduleView {
    fn from(one: Schedule) -> Self {
        Self {
            id: one.id,
            center_id: one.center_id,
            service_key: one.service_key,
            weekday: one.weekday,
            from: one.from,
            to: one.to,
            slot_minutes: one.slot_minutes,
            capacity: one.capacity,
            effective_from: one.effective_from,
            effective_until: one.effective_until,
            version: one.version,
        }
    }
}

/// A day that was closed, with those who have a visit on it.
#[derive(Serialize, ToSchema)]
pub struct ClosedDay {
    /// The day.
    #[serde(flatten)]
    pub closure: Closure,
    /// The visits that are booked on it; nobody's is cancelled, so they are to be called. At most a hundred.
    pub affected: Vec<VisitorView>,
}
