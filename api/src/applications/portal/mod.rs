//! The citizen's pages of applications: begin, fill in page by page, check, send, follow, correct, take back, track.

mod beginning;
mod filling;
mod overview;
mod sending;
mod tracking;

use actix_web::web::ServiceConfig;

/// The portal's pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(beginning::begin)
        .service(overview::list)
        .service(overview::show)
        .service(overview::receipt_picture)
        .service(filling::ask)
        .service(filling::answer)
        .service(sending::check)
        .service(sending::send)
        .service(sending::ask_to_withdraw)
        .service(sending::withdraw)
        .service(tracking::ask)
        .service(tracking::track);
}
