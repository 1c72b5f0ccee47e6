//! The citizen's page of one line of the checklist: what is needed, what is there, and adding one file at a time.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path, Payload},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, error::ApplicationError},
    error::{FieldFault, Problem},
    identity::{actor::Citizen, cookie::PortalCitizen},
    materials::{
        model::Material,
        paper::Paper,
        service::{self, View},
        serving,
    },
    platform::{ids, once::Once},
    web::{
        language::Language,
        pages::{Serde, context},
        parts::Parts,
        posted::{Form, Pairs},
        problems::{fault_text, problem_text},
    },
};

/// Problems that the page itself explains, so that the sender can mend them there.
const EXPLAINED: [&str; 8] = [
    "file_too_large",
    "application_too_large",
    "too_much_today",
    "too_many_files",
    "file_type_not_accepted",
    "file_unreadable",
    "file_already_there",
    "too_slow",
];

/// A button without fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// One line of the checklist.
#[get("/applications/{id}/papers/{line}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    path: Path<(Uuid, String)>,
) -> Result<HttpResponse, Problem> {
    draw(&app, &request, &citizen, (path.0, &path.1), language, None).await
}

/// Adds a file, or says on the same page why not.
#[post("/applications/{id}/papers/{line}")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    path: Path<(Uuid, String)>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (id, line) = path.into_inner();
    match take(&app, &request, &citizen, (id, &line), payload).await {
        Ok(_) => Ok(back(id, &line)),
        Err(problem) if EXPLAINED.contains(&problem.code) || problem.code == "invalid" => {
            draw(&app, &request, &citizen, (id, &line), language, Some(&problem)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn take(
    app: &App,
    request: &HttpRequest,
    citizen: &Citizen,
    (id, line): (Uuid, &str),
    payload: Payload,
) -> Result<Material, Problem> {
    let mut parts = Parts::of(request, payload);
    let part = parts.file().await?;
    parts.check_token(request)?;
    let accepted = service::refuse_early(app, citizen, id, Some(line)).await?;
    // A page that is sent without a choice has a file without a name.
    let chosen = !part.name.is_empty();
    let arrived = match service::receive(app, part, accepted).await.map_err(Problem::from) {
        Err(problem) if !chosen && problem.code == "file_unreadable" => return Err(nothing_chosen()),
        arrived => arrived?,
    };
    let key = match parts.end().await.and_then(|fields| key(&fields)) {
        Ok(key) => key,
        Err(problem) => {
            service::leave(app, arrived).await?;
            return Err(problem);
        }
    };
    service::attach(app, &Once::keyed(key, request.path()), citizen, id, line, arrived).await
}

fn key(fields: &Pairs) -> Result<String, Problem> {
    let key = fields.iter().find(|(name, value)| name == "key" && (1..=60).contains(&value.len()));
    key.map(|(_, key)| key.clone()).ok_or_else(|| Problem::bad_request("unreadable"))
}

fn nothing_chosen() -> Problem {
    Problem::invalid(vec![FieldFault::new("/file", "no_file_chosen")])
}

/// Removes a file.
#[post("/applications/{id}/papers/{line}/{mid}/remove")]
pub async fn remove(
    app: Data<App>,
    citizen: PortalCitizen,
    path: Path<(Uuid, String, Uuid)>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, Problem> {
    let (id, line, material) = path.into_inner();
    match service::remove(&app, app.change(&*citizen).await?, &citizen, id, material).await {
        // Pressed twice, it is gone the first time.
        Ok(()) | Err(crate::materials::error::MaterialError::NotFound) => Ok(back(id, &line)),
        Err(error) => Err(error.into()),
    }
}

fn back(id: Uuid, line: &str) -> HttpResponse {
    let page = format!("/applications/{id}/papers/{line}");
    HttpResponse::SeeOther().insert_header((header::LOCATION, page)).finish()
}

/// A file as it was sent.
#[get("/applications/{id}/materials/{mid}/content")]
pub async fn content(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open(&app, &citizen, path.0, path.1, View::Original).await?;
    Ok(serving::answer(&request, opened, View::Original))
}

/// The preview of a picture.
#[get("/applications/{id}/materials/{mid}/preview")]
pub async fn preview(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open(&app, &citizen, path.0, path.1, View::Preview).await?;
    Ok(serving::answer(&request, opened, View::Preview))
}

async fn draw(
    app: &App,
    request: &HttpRequest,
    citizen: &Citizen,
    (id, key): (Uuid, &str),
    language: Language,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let dossier = applications::service::get(app, citizen, id).await?;
    let service = applications::service::service_of(app, &dossier.application)?;
    let line = service.line(key).ok_or(ApplicationError::NotFound)?;
    let paper = Paper::of(service, line, &dossier, language);
    let (status, fault) = match problem {
        None => (StatusCode::OK, None),
        Some(problem) => (StatusCode::UNPROCESSABLE_ENTITY, Some(explained(app, problem, language))),
    };
    let shown = context! {
        id => id.to_string(), service_title => service.title.get(language), paper => Serde(&paper),
        fault, key => ids::new_id().to_string(),
    };
    app.pages.render_with(request, status, "materials/paper.html", shown)
}

/// What is wrong with the file, and how to mend it.
fn explained(app: &App, problem: &Problem, language: Language) -> String {
    match problem.errors.first() {
        Some(fault) => fault_text(fault, &app.texts, language),
        None => problem_text(problem, &app.texts, language),
    }
}
