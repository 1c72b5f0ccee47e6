//! The desk in a browser: the queue, one matter on one page, what may be done with it.
//!
//! Buttons come from the workflow ([`action`]), the list of corrections has a page of its own ([`correction`]).

mod access;
mod action;
mod answering;
mod correction;
mod correction_form;
mod home;
mod keeping;
mod matter;
mod papers;
mod queue;
mod representation;
mod search;
mod unmasking;

use actix_web::{HttpRequest, HttpResponse, http::header, web::ServiceConfig};

use crate::{app::App, identity::actor::Staff, web::language::Language};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(queue::show)
        .service(search::back)
        .service(search::find)
        .service(matter::show)
        .service(keeping::note)
        .service(keeping::assign)
        .service(access::show)
        .service(access::change)
        .service(access::recuse)
        .service(access::let_in)
        .service(representation::show)
        .service(representation::judge)
        .service(unmasking::ask)
        .service(unmasking::show)
        .service(unmasking::list)
        .service(correction::ask)
        .service(correction::send)
        .service(action::ask)
        .service(action::act);
}

/// Who reads a page, and how.
#[derive(Clone, Copy)]
struct Reader<'a> {
    app: &'a App,
    request: &'a HttpRequest,
    staff: &'a Staff,
    language: Language,
}

/// The page after a form was taken.
fn go(target: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, target)).finish()
}
