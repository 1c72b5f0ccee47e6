//! Help by others, 1+N (司法救助+社会救助): a matter handed to a partner, a clue handed to the procuratorate, and telling people of
//! their rights.
//!
//! What may happen to a hand-off is its table in the catalog (`referrals/*.yaml`). A partner sees exactly what was handed to it and
//! nothing else, and nothing any more once it is returned, closed or recalled: `identity::policy` says so, and [`queries`] says the same
//! to the database. Begin at [`service`]; telling people of their rights (权利告知) is [`rights`].

mod api;
mod console;
mod error;
pub mod model;
mod partner_api;
mod portal;
mod queries;
pub mod rights;
pub mod service;
mod view;

pub use view::{HandoffItem, items_of};

use utoipa_actix_web::service_config::ServiceConfig;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::measures)
        .service(api::partners)
        .service(api::list)
        .service(api::send)
        .service(api::show)
        .service(api::act)
        .service(api::of_citizen)
        .service(partner_api::list)
        .service(partner_api::show)
        .service(partner_api::act)
        .service(partner_api::paper)
        .service(partner_api::letter)
        .service(partner_api::send_clue)
        .service(partner_api::make_code)
        .service(api::send_clue)
        .service(api::make_code)
        .service(api::take_over);
    rights::routes(config);
}

/// The console's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    console::pages(config);
    portal::pages(config);
    rights::pages(config);
}
