//! How a problem is shown: problem+json (RFC 9457) to a client of the API, a readable page to a browser,
//! both in the reader's language.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use serde_json::{Value, json};

use crate::{
    app::App,
    error::{FieldFault, Problem},
    platform::ids,
    web::{
        language::Language,
        pages::{Serde, context},
        texts::Texts,
    },
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
    let body = describe(problem, &app.texts, Language::of(request), &format!("urn:uuid:{instance}"));
    let page = wants_page(request).then(|| page(request, app, problem, &body)).flatten();
    let mut response = page.unwrap_or_else(|| document(request, problem, body));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Some(wait) = problem.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    response
}

/// A browser asks for text/html; the API answers JSON whatever is asked for.
fn wants_page(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    !request.path().starts_with("/api/") && accepts.is_some_and(|accept| accept.contains("text/html"))
}

fn document(request: &HttpRequest, problem: &Problem, body: Value) -> HttpResponse {
    let mut response = HttpResponse::build(problem.status);
    if problem.status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    response
        .content_type("application/problem+json")
        .insert_header((header::CONTENT_LANGUAGE, Language::of(request).tag()))
        .json(body)
}

/// The readable page; when even that can't be drawn, the caller falls back on the document.
fn page(request: &HttpRequest, app: &App, problem: &Problem, body: &Value) -> Option<HttpResponse> {
    let content = context! {
        problem => Serde(body),
        ours => problem.status.is_server_error(),
        wait_minutes => problem.retry_after.map(|wait| wait.as_secs().div_ceil(60)),
        home => if request.path().starts_with("/console") { "/console" } else { "/" },
    };
    let drawn = app.pages.render_with(request, problem.status, "problem.html", content);
    drawn.inspect_err(|fault| tracing::error!(cause = ?fault.cause(), "the error page can't be drawn")).ok()
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

/// What went wrong and how to mend it, in the reader's words.
pub fn problem_text(problem: &Problem, texts: &Texts, language: Language) -> String {
    let say =
        |part: &str| texts.say_with(language, &format!("problem-{}{part}", problem.code), &problem.args);
    texts.say_with(language, "problem-in-words", &[("title", say("")), ("detail", say(".detail"))])
}

/// A fault in the reader's words.
pub fn fault_text(fault: &FieldFault, texts: &Texts, language: Language) -> String {
    texts.say_with(language, &format!("fault-{}", fault.code), &fault.args)
}
