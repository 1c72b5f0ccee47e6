//! What the mini-program asks about services; no login.

use utoipa_actix_web::service_config::ServiceConfig;

/// The routes.
pub fn routes(_: &mut ServiceConfig<'_>) {}
