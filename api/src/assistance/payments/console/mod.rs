//! Finance's pages of payments.

use actix_web::web::ServiceConfig;

/// The console's pages.
pub fn pages(_config: &mut ServiceConfig) {}
