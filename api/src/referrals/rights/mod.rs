//! Telling people of their rights (主动告知): a register of who must be told, kept by those who handle their cases, and who was told when,
//! how, in which language and with what answer (domain.md 1.6). Names and cases are sealed. Who may see an entry is what is said of
//! matters: the organ and those below it, the line of work.

mod api;
mod console;
pub mod model;
mod queries;
mod service;

pub use queries::due;

use utoipa_actix_web::service_config::ServiceConfig;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(api::list).service(api::enter).service(api::show).service(api::tell);
}

/// The console's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config
        .service(console::list)
        .service(console::ask)
        .service(console::enter)
        .service(console::show)
        .service(console::tell);
}
