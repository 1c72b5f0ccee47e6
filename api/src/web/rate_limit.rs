//! `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers): how the caller stands with each limit that the
//! request touched, so that a client can wait instead of trying (security.md LIM-1).

use actix_web::{
    Error,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};

use crate::{
    app::App,
    platform::limits::{self, Standing, WRITES_FROM_ADDRESS},
    web::{address, problems},
};

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

/// Middleware: counts what changes something, by address; the class of routes with the widest limit.
pub async fn writes<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let app = request.app_data::<Data<App>>().filter(|_| !request.method().is_safe()).cloned();
    if let Some(app) = app
        && let Err(problem) = app.limits.count(WRITES_FROM_ADDRESS, &address::of(request.request())).await
    {
        let answer = problems::answer(request.request(), &problem);
        return Ok(request.into_response(answer).map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
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
