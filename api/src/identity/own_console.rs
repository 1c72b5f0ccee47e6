//! The console's pages of one's own account: password, authenticator, sessions, and the fresh proof before sensitive acts.

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
    error::Problem,
    identity::{
        cookie::{ConsoleMember, onward},
        device::Door,
        devices,
        fresh::{ConsoleFresh, require_fresh},
        model::{Channel, PasswordChange, Proof},
        own_factor, own_password,
        portal::{Nothing, enter, first_fault, leave},
        second_factor, service,
    },
    platform::change::Author,
    qr::image,
    web::{
        address,
        language::Language,
        pages::{Serde, context},
        posted::Form,
    },
};

const HOME: &str = "/console/account";

/// Where to go on to afterward.
#[derive(Deserialize)]
pub struct Onward {
    next: Option<String>,
}

/// Present and new password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordForm {
    password: String,
    new_password: String,
    again: String,
}

/// A password or a code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    totp: String,
    next: String,
}

/// A code of the new authenticator.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeForm {
    code: String,
}

/// A session to end; none means all but this one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndForm {
    id: Option<Uuid>,
}

/// The account at a glance.
#[get("/console/account")]
pub async fn show_account(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleMember,
) -> Result<HttpResponse, Problem> {
    let db = app.db.read();
    let devices = devices::list(&app, db, staff.0.who.id, Some(staff.0.sign_in)).await?;
    let codes_left = second_factor::codes_left(db, staff.0.who.id).await?;
    let enrolled = own_factor::enrolled(db, staff.0.who.id).await?;
    let content = context! { devices => Serde(&devices), codes_left, enrolled };
    app.pages.render(&request, "identity/account.html", content)
}

/// Ends one session of one's own, or all others.
#[post("/console/account")]
pub async fn end_session(
    app: Data<App>,
    staff: ConsoleMember,
    form: Form<EndForm>,
) -> Result<HttpResponse, Problem> {
    let author = Author::from(&staff.0.who);
    match form.id {
        Some(id) => devices::end(&app, author, id).await?,
        None => devices::end_all(&app, author, Some(staff.0.sign_in)).await?,
    }
    if form.id == Some(staff.0.sign_in) { Ok(leave(&app, "/console/sign-in")) } else { Ok(to(HOME)) }
}

fn to(page: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, page)).finish()
}

/// Asks for present and new password.
#[get("/console/account/password")]
pub async fn ask_password(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleMember,
) -> Result<HttpResponse, Problem> {
    let content = context! { duty => staff.0.duty.is_some(), faults => context! {} };
    app.pages.render(&request, "identity/password.html", content)
}

/// Sets the new password; this browser stays signed in, in a new session.
#[post("/console/account/password")]
pub async fn set_password(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleMember,
    language: Language,
    form: Form<PasswordForm>,
) -> Result<HttpResponse, Problem> {
    let PasswordForm { password, new_password, again } = form.into_inner();
    let duty = staff.0.duty.is_some();
    let shown = |field: &'static str, fault: String| {
        let faults = match field {
            "again" => context! { again => fault },
            "password" => context! { password => fault },
            _ => context! { new_password => fault },
        };
        let content = context! { duty, faults };
        app.pages.render_with(&request, StatusCode::UNPROCESSABLE_ENTITY, "identity/password.html", content)
    };
    if new_password != again {
        return shown("again", app.texts.say(language, "fault-not_the_same"));
    }
    let given = PasswordChange { password, new_password };
    let door = Some(Door::of(&request, Channel::Console));
    let changed = own_password::change(&app, &staff.0, given, &address::of(&request), door).await;
    match changed.map_err(Problem::from) {
        Ok(Some(opened)) => Ok(enter(&app, opened, HOME)),
        Ok(None) => Ok(to("/console/sign-in")),
        Err(problem) => {
            let field = problem.errors.first().map(|fault| fault.pointer.trim_start_matches('/').to_owned());
            let fault = first_fault(&app, language, &problem).ok_or(problem)?;
            shown(if field.as_deref() == Some("password") { "password" } else { "new_password" }, fault)
        }
    }
}

/// The authenticator: how to set one up, and the QR code once that has begun.
#[get("/console/account/factor")]
pub async fn show_factor(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleMember,
) -> Result<HttpResponse, Problem> {
    factor_page(&app, &request, &staff, StatusCode::OK, None).await
}

