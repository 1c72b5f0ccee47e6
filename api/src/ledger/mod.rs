//! The ledger: budgets and every fen, in double entry and only ever added to.
//!
//! [`chart`] has the accounts, docs/adr/020 the reasons. What happens to money is a use case of [`service`] that takes `&Change`, so
//! that a case or a payment and its entries commit together; each posts once under its key. The rules of money are constraints of the
//! database besides (see the migration); [`verification`] proves everything from the entries.
//!
//! For the slices that pay: [`service::commit`] with the decision, [`service::pay`] an instalment to the person or into custody,
//! [`service::give_back`] what the bank returned, [`service::release_custody`] against a voucher, [`service::recover`];
//! [`service::standing`] says how far a person's grant has come.

mod api;
pub mod chart;
mod console;
pub mod error;
pub mod model;
mod posting;
mod queries;
pub mod service;
pub mod verification;

pub use console::pages;
use utoipa_actix_web::service_config::ServiceConfig;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::accounts)
        .service(api::entries)
        .service(api::balances)
        .service(api::enter_budget)
        .service(api::enter_earmark)
        .service(api::purposes)
        .service(api::enter_arrival);
}
