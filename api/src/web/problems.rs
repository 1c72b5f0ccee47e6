//! How a problem is shown: problem+json (RFC 9457) to a client of the API, a readable page to a browser,
//! both in the reader's language.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header},
    middleware::Next,
    web::Data,
};
use serde_json::{Value, json};

use crate::{
    app::App,
    error::{FieldFault, Problem},
    platform::ids,
    web::{language::Language, texts::Texts},
};

/// Middleware: gives every failed answer its body.
pub async fn show(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let failed = response.status().is_client_error() || response.status().is_server_error();
    if !failed
        || response.headers().contains_key(header::CONTENT_TYPE) && response.response().error().is_none()
    {
        return Ok(response);
    }
    let (request, failed) = response.into_parts();
    let status = failed.status();
    let shown = match failed.error().and_then(|error| error.as_error::<Problem>()) {
        Some(problem) => answer(&request, problem),
        None => answer(&request, &foreign(status)),
    };
    Ok(ServiceResponse::new(request, shown))
}

/// A problem that actix-web found before one of our handlers ran.
fn foreign(status: StatusCode) -> Problem {
    let code = match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "body_too_large",
        StatusCode::REQUEST_TIMEOUT => "too_slow",
        status if status.is_server_error() => "internal",
        _ => "unreadable",
    };
    Problem::new(status, code)
}

/// The answer to a problem.
pub fn answer(request: &HttpRequest, problem: &Problem) -> HttpResponse {
    let instance = ids::new_id();
    if let Some(cause) = problem.cause() {
        tracing::error!(%instance, path = request.match_pattern(), error = format!("{cause:#}"), "a request failed");
    }
    let Some(app) = request.app_data::<Data<App>>() else {
        return HttpResponse::new(problem.status);
    };
    let language = Language::of(request);
    let mut response = HttpResponse::build(problem.status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(wait) = problem.retry_after {
        response.insert_header((header::RETRY_AFTER, wait.as_secs().max(1)));
    }
    if problem.status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    let body = describe(problem, &app.texts, language, &format!("urn:uuid:{instance}"));
    response
        .content_type("application/problem+json")
        .insert_header((header::CONTENT_LANGUAGE, language.tag()))
        .json(body)
}

/// The members of problem+json.
pub fn describe(problem: &Problem, texts: &Texts, language: Language, instance: &str) -> Value {
    let key = format!("problem-{}", problem.code);
    let mut body = json!({
        "type": format!("/problems/{}", problem.code),
        "title": texts.say_with(language, &key, &problem.args),
        "status": problem.status.as_u16(),
        "detail": texts.say_with(language, &format!("{key}.detail"), &problem.args),
        "instance": instance,
        "code": problem.code,
    });
    if let Some(members) = body.as_object_mut() {
        if !problem.errors.is_empty() {
            let errors = problem.errors.iter().map(|fault| describe_fault(fault, texts, language)).collect();
            members.insert("errors".into(), Value::Array(errors));
        }
        if let Some(allowed) = &problem.allowed {
            members.insert("allowed".into(), json!(allowed));
        }
    }
    body
}

fn describe_fault(fault: &FieldFault, texts: &Texts, language: Language) -> Value {
    json!({ "pointer": fault.pointer, "code": fault.code, "detail": fault_text(fault, texts, language) })
}

/// A fault in the reader's words.
pub fn fault_text(fault: &FieldFault, texts: &Texts, language: Language) -> String {
    texts.say_with(language, &format!("fault-{}", fault.code), &fault.args)
}
