//! The form, one section a page. What is typed is kept even when it isn't right yet; what is wrong is said at once.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        error::ApplicationError,
        model::{Application, Dossier},
        service::{self, service_of},
    },
    catalog::{Service, State},
    error::{FieldFault, Problem},
    identity::{actor::Citizen, cookie::PortalCitizen},
    web::{
        etag::IfMatch,
        forms::{self, Decoded, Pressed, Questions, Typed},
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// Whether faults are shown on first sight: when somebody comes to mend them.
#[derive(Deserialize)]
pub struct Look {
    mend: Option<String>,
}

/// What a page shows besides the answers.
struct Remarks {
    faults: Vec<FieldFault>,
    typed: Typed,
}

/// A section of the form.
#[get("/applications/{id}/form/{section}")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    path: Path<(Uuid, String)>,
    look: Query<Look>,
) -> Result<HttpResponse, Problem> {
    let (id, section) = path.into_inner();
    let dossier = service::get(&app, &citizen, id).await?;
    let service = service_of(&app, &dossier.application)?;
    let faults = match look.mend {
        Some(_) => within(service.form.check_complete(&dossier.application.form), &section),
        None => Vec::new(),
    };
    let remarks = Remarks { faults, typed: Typed::new() };
    draw(&app, &request, StatusCode::OK, service, &dossier, (&section, language), &remarks)
}

/// Keeps the answers of a page. Goes on when they are complete, stays to say what is missing when they aren't.
#[post("/applications/{id}/form/{section}")]
pub async fn answer(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    path: Path<(Uuid, String)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let (id, section) = path.into_inner();
    let dossier = service::get(&app, &citizen, id).await?;
    let service = service_of(&app, &dossier.application)?;
    let questions = Questions::section(service.form.schema(language), &section, &dossier.application.form);
    let decoded = questions.ok_or(ApplicationError::NotFound)?.decode(&posted);
    let (pressed, asked) = (decoded.pressed.clone(), decoded.asked.clone());
    let (dossier, mut remarks) = keep(&app, &citizen, dossier.clone(), decoded).await?;
    if remarks.faults.is_empty() {
        let stay = pressed != Pressed::Continue || opened(service, &dossier, &section, &asked, language);
        if stay {
            return Ok(go(&format!("/applications/{id}/form/{section}")));
        }
        remarks.faults = within(service.form.check_complete(&dossier.application.form), &section);
        if remarks.faults.is_empty() {
            return Ok(go(&next(service, &dossier.application, &section, language)));
        }
    }
    draw(&app, &request, StatusCode::UNPROCESSABLE_ENTITY, service, &dossier, (&section, language), &remarks)
}

/// Stores what was understood, and says what couldn't be.
async fn keep(
    app: &App,
    citizen: &Citizen,
    mut dossier: Dossier,
    decoded: Decoded,
) -> Result<(Dossier, Remarks), Problem> {
    let mut remarks = Remarks { faults: decoded.faults, typed: decoded.typed };
    dossier.application.form = decoded.form.clone();
    let based_on = IfMatch::on_version(dossier.application.version);
    let (change, id) = (app.change(citizen).await?, dossier.application.id);
    match service::save(app, change, citizen, id, &based_on, decoded.form).await {
        Ok(saved) => Ok((saved, remarks)),
        Err(ApplicationError::Faulty(faults)) => {
            remarks.faults.extend(faults.into_iter().map(in_section));
            Ok((dossier, remarks))
        }
        Err(error) => Err(error.into()),
    }
}

fn go(target: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, target)).finish()
}

/// Whether an answer has opened questions that the page didn't have.
fn opened(service: &Service, dossier: &Dossier, section: &str, asked: &str, language: Language) -> bool {
    let questions = Questions::section(service.form.schema(language), section, &dossier.application.form);
    questions.is_some_and(|questions| questions.asks_more_than(asked))
}

/// The next page: the section after this one, or the overview after the last.
fn next(service: &Service, application: &Application, section: &str, language: Language) -> String {
    let sections = forms::sections(service.form.schema(language), &application.form);
    let mut rest = sections.iter().skip_while(|(key, _)| *key != section).skip(1);
    let page = format!("/applications/{}", application.id);
    match rest.next().filter(|_| application.state == State::Draft) {
        Some((key, _)) => format!("{page}/form/{key}"),
        None => page,
    }
}

/// Faults of the application that lie in its form, as places in the form.
fn in_section(fault: FieldFault) -> FieldFault {
    let pointer = fault.pointer.strip_prefix("/form").unwrap_or(&fault.pointer).to_owned();
    FieldFault { pointer, ..fault }
}

fn within(faults: Vec<FieldFault>, section: &str) -> Vec<FieldFault> {
    faults.into_iter().filter(|fault| fault.pointer.split('/').nth(1) == Some(section)).collect()
}

fn draw(
    app: &App,
    request: &HttpRequest,
    status: StatusCode,
    service: &Service,
    dossier: &Dossier,
    (section, language): (&str, Language),
    remarks: &Remarks,
) -> Result<HttpResponse, Problem> {
    let one = &dossier.application;
    let schema = service.form.schema(language);
    let questions = Questions::section(schema, section, &one.form).ok_or(ApplicationError::NotFound)?;
    let faults = forms::say(&remarks.faults, &app.texts, language);
    let drawn = questions.draw(&remarks.typed, &faults);
    let sections = forms::sections(schema, &one.form);
    let place = sections.iter().position(|(key, _)| *key == section).unwrap_or_default();
    let requests = dossier.requests.iter().filter(|request| request.pointer.is_some());
    let content = context! {
        id => one.id.to_string(), section, service_title => service.title.get(language), form => Serde(&drawn),
        notice_key => service.key.as_str(), notice_version => service.consent.version.as_str(),
        place => place.saturating_add(1), count => sections.len(), saved => status != StatusCode::OK,
        asked => requests.filter(|one| one.pointer.as_deref().is_some_and(|place| place.split('/').nth(1) == Some(section)))
            .map(|one| one.text.clone()).collect::<Vec<_>>(),
    };
    app.pages.render_with(request, status, "applications/section.html", content)
}
