//! Materials: the papers, photographs and recordings of an application, one checklist line each.
//!
//! A file is sealed while it comes ([`service::receive`]), looked into as a whole ([`inspect`]), and given to its application
//! ([`service::attach`]). Its bytes alone say what it is ([`kinds`]); how much may come is one table ([`limits`]). What was begun, refused or
//! removed goes by itself ([`files`]).

use actix_web::web::ServiceConfig as PageConfig;
use utoipa_actix_web::service_config::ServiceConfig;

mod api;
mod console;
pub mod error;
mod filename;
pub mod files;
pub mod inspect;
pub mod kinds;
pub mod limits;
pub mod model;
mod paper;
mod portal;
mod queries;
pub mod service;
pub mod serving;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::upload)
        .service(api::content)
        .service(api::preview)
        .service(api::remove)
        .service(api::review)
        .service(api::desk_content)
        .service(api::desk_preview);
}

/// The pages of portal and console.
pub fn pages(config: &mut PageConfig) {
    config
        .service(portal::show)
        .service(portal::add)
        .service(portal::remove)
        .service(portal::content)
        .service(portal::preview)
        .service(console::content)
        .service(console::preview)
        .service(console::review);
}
