//! What is asked of the tables `appointment`, `appointment_schedule`, `appointment_slot`, `appointment_closure` and
//! `appointment_queue`.

pub(super) mod bookings;
pub(super) mod closures;
pub(super) mod places;
pub(super) mod schedules;
