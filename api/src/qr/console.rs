//! Codes in the console: the list, making one, the page to print, the picture to download, taking one down; WeChat's files.

mod files;
mod making;
mod showing;

use actix_web::{HttpResponse, http::header, web::ServiceConfig};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(making::ask)
        .service(making::make)
        .service(showing::list)
        .service(showing::poster)
        .service(showing::picture_svg)
        .service(showing::picture_png)
        .service(showing::ask_to_revoke)
        .service(showing::revoke)
        .service(files::ask)
        .service(files::put);
}

fn go(target: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, target)).finish()
}
