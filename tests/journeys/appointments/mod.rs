//! Appointments: from a center's free hours to the visit.

mod booking;
mod calendar;
mod crowd;
mod desk;
pub mod ground;
mod keeping;
mod moving;
mod pages;
