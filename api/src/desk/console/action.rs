//! Any action of the workflow: a page whose questions are the action's own schema.

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
    applications::{
        model::{Application, Dossier},
        service::service_of,
        summary,
    },
    catalog::{Need, Performer, Row, Service},
    desk::{
        console::{
            Reader,
            answering::{self, Outcome},
            matter, papers,
        },
        service,
    },
    error::{Internal, Problem},
    identity::cookie::ConsoleStaff,
    organs,
    platform::ids,
    web::{
        forms::{self, Questions, Typed},
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
        problems,
    },
};

/// What was answered so far, and what is wrong with it.
struct Answers {
    given: Value,
    typed: Typed,
    problem: Option<Problem>,
}

/// Asks what the action needs to know.
#[get("/console/applications/{id}/actions/{key}")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    path: Path<(Uuid, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, action) = path.into_inner();
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let dossier = service::matter(&app, &staff, id).await?.dossier;
    let answers = Answers { given: json!({}), typed: Typed::new(), problem: None };
    draw(reader, StatusCode::OK, &dossier, &action, answers).await
}

/// Does the action, or says what must be mended; what was typed stays.
#[post("/console/applications/{id}/actions/{key}")]
pub async fn act(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    path: Path<(Uuid, String)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let (id, action) = path.into_inner();
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let key = answering::key(&posted)?;
    let dossier = service::matter(&app, &staff, id).await?.dossier;
    let service = service_of(&app, &dossier.application)?;
    let schema = schema(reader, service, &dossier.application, &action).await?;
    let decoded = Questions::whole(&schema, &json!({})).decode(&posted);
    let problem = if decoded.faults.is_empty() {
        match answering::act(reader, id, &action, key, &decoded.form).await? {
            Outcome::Over(response) => return Ok(response),
            Outcome::Mend(problem) => problem,
        }
    } else {
        Problem::invalid(decoded.faults)
    };
    let (status, given) = (problem.status, decoded.form);
    let answers = Answers { given, typed: decoded.typed, problem: Some(problem) };
    draw(reader, status, &dossier, &action, answers).await
}

async fn draw(
    reader: Reader<'_>,
    status: StatusCode,
    dossier: &Dossier,
    action: &str,
    answers: Answers,
) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let one = &dossier.application;
    let service = service_of(app, one)?;
    let row = match answering::row(service, one.state, action, &Performer::of_staff(staff)) {
        Ok(row) => row,
        Err(refusal) => return answering::overtaken(reader, one.id, refusal).await,
    };
    let schema = schema(reader, service, one, action).await?;
    let problem = answers.problem.as_ref();
    let faults = problem.map(|problem| forms::say(&problem.errors, &app.texts, language)).unwrap_or_default();
    let form = Questions::whole(&schema, &answers.given).draw(&answers.typed, &faults);
    let other = problem.filter(|problem| problem.errors.is_empty());
    let content = context! {
        head => Serde(matter::head(reader, service, one).await?), action,
        title => service.workflow.action(action).map(|action| action.title.get(language)),
        form => Serde(form), becomes => service.workflow.state_text(row.to).get(language), tells => row.tells.is_some(),
        unjudged => Serde(unjudged(service, dossier, row, language)), key => ids::new_id().to_string(),
        problem => other.map(|problem| Serde(problems::describe(problem, &app.texts, language, ""))),
    };
    app.pages.render_with(request, status, "desk/action.html", content)
}

/// The papers that have to be judged first.
pub(super) fn unjudged(service: &Service, dossier: &Dossier, row: &Row, language: Language) -> Vec<Value> {
    if !row.needs.contains(&Need::AllMaterialsJudged) {
        return Vec::new();
    }
    let paper = |paper: &crate::materials::model::Material| {
        let line = summary::label(service, &format!("/checklist/{}", paper.checklist_key), language);
        json!({ "id": paper.id, "line": line, "filename": paper.filename })
    };
    papers::unjudged(dossier).into_iter().map(paper).collect()
}

/// The schema of the action's body in the reader's language. Organs are picked by name where it asks for a code.
async fn schema(
    reader: Reader<'_>,
    service: &Service,
    one: &Application,
    action: &str,
) -> Result<Value, Problem> {
    let action = service.workflow.action(action).ok_or_else(Problem::not_found)?;
    let mut schema = action.body.schema(reader.language).clone();
    if let Some(question) = schema.pointer_mut("/properties/organ_code").and_then(Value::as_object_mut) {
        let say = |key| Value::from(reader.app.texts.say(reader.language, key));
        question.insert("title".into(), say("desk-organ"));
        question.insert("description".into(), say("desk-organ-help"));
        question.insert("x-input".into(), Value::from("select"));
        question.insert("oneOf".into(), Value::Array(organs(reader, one).await?));
    }
    Ok(schema)
}

/// The organs that a matter can be passed to: all but the one that has it.
async fn organs(reader: Reader<'_>, one: &Application) -> Result<Vec<Value>, Internal> {
    let all = organs::service::organs(reader.app.db.read()).await?.into_iter();
    let others = all.filter(|organ| organ.id != one.organ_id);
    Ok(others.map(|organ| json!({ "const": organ.code, "title": organ.name.get(reader.language) })).collect())
}
