//! QR codes: on walls, receipts and tickets.
//!
//! A code holds an ordinary ASCII address, `{public_url}/q/{code}`, so that WeChat and every other scanner can follow it; a
//! printed one is for ever, so where it leads is kept here and not in it. Scans are counted by the hour, without persons.
//! [`image`] draws codes for every slice. Begin at [`service`].

mod api;
mod console;
pub mod error;
pub mod image;
pub mod model;
mod portal;
mod queries;
pub mod scans;
pub mod service;

use utoipa_actix_web::service_config::ServiceConfig;

/// The slice's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::scan)
        .service(api::create)
        .service(api::list)
        .service(api::image_svg)
        .service(api::image_png)
        .service(api::scan_hours)
        .service(api::revoke)
        .service(api::put_verification_file);
}

/// The console's pages, and what a scanner and WeChat ask for. `/{name}.txt` comes after every other page.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    console::pages(config);
    config.service(portal::verification_file_below).service(portal::scan).service(portal::verification_file);
}
