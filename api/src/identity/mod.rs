//! Identity: who somebody is, how they prove it, and what they may do.
//!
//! Citizens sign in with a one-time code to their phone, staff with name and password. The API takes short-lived bearer tokens,
//! portal and console a cookie session; both hang on a `sign_in` row, and ending that ends them at once on every node.
//! Begin at [`actor`] for who acts, [`service`] for signing in.

pub mod access_token;
pub mod actor;
mod api;
pub mod bearer;
mod console;
pub mod cookie;
mod error;
pub mod model;
mod passwords;
pub mod phone;
pub mod policy;
pub mod portal;
pub mod queries;
pub mod service;
pub mod session;
pub mod staff;

use utoipa_actix_web::service_config::ServiceConfig;

/// The slice's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::request_code)
        .service(api::verify_code)
        .service(api::sign_in_staff)
        .service(api::refresh)
        .service(api::sign_out)
        .service(api::me);
}

/// Pages for signing in and out.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config
        .service(portal::sign_in)
        .service(portal::send_code)
        .service(portal::enter_code)
        .service(portal::verify_code)
        .service(portal::sign_out)
        .service(console::sign_in)
        .service(console::check)
        .service(console::sign_out);
}
