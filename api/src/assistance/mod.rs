//! Judicial assistance (国家司法救助): a case from accepted applications, how much the rules allow, and the decision to grant.
//!
//! Rules are data in `api/catalog/assistance/` ([`rules`]): the table of wages, the cap with its exceptions, the chain of approval by
//! organ and amount. [`suggestion`] and [`proposal`] apply them and say why; [`plan`] shares a grant out to the fen.
//! One person is assisted once in one underlying case, whichever organ decides (一案一次): a warning at once, a constraint at the decision.
//! The state of an application stays its workflow's matter; the case moves it by the rows of `case`.
//! Begin at [`service::open`], [`service::propose`] and [`service::decide`].

mod api;
pub mod closing;
mod console;
pub mod custody;
pub mod error;
pub mod followup;
pub mod investigation;
pub mod model;
pub mod payments;
pub mod plan;
mod portal;
pub mod proposal;
mod queries;
pub mod recovery;
pub mod rules;
mod sealing;
pub mod service;
pub mod suggestion;
mod underlying;
mod view;

pub use console::pages as console_pages;
pub use portal::pages;
use utoipa_actix_web::service_config::ServiceConfig;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::open)
        .service(api::list)
        .service(api::show)
        .service(api::add_person)
        .service(api::describe_person)
        .service(api::suggest)
        .service(api::propose)
        .service(api::decide)
        .service(api::matters::propose)
        .service(api::matters::grant)
        .service(api::matters::refuse)
        .service(api::posts)
        .service(api::set_posts)
        .service(api::wages::list)
        .service(api::wages::enter)
        .service(api::scales::list)
        .service(api::scales::enter)
        .service(portal::api_outcome);
}
