//! What an organ's numbers begin with.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde::Deserialize;
use uuid::Uuid;

use super::go;
use crate::{
    app::App,
    documents::{model::Setting, service},
    error::{FieldFault, Problem},
    identity::{actor::Staff, cookie::ConsoleStaff},
    web::{etag::IfMatch, language::Language, pages::context, posted::Form, problems::fault_text},
};

/// What the page sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumbersForm {
    place: String,
    code: String,
    version: i32,
}

/// Asks.
#[get("/console/organs/{id}/numbers")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let (_, setting) = service::setting_at(&app, &staff, *id).await?;
    draw(&app, &request, &staff, language, *id, &setting, &[]).await
}

async fn draw(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    language: Language,
    id: Uuid,
    typed: &Setting,
    wrong: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let (organ, now) = service::setting_at(app, staff, id).await?;
    let fault = |pointer: &str| {
        let fault = wrong.iter().find(|fault| fault.pointer == pointer);
        fault.map(|fault| fault_text(fault, &app.texts, language))
    };
    let content = context! {
        id => id.to_string(), name => organ.name.get(language), place => typed.place.as_str(),
        code => typed.code.as_deref().unwrap_or_default(), version => now.version,
        example => service::example(app, typed)?, place_fault => fault("/place"), code_fault => fault("/code"),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    app.pages.render_with(request, status, "documents/numbers.html", content)
}

/// Sets it, or says what must be mended; what was typed stays.
#[post("/console/organs/{id}/numbers")]
pub async fn set(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<NumbersForm>,
) -> Result<HttpResponse, Problem> {
    let code = Some(form.code.trim().to_owned()).filter(|code| !code.is_empty());
    let wanted = Setting { place: form.place.clone(), code, version: form.version };
    let based_on = IfMatch::on_version(form.version);
    let change = app.change(&*staff).await?;
    match service::change_setting(change, &staff, *id, &based_on, &wanted).await.map_err(Problem::from) {
        Ok(_) => Ok(go(&format!("/console/organs/{id}"))),
        Err(problem) if problem.code == "invalid" => {
            draw(&app, &request, &staff, language, *id, &wanted, &problem.errors).await
        }
        Err(problem) => Err(problem),
    }
}
