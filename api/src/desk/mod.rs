//! The desk: the staff's queue by nearest deadline, what they do with an application, notes and assignment.
//!
//! What may be done in a state is the service's workflow; [`service::act`] adds what the desk must hold to: a request for
//! correction names everything that is missing at once ([`one_time_notice`], 一次性告知). What a member of staff may not open is
//! answered like what doesn't exist.

use utoipa_actix_web::service_config::ServiceConfig;

pub mod api;
mod console;
pub mod error;
pub mod masking;
pub mod model;
mod one_time_notice;
mod queries;
pub mod service;
pub mod view;

pub use console::pages;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::queue)
        .service(api::open_matter)
        .service(api::act)
        .service(api::assign)
        .service(api::note)
        .service(api::unmask)
        .service(api::unmaskings)
        .service(api::access::read)
        .service(api::access::write)
        .service(api::access::recuse)
        .service(api::access::let_in);
}
