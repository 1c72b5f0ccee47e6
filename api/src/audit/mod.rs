//! The audit record (审计): who did what, to what, when; chained by `platform::chain`, so that no change goes unseen.
//!
//! Auditors read it in the console and over the API, for their organ and those below; each reading is on it too. Anchors go out of
//! the database every hour. Begin at [`service`]; [`verification`] finds what somebody did to the record.

pub mod anchors;
mod api;
mod console;
pub mod error;
pub mod model;
mod queries;
pub mod refusals;
pub mod service;
pub mod verification;

use utoipa_actix_web::service_config::ServiceConfig;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(api::read);
}

/// The auditor's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(console::read).service(console::chains);
}
