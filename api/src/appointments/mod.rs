//! Appointments (预约): weekly schedules, the slots they make, bookings, tickets, check-in at the door.
//!
//! A slot has no row of its own until somebody books it: schedule, calendar and closures say what is offered ([`slots`]), and its id
//! follows from the schedule and its beginning ([`slot_id`]). A place is taken by raising a counter in the database, below the
//! schedule's capacity or not at all, so no interleaving on any number of nodes fills a slot beyond it (security.md LIM-7).
//! One citizen has one place in a slot and [`service::FUTURE`] visits ahead (LIM-6). Begin at [`service::book`].

use utoipa_actix_web::service_config::ServiceConfig;

mod api;
mod console;
pub mod demo;
mod error;
mod ics;
pub mod model;
mod portal;
mod queries;
pub mod service;
pub mod slot_id;
pub mod slots;
pub mod view;

pub use console::pages as console_pages;
pub use portal::pages;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    api::routes(config);
}
