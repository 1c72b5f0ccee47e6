//! The API's faces of appointments: [`citizen`] for those who book, [`desk`] for those who receive, [`keeping`] for schedules.

mod citizen;
mod desk;
mod keeping;

pub(super) use citizen::{calendar_answer, ticket_answer};

use utoipa_actix_web::service_config::ServiceConfig;

/// The API's routes.
pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(citizen::slots)
        .service(citizen::book)
        .service(citizen::list)
        .service(citizen::get)
        .service(citizen::move_to)
        .service(citizen::cancel)
        .service(citizen::ticket)
        .service(citizen::calendar)
        .service(desk::visitors)
        .service(desk::check_in)
        .service(desk::act)
        .service(keeping::schedules)
        .service(keeping::create)
        .service(keeping::alter)
        .service(keeping::closures)
        .service(keeping::close)
        .service(keeping::reopen);
}
