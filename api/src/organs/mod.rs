//! Organs: procuratorates and their partners as a tree, the service centers they keep, opening hours and the calendar.
//!
//! The calendar has layers, nation → region → city → center; for each date the nearest layer wins, and a year that nobody
//! has entered is never guessed. Rules: [`working_days`] counts time limits, [`opening`] says when a center is open.
//! Begin at [`service`].

mod api;
pub mod area;
pub mod calendar_file;
mod console;
pub mod demo;
pub mod error;
pub mod import;
mod keeping;
mod kinds;
pub mod model;
pub mod opening;
mod portal;
mod queries;
pub mod service;
pub mod view;
pub mod working_days;

/// The API's routes.
pub fn routes(config: &mut utoipa_actix_web::service_config::ServiceConfig<'_>) {
    config.service(api::centers).service(api::center);
    config.configure(keeping::api::routes);
}

/// The portal's pages, and the console's.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    console::pages(config);
    keeping::console::pages(config);
    config.service(portal::home).service(portal::show);
}
