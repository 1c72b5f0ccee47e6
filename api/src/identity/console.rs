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
        cookie::{ConsoleMember, onward},
        device::Door,
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

/// Name, password, and the authenticator's code for those who have one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginForm {
    username: String,
    password: String,
    #[serde(default)]
    totp: String,
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
    app.pages.render(
        &request,
        "identity/staff.html",
        context! { next, username => "", fault => (), code_missing => false },
    )
}

/// Checks them and lets the member of staff in.
#[post("/console/sign-in")]
pub async fn check(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    form: Form<LoginForm>,
) -> Result<HttpResponse, Problem> {
    let LoginForm { username, password, totp, next } = form.into_inner();
    let next = onward(Some(&next), HOME);
    let totp = Some(totp.trim().to_owned()).filter(|code| !code.is_empty());
    let login = StaffLogin { username: username.trim().to_owned(), password, totp };
    let door = Door::of(&request, Channel::Console);
    let signed_in = service::sign_in_staff(&app, login, &address::of(&request), door).await;
    let problem = match signed_in.map_err(Problem::from) {
        Ok(opened) => return Ok(enter(&app, opened, next)),
        Err(problem) if ["invalid_credentials", "totp_required"].contains(&problem.code) => problem,
        Err(problem) => return Err(problem),
    };
    let fault = app.texts.say(language, &format!("problem-{}", problem.code));
    let content = context! { next, username, fault, code_missing => problem.code == "totp_required" };
    app.pages.render_with(&request, StatusCode::UNPROCESSABLE_ENTITY, "identity/staff.html", content)
}

/// Signs out.
#[post("/console/sign-out")]
pub async fn sign_out(
    app: Data<App>,
    staff: ConsoleMember,
    _form: Form<Nothing>,
) -> Result<HttpResponse, Problem> {
    service::sign_out(&app, Author::from(&staff.0.who), staff.0.sign_in).await?;
    Ok(leave(&app, "/console/sign-in"))
}
