//! The staff's pages for signing in.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Query},
};
use serde::Deserialize;

use crate::{
    app::App,
    error::Problem,
    identity::{
        cookie::{ConsoleStaff, onward},
        model::{Channel, StaffLogin},
        portal::{Nothing, enter, leave},
        service,
    },
    platform::change::Author,
    web::{address, language::Language, pages::context, posted::Form},
};

const HOME: &str = "/console";

/// Where to go on to afterward.
#[derive(Deserialize)]
pub struct Onward {
    next: Option<String>,
}

/// Name and password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginForm {
    username: String,
    password: String,
    next: String,
}

/// Asks for name and password.
#[get("/console/sign-in")]
pub async fn sign_in(
    app: Data<App>,
    request: HttpRequest,
    query: Query<Onward>,
) -> Result<HttpResponse, Problem> {
    let next = onward(query.next.as_deref(), HOME);
    app.pages.render(&request, "identity/staff.html", context! { next, username => "", fault => () })
}

/// Checks them and lets the member of staff in.
#[post("/console/sign-in")]
pub async fn check(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    form: Form<LoginForm>,
) -> Result<HttpResponse, Problem> {
    let LoginForm { username, password, next } = form.into_inner();
    let next = onward(Some(&next), HOME);
    let login = StaffLogin { username: username.trim().to_owned(), password, totp: None };
    let signed_in = service::sign_in_staff(&app, login, &address::of(&request), Channel::Console).await;
    match signed_in.map_err(Problem::from) {
        Ok(opened) => Ok(enter(&app, opened, next)),
        Err(problem) if problem.code == "invalid_credentials" => {
            let fault = app.texts.say(language, "problem-invalid_credentials");
            app.pages.render_with(
                &request,
                StatusCode::UNPROCESSABLE_ENTITY,
                "identity/staff.html",
                context! { next, username, fault },
            )
        }
        Err(problem) => Err(problem),
    }
}

/// Signs out.
#[post("/console/sign-out")]
pub async fn sign_out(
    app: Data<App>,
    staff: ConsoleStaff,
    _form: Form<Nothing>,
) -> Result<HttpResponse, Problem> {
    service::sign_out(&app, Author::from(&staff.0.who), staff.0.sign_in).await?;
    Ok(leave(&app, "/console/sign-in"))
}
