//! The address a request came from, for limits only; never stored or logged.

use actix_web::HttpRequest;

/// The peer's address. Forwarding headers don't count: anybody can write them.
pub fn of(request: &HttpRequest) -> String {
    request.peer_addr().map_or_else(|| "unknown".to_owned(), |address| address.ip().to_string())
}
