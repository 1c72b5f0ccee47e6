//! Who acts for the applicant: a guardian (监护人) for a ward, an agent (委托代理人) by a power of attorney.
//!
//! Set up from the form when the application is sent, confirmed or refused by staff who have read the papers. "May apply" and
//! "may collect" are two powers: neither follows from the other (domain.md §1.7), and before staff have confirmed there is none.
//! Begin at [`service`].

use utoipa_actix_web::service_config::ServiceConfig;

mod api;
mod error;
pub mod model;
mod portal;
mod queries;
pub mod service;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(api::mine).service(api::show).service(api::judge);
}

/// The citizen's page; staff have theirs at the desk.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(portal::mine);
}
