//! Payment (发放): where each person's money goes, batches with maker and checker, the bank's file and what it said.
//!
//! A batch is [`made`](service::make) from instalments of grants, [`approved`](service::approve) by somebody else, [`funded`](service::fund)
//! when the treasury's money is there (the people are told at once: two working days, 2014 Opinion), [`sent`](service::send) to the bank,
//! and [`settled`](service::settle) line by line. The ledger posts a payment when the bank has confirmed it, once for each line, and takes it
//! back when it is returned. Whoever took part in the decision neither makes nor approves its payment; whoever entered an account
//! doesn't confirm it (security.md AC-5).

mod api;
mod bank_file;
mod console;
pub mod error;
pub mod model;
mod queries;
mod sealing;
pub mod service;
mod view;

pub use console::pages;
use utoipa_actix_web::service_config::ServiceConfig;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::accounts::show)
        .service(api::accounts::enter)
        .service(api::accounts::confirm)
        .service(api::open)
        .service(api::batches::list)
        .service(api::batches::make)
        .service(api::batches::show)
        .service(api::batches::act)
        .service(api::batches::fund)
        .service(api::settling::bank_file)
        .service(api::settling::results)
        .service(api::settling::settle)
        .service(api::receipts::file)
        .service(api::receipts::open);
}
