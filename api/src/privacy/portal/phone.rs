//! Another phone: its number, then the code that was sent to it.

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
    identity::{self, fresh::PortalFresh, model::CodeAnswer, portal::first_fault},
    privacy::service,
    web::{address, language::Language, pages::context, posted::Form, problems::problem_text},
};

/// The new number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneForm {
    phone: String,
}

/// The code that is on its way.
#[derive(Deserialize)]
pub struct Sent {
    challenge: Uuid,
}

/// The code that was typed in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeForm {
    challenge_id: Uuid,
    code: String,
}

/// Asks for the new number.
#[get("/account/phone")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    _citizen: PortalFresh,
) -> Result<HttpResponse, Problem> {
    app.pages.render(&request, "privacy/phone.html", context! { phone => "", fault => () })
}

/// Sends a code to it.
#[post("/account/phone")]
pub async fn send_code(
    app: Data<App>,
    request: HttpRequest,
    _citizen: PortalFresh,
    language: Language,
    form: Form<PhoneForm>,
) -> Result<HttpResponse, Problem> {
    let address = address::of(&request);
    let sent = identity::service::request_code(&app, &form.phone, &address, language).await;
    match sent.map_err(Problem::from) {
        Ok(sent) => {
            let query = serde_urlencoded::to_string([("challenge", sent.challenge_id.to_string())]);
            let target = format!("/account/phone/code?{}", query.map_err(Internal::from_error)?);
            Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, target)).finish())
        }
        Err(problem) => {
            let fault = first_fault(&app, language, &problem).ok_or(problem)?;
            let content = context! { phone => form.phone.clone(), fault };
            app.pages.render_with(&request, StatusCode::UNPROCESSABLE_ENTITY, "privacy/phone.html", content)
        }
    }
}

/// Asks for the code.
#[get("/account/phone/code")]
pub async fn enter_code(
    app: Data<App>,
    request: HttpRequest,
    _citizen: PortalFresh,
    sent: Query<Sent>,
) -> Result<HttpResponse, Problem> {
    let content = context! { challenge_id => sent.challenge.to_string(), fault => () };
    app.pages.render(&request, "privacy/phone_code.html", content)
}

/// Puts the new phone in the place of the old one.
#[post("/account/phone/code")]
pub async fn change(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalFresh,
    language: Language,
    form: Form<CodeForm>,
) -> Result<HttpResponse, Problem> {
    let answer = CodeAnswer { challenge_id: form.challenge_id, code: form.code.trim().to_owned() };
    match service::change_phone(&app, &citizen.0, &answer, language).await.map_err(Problem::from) {
        Ok(()) => Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/account")).finish()),
        Err(problem) if matches!(problem.code, "code_wrong" | "phone_taken") => {
            let said = || problem_text(&problem, &app.texts, language);
            let fault = first_fault(&app, language, &problem).unwrap_or_else(said);
            let content = context! { challenge_id => form.challenge_id.to_string(), fault };
            app.pages.render_with(&request, problem.status, "privacy/phone_code.html", content)
        }
        Err(problem) => Err(problem),
    }
}
