//! Applications: draft → submit → track → correct → withdraw, and the engine of the workflow that the desk drives too.
//!
//! What may happen in a state is the service's workflow in the catalog; [`service::step`] alone moves an application along it.
//! Rules: receipt numbers ([`receipt`]), what a correction opens ([`corrections`]), time limits ([`clocks`]).
//! The form and everything people wrote are sealed; [`sealing`] stands between the tables and the words.

use utoipa_actix_web::service_config::ServiceConfig;

pub mod api;
pub mod clocks;
pub mod consent;
pub mod corrections;
pub mod error;
pub mod guardianship;
mod guarding;
pub mod model;
mod portal;
mod queries;
pub mod receipt;
mod receipt_picture;
mod sealing;
pub mod service;
pub mod summary;
pub mod view;

pub use portal::pages;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::draft)
        .service(api::list)
        .service(api::get)
        .service(api::save)
        .service(api::submit)
        .service(api::withdraw)
        .service(api::receipt_picture)
        .service(api::track);
}
