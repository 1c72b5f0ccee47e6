//! The citizen's pages of appointments: choose a day, an hour, confirm; then the ticket, moving and cancelling.

mod booking;
mod choosing;
mod own;

pub(super) use choosing::see_other;

use actix_web::web::ServiceConfig;

/// The portal's pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(choosing::of_service)
        .service(choosing::of_application)
        .service(choosing::of_appointment)
        .service(booking::confirm)
        .service(booking::book)
        .service(own::list)
        .service(own::show)
        .service(own::ticket)
        .service(own::calendar)
        .service(own::ask_to_cancel)
        .service(own::cancel);
}
