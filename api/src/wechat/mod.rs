//! `WeChat` (微信): signing in from the mini-program.
//!
//! [`client`] asks the platform who somebody is; what it answers is checked like a stranger's input (security.md IN-12).
//! An openid is bound to a person only after that person proved the phone, and `session_key` is dropped where it arrives
//! (ID-19). A demonstration without settings has [`sandbox`] in its place. Begin at [`service`].

mod answer;
mod api;
pub mod client;
mod error;
mod http;
mod model;
mod queries;
mod sandbox;
mod service;

use utoipa_actix_web::service_config::ServiceConfig;

/// The slice's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(api::sign_in);
}

/// What the sandbox says about itself; demo mode only.
pub fn sandbox_pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(sandbox::page);
}
