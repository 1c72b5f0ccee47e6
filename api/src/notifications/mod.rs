//! Notifications: what is said to whom, by which channel, in which language.
//!
//! Slices write messages into the outbox with their change. In demo mode nothing leaves the machine: what would have gone out is
//! read at the sandbox address, which doesn't exist in production.

mod sandbox;

use actix_web::web::ServiceConfig;

/// The sandbox, in demo mode only.
pub fn pages(config: &mut ServiceConfig) {
    config.service(sandbox::messages);
}
