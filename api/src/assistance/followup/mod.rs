//! Follow-up after payment (回访): a plan of visits by hardship, what each visit found, and help besides money.
//!
//! When the last payment of a case is settled its plan is made ([`service::after_payment`]), by the usual grade of hardship; the handler
//! chooses another ([`service::choose`]), moves visits and gives them up with a reason ([`service::change_visit`]), and adds some. A visit
//! is recorded once ([`service::record`]): what was entered stays, a correction is a further version beside it. The money that a person
//! spent and has left is compared with what the ledger says they got. Help is recorded per person ([`service::give_help`]); what partners
//! reported by referrals is shown with it and stays theirs. Intervals, ways, purposes and measures are data (`assistance/visits.yaml`).

mod api;
mod console;
pub mod error;
pub mod model;
mod portal;
mod queries;
mod sealing;
pub mod service;
mod view;

use utoipa_actix_web::service_config::ServiceConfig;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::words)
        .service(api::plan::due)
        .service(api::plan::show)
        .service(api::plan::choose)
        .service(api::plan::add)
        .service(api::visits::move_or_give_up)
        .service(api::visits::assign)
        .service(api::visits::enter)
        .service(api::pictures::list)
        .service(api::pictures::add)
        .service(api::pictures::content)
        .service(api::help::list)
        .service(api::help::give)
        .service(portal::api_show);
}

/// The pages of portal and console.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(portal::show);
    console::pages(config);
}