async fn factor_page(
    app: &App,
    request: &HttpRequest,
    staff: &ConsoleMember,
    status: StatusCode,
    fault: Option<String>,
) -> Result<HttpResponse, Problem> {
    let pending = second_factor::pending(app.db.read(), &app.vault, staff.0.who.id).await?;
    let typed = pending.map(|pending| pending.typed);
    let enrolled = own_factor::enrolled(app.db.read(), staff.0.who.id).await?;
    let content = context! { typed, enrolled, fault, duty => staff.0.duty.is_some() };
    app.pages.render_with(request, status, "identity/factor.html", content)
}

/// Begins to set up an authenticator. Who has one already proves anew who they are.
#[post("/console/account/factor")]
pub async fn begin_factor(
    app: Data<App>,
    staff: ConsoleMember,
    request: HttpRequest,
    _form: Form<Nothing>,
) -> Result<HttpResponse, Problem> {
    let replaces = own_factor::enrolled(app.db.read(), staff.0.who.id).await?;
    if replaces && require_fresh(&staff.0, app.clock.now()).is_err() {
        return Ok(crate::identity::cookie::away_to(&request, "/console/step-up"));
    }
    own_factor::begin(&app, &staff.0).await?;
    Ok(to("/console/account/factor"))
}

/// What an authenticator scans; never kept by the browser.
#[get("/console/account/factor.svg")]
pub async fn factor_image(app: Data<App>, staff: ConsoleMember) -> Result<HttpResponse, Problem> {
    let pending = second_factor::pending(app.db.read(), &app.vault, staff.0.who.id).await?;
    let picture = image::svg(&pending.ok_or_else(Problem::not_found)?.address)?;
    Ok(HttpResponse::Ok().content_type("image/svg+xml").body(picture))
}

/// Takes the new authenticator into use and shows the recovery codes, this once.
#[post("/console/account/factor/confirm")]
pub async fn confirm_factor(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleMember,
    language: Language,
    form: Form<CodeForm>,
) -> Result<HttpResponse, Problem> {
    let address = address::of(&request);
    match own_factor::confirm(&app, &staff.0, &form.code, &address).await.map_err(Problem::from) {
        Ok(codes) => app.pages.render(&request, "identity/recovery_codes.html", context! { codes }),
        Err(problem) => {
            let fault = first_fault(&app, language, &problem).ok_or(problem)?;
            factor_page(&app, &request, &staff, StatusCode::UNPROCESSABLE_ENTITY, Some(fault)).await
        }
    }
}

/// Says what new recovery codes are for.
#[get("/console/account/recovery-codes")]
pub async fn ask_recovery_codes(
    app: Data<App>,
    request: HttpRequest,
    _staff: ConsoleFresh,
) -> Result<HttpResponse, Problem> {
    app.pages.render(&request, "identity/recovery_codes.html", context! { codes => () })
}

/// Replaces the recovery codes and shows the new ones, this once.
#[post("/console/account/recovery-codes")]
pub async fn new_recovery_codes(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    _form: Form<Nothing>,
) -> Result<HttpResponse, Problem> {
    let codes = own_factor::new_codes(&app, &staff.0).await?;
    app.pages.render(&request, "identity/recovery_codes.html", context! { codes })
}

/// Asks for a fresh proof.
#[get("/console/step-up")]
pub async fn ask_proof(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleMember,
    query: Query<Onward>,
) -> Result<HttpResponse, Problem> {
    let next = onward(query.next.as_deref(), "/console");
    let enrolled = own_factor::enrolled(app.db.read(), staff.0.who.id).await?;
    app.pages.render(&request, "identity/step_up.html", context! { next, enrolled, fault => () })
}

/// Takes the proof and goes back to where it was needed.
#[post("/console/step-up")]
pub async fn prove(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleMember,
    language: Language,
    form: Form<ProofForm>,
) -> Result<HttpResponse, Problem> {
    let ProofForm { password, totp, next } = form.into_inner();
    let next = onward(Some(&next), "/console");
    let proof = if totp.trim().is_empty() { Proof::Password(password) } else { Proof::Totp(totp) };
    match service::step_up(&app, &staff.0, proof, &address::of(&request)).await.map_err(Problem::from) {
        Ok(()) => Ok(to(next)),
        Err(problem) => {
            let fault = first_fault(&app, language, &problem).ok_or(problem)?;
            let enrolled = own_factor::enrolled(app.db.read(), staff.0.who.id).await?;
            let content = context! { next, enrolled, fault };
            app.pages.render_with(
                &request,
                StatusCode::UNPROCESSABLE_ENTITY,
                "identity/step_up.html",
                content,
            )
        }
    }
}
