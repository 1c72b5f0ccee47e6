//! Official documents of judicial assistance (文书): made from templates, numbered, sealed as they were issued, verified by a code.
//!
//! Rules: a number is taken in the transaction that issues the document, so a series has no gap and no number twice; a voided
//! document keeps its number ([`numbering`]). What was issued is kept as it was said ([`content`]), never made again from a newer
//! template. Other slices call [`service::issue`] within their change.

use utoipa_actix_web::service_config::ServiceConfig;

mod api;
mod composing;
mod console;
pub mod content;
mod error;
mod facts;
mod fields;
pub mod model;
mod numbering;
mod pdf;
mod portal;
mod queries;
pub mod service;
pub mod serving;
mod view;

pub use error::DocumentError;
pub use pdf::Press;
pub use view::DocumentView;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::kinds)
        .service(api::of_matter)
        .service(api::issue)
        .service(api::open)
        .service(api::pdf)
        .service(api::void)
        .service(api::mine)
        .service(api::my_pdf)
        .service(api::verify)
        .service(api::setting)
        .service(api::set);
}

/// The pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    portal::pages(config);
    console::pages(config);
}
