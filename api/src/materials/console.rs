//! The console's faces of materials; the page of a matter has the links and forms that lead here.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::cookie::ConsoleStaff,
    materials::{
        model::{Judgment, Verdict},
        service::{self, View},
        serving,
    },
    web::{language::Language, pages::context, posted::Form, problems::fault_text},
};

/// What is found about a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewForm {
    state: String,
    #[serde(default)]
    reason: String,
}

/// A file as it was sent; the look is on the audit record.
#[get("/console/applications/{id}/materials/{mid}/content")]
pub async fn content(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open_at_desk(&app, &staff, path.0, path.1, View::Original).await?;
    Ok(serving::answer(&request, opened, View::Original))
}

/// The preview of a picture; the look is on the audit record.
#[get("/console/applications/{id}/materials/{mid}/preview")]
pub async fn preview(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open_at_desk(&app, &staff, path.0, path.1, View::Preview).await?;
    Ok(serving::answer(&request, opened, View::Preview))
}

/// Accepts or rejects a file, and goes back to it on the matter's page.
#[post("/console/applications/{id}/materials/{mid}/review")]
pub async fn review(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    path: Path<(Uuid, Uuid)>,
    form: Form<ReviewForm>,
) -> Result<HttpResponse, Problem> {
    let (id, material) = path.into_inner();
    let state = Judgment::from_word(&form.state).unwrap_or(Judgment::Uploaded);
    let verdict = Verdict { state, reason: Some(form.reason.clone()) };
    let change = app.change(&*staff).await?;
    let judged = service::judge(&app, change, &staff, id, material, &verdict).await.map_err(Problem::from);
    match judged {
        Ok(_) => {
            let paper = format!("/console/applications/{id}#paper-{material}");
            Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, paper)).finish())
        }
        Err(problem) if problem.code == "invalid" => {
            draw(&app, &request, language, (id, material), &form, problem.errors.first())
        }
        Err(problem) => Err(problem),
    }
}

/// The question again, with what was typed.
fn draw(
    app: &App,
    request: &HttpRequest,
    language: Language,
    (id, material): (Uuid, Uuid),
    form: &ReviewForm,
    fault: Option<&FieldFault>,
) -> Result<HttpResponse, Problem> {
    let shown = context! {
        id => id.to_string(), material => material.to_string(),
        state => form.state.as_str(), reason => form.reason.as_str(),
        fault => fault.map(|fault| fault_text(fault, &app.texts, language)),
    };
    app.pages.render_with(request, StatusCode::UNPROCESSABLE_ENTITY, "materials/review.html", shown)
}
