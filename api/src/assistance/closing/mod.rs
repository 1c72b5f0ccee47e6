//! Closing a case (结案、归档): by two people, once nothing is open, with everything about it in one archive bundle.
//!
//! The handler [`ask`](service::ask)s with a note; a post of the catalog (`assistance/closing.yaml`) [`confirm`](service::confirm)s or
//! [`hand_back`](service::hand_back)s. What is still open refuses both, each thing by a code of its own ([`service::obstacles`]). The bundle
//! is made once, with the confirmation ([`bundle`]), sealed, and its digest is vouched for on the audit record; who opens it says why.
//! Each try is a round. See docs/adr/051.

mod api;
mod bundle;
mod console;
pub mod error;
pub mod model;
mod queries;
mod sealing;
pub mod service;
mod view;

use utoipa_actix_web::service_config::ServiceConfig;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::show)
        .service(api::ask)
        .service(api::confirm)
        .service(api::hand_back)
        .service(api::open_bundle);
}

/// The console's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    console::pages(config);
}
