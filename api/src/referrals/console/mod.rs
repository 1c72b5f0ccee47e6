//! The console's pages of hand-offs, the same for both sides: what a reader sees and may do is the policy's word and the table's.

mod clue;
mod code;
pub(super) mod fields;
mod looking;
mod sending;

use actix_web::{HttpRequest, HttpResponse, http::header};

use crate::{app::App, identity::actor::Staff, web::language::Language};

/// The pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config
        .service(clue::ask)
        .service(clue::send)
        .service(code::make)
        .service(looking::list)
        .service(looking::show)
        .service(looking::act)
        .service(looking::paper)
        .service(looking::letter)
        .service(looking::letter_pdf)
        .service(sending::ask)
        .service(sending::send);
}

/// Who reads a page, and how.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) app: &'a App,
    pub(super) request: &'a HttpRequest,
    pub(super) staff: &'a Staff,
    pub(super) language: Language,
}

/// The page after a form was taken.
pub(super) fn go(target: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, target)).finish()
}
