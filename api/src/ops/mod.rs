//! The program as its keeper sees it: alive, ready, measured, described.
//!
//! `/healthz`, `/readyz` and `/openapi.json` are public. `/metrics` is public in demo mode only; production has it on the
//! listener of [`listener`], beside the other two. Begin at [`readiness`] and [`metrics`].

use utoipa_actix_web::service_config::ServiceConfig;

pub mod api;
pub mod listener;
pub mod metrics;
pub mod readiness;

/// What everybody may ask.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(api::healthz).service(api::readyz).service(api::openapi);
}
