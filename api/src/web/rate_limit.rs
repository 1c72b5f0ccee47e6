//! `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers): how the caller stands with each limit that the
//! request touched, so that a client can wait instead of trying (security.md LIM-1).

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};

use crate::platform::limits::{self, Standing};

const STANDING: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Middleware: adds the headers where a limit was touched.
pub async fn headers<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let (response, standings) = limits::noting(next.call(request)).await;
    let mut response = response?;
    for (name, value) in [(STANDING, list(&standings, standing)), (POLICY, list(&standings, policy))] {
        if let Ok(value) = HeaderValue::try_from(value)
            && !value.is_empty()
        {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

fn list(standings: &[Standing], item: fn(&Standing) -> String) -> String {
    standings.iter().map(item).collect::<Vec<_>>().join(", ")
}

fn standing(standing: &Standing) -> String {
    format!("\"{}\";r={};t={}", standing.name, standing.left, standing.resets.as_secs())
}

fn policy(standing: &Standing) -> String {
    format!("\"{}\";q={};w={}", standing.name, standing.most, standing.window.as_secs())
}
