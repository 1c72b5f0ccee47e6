//! The citizen's pages for signing in: the phone, then the code.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Query},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    app::App,
    error::{Internal, Problem},
    identity::{
        cookie::{PortalCitizen, onward},
        device::Door,
        model::{Channel, CodeAnswer},
        service,
        session::Opened,
    },
    platform::change::Author,
    web::{address, cookies, language::Language, pages::context, posted::Form, problems::fault_text},
};

/// Where a citizen goes without a place to go back to.
const HOME: &str = "/applications";

/// Where to go on to afterward.
#[derive(Deserialize)]
pub struct Onward {
    next: Option<String>,
}

/// The code that is on its way.
#[derive(Deserialize)]
pub struct Sent {
    challenge: Uuid,
    next: Option<String>,
}

/// The phone that was typed in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneForm {
    phone: String,
    next: String,
}

/// The code that was typed in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeForm {
    challenge_id: Uuid,
    code: String,
    next: String,
}

/// Asks for the phone.
#[get("/sign-in")]
pub async fn sign_in(
    app: Data<App>,
    request: HttpRequest,
    query: Query<Onward>,
) -> Result<HttpResponse, Problem> {
    let next = onward(query.next.as_deref(), HOME);
    app.pages.render(&request, "identity/phone.html", context! { next, phone => "", fault => () })
}

/// Sends a code and goes on to where it is entered.
#[post("/sign-in")]
pub async fn send_code(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    form: Form<PhoneForm>,
) -> Result<HttpResponse, Problem> {
    let next = onward(Some(&form.next), HOME);
    let sent = service::request_code(&app, &form.phone, &address::of(&request), language).await;
    match sent.map_err(Problem::from) {
        Ok(sent) => {
            let query = serde_urlencoded::to_string([
                ("challenge", sent.challenge_id.to_string().as_str()),
                ("next", next),
            ]);
            let target = format!("/sign-in/code?{}", query.map_err(Internal::from_error)?);
            Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, target)).finish())
        }
        Err(problem) => {
            let fault = first_fault(&app, language, &problem).ok_or(problem)?;
            let content = context! { next, phone => form.phone.clone(), fault };
            app.pages.render_with(&request, StatusCode::UNPROCESSABLE_ENTITY, "identity/phone.html", content)
        }
    }
}

/// Asks for the code.
#[get("/sign-in/code")]
pub async fn enter_code(
    app: Data<App>,
    request: HttpRequest,
    sent: Query<Sent>,
) -> Result<HttpResponse, Problem> {
    let next = onward(sent.next.as_deref(), HOME);
    let content = context! { next, challenge_id => sent.challenge.to_string(), fault => () };
    app.pages.render(&request, "identity/code.html", content)
}

/// Checks the code and lets the citizen in.
#[post("/sign-in/code")]
pub async fn verify_code(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    form: Form<CodeForm>,
) -> Result<HttpResponse, Problem> {
    let next = onward(Some(&form.next), HOME);
    let answer = CodeAnswer { challenge_id: form.challenge_id, code: form.code.trim().to_owned() };
    match service::verify_code(&app, &answer, Door::of(&request, Channel::Portal))
        .await
        .map_err(Problem::from)
    {
        Ok(opened) => Ok(enter(&app, opened, next)),
        Err(problem) => {
            let fault = first_fault(&app, language, &problem).ok_or(problem)?;
            let content = context! { next, challenge_id => form.challenge_id.to_string(), fault };
            app.pages.render_with(&request, StatusCode::UNPROCESSABLE_ENTITY, "identity/code.html", content)
        }
    }
}

/// Signs out.
#[post("/sign-out")]
pub async fn sign_out(
    app: Data<App>,
    citizen: PortalCitizen,
    _form: Form<Nothing>,
) -> Result<HttpResponse, Problem> {
    service::sign_out(&app, Author::from(&citizen.0.who), citizen.0.sign_in).await?;
    Ok(leave(&app, "/"))
}

/// A form with nothing but its token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The first wrong field in the reader's words; none when the problem isn't about a field.
pub fn first_fault(app: &App, language: Language, problem: &Problem) -> Option<String> {
    problem.errors.first().map(|fault| fault_text(fault, &app.texts, language))
}

/// Sets the session's cookie, a new one at each sign-in, and goes on.
pub fn enter(app: &App, opened: Opened, next: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, next))
        .cookie(cookies::until_closed(&app.config, cookies::SESSION, opened.secret))
        .finish()
}

/// Takes the cookie back and lets the browser forget what it kept of us (security.md PRV-12).
pub fn leave(app: &App, next: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, next))
        .insert_header(("Clear-Site-Data", "\"cache\", \"storage\""))
        .cookie(cookies::gone(&app.config, cookies::SESSION))
        .finish()
}
