//! What can go wrong with appointments.

use actix_web::http::StatusCode;
use chrono::NaiveDate;

use crate::{
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    organs::error::OrganError,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum AppointmentError {
    /// There is none, or it is somebody else's.
    #[error("there is no such appointment, schedule or center")]
    NotFound,
    /// Fields are wrong or missing; every one of them is named.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// Every place is taken.
    #[error("the slot is full")]
    SlotFull,
    /// It has begun.
    #[error("the slot has begun")]
    SlotPast,
    /// The day was closed, or the schedule has ended.
    #[error("the slot isn't offered")]
    SlotClosed,
    /// One citizen has one place in a slot.
    #[error("the citizen has a place in the slot")]
    AlreadyBooked,
    /// One citizen has only so many visits ahead.
    #[error("too many visits ahead")]
    TooMany {
        /// How many.
        most: u64,
    },
    /// The visit has begun or is over.
    #[error("the appointment can't be changed any more")]
    NotChangeable,
    /// No ticket of the reader's centers has this code.
    #[error("there is no such ticket")]
    TicketUnknown,
    /// The ticket is for another day.
    #[error("the ticket is for {date}")]
    TicketWrongDay {
        /// Which.
        date: NaiveDate,
    },
    /// The visitor has been checked in before.
    #[error("the ticket was used")]
    TicketUsed,
    /// The visit was cancelled.
    #[error("the appointment was cancelled")]
    TicketCancelled,
    /// Not in this state.
    #[error("the action isn't allowed now")]
    ActionNotAllowed {
        /// What is.
        allowed: Vec<String>,
    },
    /// Not theirs to do.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// Another schedule takes people for the same service at the same time.
    #[error("the schedule overlaps another")]
    ScheduleOverlaps,
    /// The day is closed already.
    #[error("the day is closed already")]
    AlreadyClosed,
    /// A limit, a stale version or a malformed request.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// Not for the caller to mend.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl AppointmentError {
    /// One wrong or missing field.
    pub fn fault(pointer: &str, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer, code)])
    }
}

impl From<OrganError> for AppointmentError {
    fn from(error: OrganError) -> Self {
        match error {
            OrganError::NotFound => Self::NotFound,
            OrganError::Internal(internal) => internal.into(),
            other => Self::Problem(other.into()),
        }
    }
}

impl From<AppointmentError> for Problem {
    fn from(error: AppointmentError) -> Self {
        use AppointmentError as E;
        match error {
            E::NotFound => Self::not_found(),
            E::Faulty(faults) => Self::invalid(faults),
            E::SlotFull => Self::conflict("slot_full"),
            E::SlotPast => Self::conflict("slot_past"),
            E::SlotClosed => Self::conflict("slot_closed"),
            E::AlreadyBooked => Self::conflict("already_booked"),
            E::TooMany { most } => Self::conflict("too_many_appointments").with("most", most),
            E::NotChangeable => Self::conflict("appointment_not_changeable"),
            E::TicketUnknown => Self::new(StatusCode::NOT_FOUND, "ticket_unknown"),
            E::TicketWrongDay { date } => Self::conflict("ticket_wrong_day").with("date", date),
            E::TicketUsed => Self::conflict("ticket_used"),
            E::TicketCancelled => Self::conflict("ticket_cancelled"),
            E::ActionNotAllowed { allowed } => Self::conflict("action_not_allowed").allowing(allowed),
            E::Denied(denial) => denial.into(),
            E::ScheduleOverlaps => Self::conflict("schedule_overlaps"),
            E::AlreadyClosed => Self::conflict("already_closed"),
            E::Problem(problem) => problem,
            E::Internal(internal) => internal.into(),
        }
    }
}
