//! Organs: procuratorates and their partners as a tree, the service centers they keep, opening hours and the calendar.
//!
//! The calendar has layers, nation → region → city → center; for each date the nearest layer wins, and a year that nobody
//! has entered is never guessed. Rules: [`working_days`] counts time limits, [`opening`] says when a center is open.
//! Begin at [`service`].

pub mod area;
pub mod calendar_file;
pub mod demo;
pub mod error;
pub mod model;
pub mod opening;
mod portal;
mod queries;
pub mod service;
pub mod working_days;

/// The portal's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(portal::home).service(portal::show);
}
