//! The list of corrections: everything that is missing or wrong on one page, sent once (一次性告知).

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, model::Dossier, service::service_of, summary},
    catalog::{Performer, Service},
    desk::{
        console::{
            Reader, action,
            answering::{self, Outcome},
            correction_form::{self, Draft, OVERRIDE, paper, section},
            matter, papers,
        },
        service,
    },
    error::{FieldFault, Problem},
    identity::cookie::ConsoleStaff,
    materials,
    platform::ids,
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
        problems,
    },
};

const ACTION: &str = "request_correction";

/// A list on its way: what stands in it, the field of each request, what is wrong.
struct List {
    draft: Draft,
    fields: Vec<String>,
    problem: Option<Problem>,
}

/// The list, with what must be on it written down already. Opening it is on the audit record, for it shows the answers.
#[get("/console/applications/{id}/actions/request_correction")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let dossier = service::open(app.change(&*staff).await?, &staff, *id).await?.dossier;
    let draft = Draft::begun(&app, service_of(&app, &dossier.application)?, &dossier);
    let list = List { draft, fields: Vec::new(), problem: None };
    draw(reader, StatusCode::OK, &dossier, &list).await
}

/// Sends the list, or says what must be mended; what was typed stays.
#[post("/console/applications/{id}/actions/request_correction")]
pub async fn send(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let key = answering::key(&posted)?;
    let dossier = service::matter(&app, &staff, *id).await?.dossier;
    let service = service_of(&app, &dossier.application)?;
    let draft = Draft::read(service, &posted)?;
    let (body, fields) = draft.body(service, &dossier);
    match answering::act(reader, *id, ACTION, key, &body).await? {
        Outcome::Over(response) => Ok(response),
        Outcome::Mend(problem) => {
            let (status, dossier) =
                (problem.status, service::open(app.change(&*staff).await?, &staff, *id).await?.dossier);
            draw(reader, status, &dossier, &List { draft, fields, problem: Some(problem) }).await
        }
    }
}

async fn draw(
    reader: Reader<'_>,
    status: StatusCode,
    dossier: &Dossier,
    list: &List,
) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let one = &dossier.application;
    let service = service_of(app, one)?;
    let row = match answering::row(service, one.state, ACTION, &Performer::of_staff(staff)) {
        Ok(row) => row,
        Err(refusal) => return answering::overtaken(reader, one.id, refusal).await,
    };
    let earlier = applications::service::last_list(app.db.read(), &app.vault, one.id).await?;
    let other = list.problem.as_ref().filter(|problem| problem.errors.is_empty());
    let content = context! {
        head => Serde(matter::head(reader, service, one).await?),
        title => service.workflow.action(ACTION).map(|action| action.title.get(language)),
        papers => Serde(lines(reader, service, dossier, list).await?),
        sections => Serde(sections(reader, service, dossier, list)),
        earlier => earlier.is_some(), overrides => service::may_override(staff),
        reason => list.draft.text(OVERRIDE), reason_fault => fault_at(reader, list, OVERRIDE),
        faults => Serde(faults(reader, service, list)),
        unjudged => Serde(action::unjudged(service, dossier, row, language)), key => ids::new_id().to_string(),
        problem => other.map(|problem| Serde(problems::describe(problem, &app.texts, language, ""))),
        citizens_language => one.language.name(),
    };
    app.pages.render_with(request, status, "desk/correction.html", content)
}

/// Every line of the checklist with what was sent for it.
async fn lines(
    reader: Reader<'_>,
    service: &Service,
    dossier: &Dossier,
    list: &List,
) -> Result<Vec<Value>, Problem> {
    let pictures = materials::service::with_preview(reader.app.db.read(), dossier.application.id).await?;
    let lines = papers::lines(service, dossier, &pictures, &[], reader.language);
    let known = lines.into_iter().filter(|line| service.line(line.key).is_some());
    let field = |line: papers::Line<'_>| {
        let name = paper(line.key);
        let (text, fault) = (list.draft.text(&name).to_owned(), fault_at(reader, list, &name));
        json!({ "name": name, "line": line, "text": text, "fault": fault })
    };
    Ok(known.map(field).collect())
}

/// Every section of the form that was asked, with its answers.
fn sections(reader: Reader<'_>, service: &Service, dossier: &Dossier, list: &List) -> Vec<Value> {
    let all = summary::sections(reader.app, service, &dossier.application.form, reader.language);
    let field = |answers: summary::Section| {
        let name = section(&answers.key);
        let (text, fault) = (list.draft.text(&name).to_owned(), fault_at(reader, list, &name));
        json!({ "name": name, "section": answers, "text": text, "fault": fault })
    };
    all.into_iter().map(field).collect()
}

fn wrong(list: &List) -> impl Iterator<Item = (&FieldFault, Option<String>)> {
    let faults = list.problem.iter().flat_map(|problem| &problem.errors);
    faults.map(|fault| (fault, correction_form::place(fault, &list.fields)))
}

fn fault_at(reader: Reader<'_>, list: &List, field: &str) -> Option<String> {
    let (fault, _) = wrong(list).find(|(_, place)| place.as_deref() == Some(field))?;
    Some(problems::fault_text(fault, &reader.app.texts, reader.language))
}

/// Every fault with a link to its place.
fn faults(reader: Reader<'_>, service: &Service, list: &List) -> Vec<Value> {
    let told = |(fault, place): (&FieldFault, Option<String>)| {
        let label = place.as_deref().and_then(|place| place.split_once('.')).map(|(kind, key)| {
            let pointer = if kind == "paper" { format!("/checklist/{key}") } else { format!("/form/{key}") };
            summary::label(service, &pointer, reader.language)
        });
        let href = match place.filter(|place| place != OVERRIDE || service::may_override(reader.staff)) {
            Some(place) => format!("#f-{place}"),
            None => "#main".to_owned(),
        };
        let text = problems::fault_text(fault, &reader.app.texts, reader.language);
        json!({ "href": href, "label": label.unwrap_or_default(), "text": text })
    };
    wrong(list).map(told).collect()
}
