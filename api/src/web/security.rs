//! Headers that every answer carries (security.md WEB-1, WEB-2, WEB-11), and the name that production answers to (WEB-8).

use actix_web::{
    Error, HttpRequest,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        ConnectionType, Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};

use crate::{app::App, error::Problem, web::problems};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; script-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::PERMISSIONS_POLICY,
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "private, no-store"),
];

/// One year.
const HTTPS_ONLY: &str = "max-age=31536000";

/// Middleware: adds each header that the handler hasn't set itself.
pub async fn headers<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let production = request.app_data::<Data<App>>().is_some_and(|app| !app.config.demo());
    let mut response = next.call(request).await?;
    guard(response.headers_mut(), production);
    Ok(response)
}

/// Adds each header that isn't there.
pub fn guard(headers: &mut HeaderMap, production: bool) {
    let https_only = production.then_some((header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY));
    for (name, value) in ALWAYS.into_iter().chain(https_only) {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

/// Headers of which a second one would be read by some and not by others (security.md IN-8, WEB-12).
const ONCE: [HeaderName; 8] = [
    header::HOST,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::AUTHORIZATION,
    header::IF_MATCH,
    header::RANGE,
    header::ORIGIN,
    HeaderName::from_static("idempotency-key"),
];

/// Methods that any route has; others, like TRACE, are 405 (WEB-13).
const KNOWN: [Method; 6] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS];

/// Middleware: refuses with 400 what says twice what can be said once, or gives its length in two ways; the connection is closed,
/// because nobody knows where the next request begins.
pub async fn said_once<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let headers = request.headers();
    if !KNOWN.contains(request.method()) {
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");
        let answer = problems::answer(request.request(), &problem);
        return Ok(request.into_response(answer).map_into_right_body());
    }
    let twice = ONCE.iter().any(|name| headers.get_all(name).nth(1).is_some());
    let both =
        headers.contains_key(header::CONTENT_LENGTH) && headers.contains_key(header::TRANSFER_ENCODING);
    if !twice && !both {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let mut answer = problems::answer(request.request(), &Problem::bad_request("unreadable"));
    answer.head_mut().set_connection_type(ConnectionType::Close);
    Ok(request.into_response(answer).map_into_right_body())
}

/// Middleware: production answers only to its public name. Who asks whether it lives may use any name.
pub async fn own_name<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let probe = matches!(request.path(), "/healthz" | "/readyz");
    let app = request.app_data::<Data<App>>().filter(|app| !app.config.demo() && !probe);
    if app.is_none_or(|app| asks_for(request.request(), &app.public_url)) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let problem = Problem::new(StatusCode::MISDIRECTED_REQUEST, "misdirected");
    let answer = problems::answer(request.request(), &problem);
    Ok(request.into_response(answer).map_into_right_body())
}

fn asks_for(request: &HttpRequest, public_url: &str) -> bool {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let asked = host.or_else(|| request.uri().authority().map(actix_web::http::uri::Authority::as_str));
    let (scheme, rest) = public_url.split_once("://").unwrap_or_default();
    let name = rest.split('/').next().unwrap_or_default();
    let port = if scheme == "http" { ":80" } else { ":443" };
    let plain = |name: &str| name.strip_suffix(port).unwrap_or(name).to_ascii_lowercase();
    asked.is_some_and(|asked| plain(asked) == plain(name))
}
