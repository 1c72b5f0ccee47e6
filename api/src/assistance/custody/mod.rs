//! Custody (代管, 一案一委托): a partner holds somebody's grant for them, and every release is asked for, verified, approved, paid and shown.
//!
//! The agreement is [`draft`](service::draft)ed for one person of one case and [`sign`](service::sign)ed; from then on their payments go
//! into its account, which holds no other money. A release goes from the need to its voucher by four people ([`ask`](service::ask),
//! [`act`](service::act), [`file`](service::file)); a report of misuse stops all of them until a prosecutor lifts it. What may follow what is
//! a table (`api/catalog/assistance/custody.yaml`); the money itself is the ledger's. See docs/adr/047.

mod api;
mod console;
pub mod error;
pub mod model;
mod partner_api;
mod portal;
mod queries;
mod sealing;
pub mod service;
mod view;

use utoipa_actix_web::service_config::ServiceConfig;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::list)
        .service(api::draft)
        .service(api::show)
        .service(api::sign)
        .service(api::give_up)
        .service(api::hand_over)
        .service(api::report)
        .service(api::lift)
        .service(api::requests::ask)
        .service(api::requests::act)
        .service(api::requests::file)
        .service(api::requests::voucher)
        .service(partner_api::list)
        .service(partner_api::show)
        .service(partner_api::agreement)
        .service(partner_api::report)
        .service(partner_api::ask)
        .service(partner_api::act)
        .service(partner_api::file)
        .service(partner_api::voucher)
        .service(portal::api::own)
        .service(portal::api::ask)
        .service(portal::api::report);
}

/// The pages of portal and console.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    portal::pages(config);
    console::pages(config);
}
