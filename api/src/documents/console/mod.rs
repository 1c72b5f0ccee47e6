//! The desk's pages of documents: a matter's documents, issuing one, one document with its void.

mod issuing;
mod numbers;
mod showing;

use actix_web::{HttpResponse, http::header, web::ServiceConfig};

/// The pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(showing::of_matter)
        .service(issuing::ask)
        .service(issuing::issue)
        .service(showing::show)
        .service(showing::paper)
        .service(showing::pdf)
        .service(showing::void)
        .service(numbers::ask)
        .service(numbers::set);
}

/// The page after a form was taken.
fn go(target: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, target)).finish()
}
