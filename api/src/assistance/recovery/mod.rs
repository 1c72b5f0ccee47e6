//! Recovery (追回): assistance that was got by false material or by hiding the truth is paid back.
//!
//! The handler [`open`](service::open)s it for somebody who was paid; the post that takes the last step of the chain which granted
//! [`decide`](service::decide)s, which opens a closed case again. Finance enters each [`receipt`](service::receive), which the ledger
//! posts; what won't come is [`written off`](service::write_off) with a reason. The payment itself stays on the record. Grounds and states are
//! data: `api/catalog/assistance/recovery.yaml`. See docs/adr/051.

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
        .service(api::of_case)
        .service(api::open)
        .service(api::list)
        .service(api::show)
        .service(api::decide)
        .service(api::receive)
        .service(api::write_off)
        .service(portal::own);
}

/// The console's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    console::pages(config);
}
