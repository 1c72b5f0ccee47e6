//! The same as a page, in plain words, with a form to ask for a release and one to report a misuse.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        console::fields::{self, Fields},
        custody::{
            error::CustodyError,
            model::{Mandate, NewRequest, Reason, Request},
            service::{self, Own},
            view,
        },
    },
    error::{Internal, Problem},
    identity::cookie::PortalCitizen,
    platform::{ids, once::Once},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
        problems,
    },
};

/// The portal's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(show).service(ask).service(report);
}

/// Who reads the page, and of which application.
#[derive(Clone, Copy)]
struct Reader<'a> {
    app: &'a App,
    request: &'a HttpRequest,
    citizen: &'a PortalCitizen,
    language: Language,
    application: Uuid,
}

/// What is held for the people of an application.
#[get("/applications/{id}/custody")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, citizen: &citizen, language, application: *id };
    draw(reader, None, &Fields::default(), None).await
}

/// Asks for a release, or says what must be mended.
#[post("/applications/{id}/custody/{mandate}/requests")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    at: Path<(Uuid, Uuid)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let fields = Fields(posted.into_inner());
    let reader = Reader { app: &app, request: &request, citizen: &citizen, language, application: at.0 };
    let asked = asked(reader, at.1, &fields).await;
    after(reader, at.1, &fields, asked).await
}

async fn asked(reader: Reader<'_>, mandate: Uuid, fields: &Fields) -> Result<(), Problem> {
    let Reader { app, citizen, application, .. } = reader;
    let new: NewRequest = fields::read(&fields::release(fields)?)?;
    let once = Once::keyed(fields.key()?, reader.request.path());
    let body = new.clone();
    let work = async |change| -> Result<Request, CustodyError> {
        service::ask_own(change, citizen, (application, mandate), new).await
    };
    once.run(app.change(&**citizen).await?, &app.cache, &body, work).await.map(drop)
}

/// Reports a misuse, or says what must be mended.
#[post("/applications/{id}/custody/{mandate}/reports")]
pub async fn report(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    at: Path<(Uuid, Uuid)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let fields = Fields(posted.into_inner());
    let reader = Reader { app: &app, request: &request, citizen: &citizen, language, application: at.0 };
    let reported = reported(reader, at.1, &fields).await;
    after(reader, at.1, &fields, reported).await
}

async fn reported(reader: Reader<'_>, mandate: Uuid, fields: &Fields) -> Result<(), Problem> {
    let Reader { app, citizen, application, .. } = reader;
    let why: Reason = fields::read(&json!({ "reason": fields.text("reason") }))?;
    let once = Once::keyed(fields.key()?, reader.request.path());
    let work = async |change| -> Result<Mandate, CustodyError> {
        service::report_own(change, citizen, (application, mandate), &why).await
    };
    once.run(app.change(&**citizen).await?, &app.cache, &why, work).await.map(drop)
}

async fn after(
    reader: Reader<'_>,
    mandate: Uuid,
    fields: &Fields,
    done: Result<(), Problem>,
) -> Result<HttpResponse, Problem> {
    match done {
        Ok(()) => {
            let place = format!("/applications/{}/custody", reader.application);
            Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, place)).finish())
        }
        Err(problem) if matches!(problem.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT) => {
            draw(reader, Some(mandate), fields, Some(&problem)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn draw(
    reader: Reader<'_>,
    mandate: Option<Uuid>,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, citizen, language, .. } = reader;
    let own = service::own(app, citizen, reader.application).await?;
    let (faults, summary) = told(reader, problem);
    let other = problem.filter(|problem| problem.errors.is_empty());
    let content = context! {
        id => reader.application.to_string(), items => Serde(own.into_iter().map(|own| item(reader, own)).collect::<Result<Vec<_>, _>>()?),
        chosen => mandate.map(|id| id.to_string()), typed => Serde(typed.value()), faults => Serde(faults), summary => Serde(summary),
        key => ids::new_id().to_string(),
        problem => other.map(|problem| Serde(problems::describe(problem, &app.texts, language, ""))),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "custody/own.html", content)
}

/// A mandate with its words in the reader's language.
fn item(reader: Reader<'_>, own: Own) -> Result<Value, Internal> {
    let Reader { app, language, .. } = reader;
    let view = serde_json::to_value(view::own(own, app.clock.today(), language))?;
    let state = view.get("state").and_then(Value::as_str).unwrap_or_default();
    let state_text = app.texts.say(language, &format!("custody-state-{state}"));
    let mut titles = Map::new();
    for purpose in &service::rules()?.purposes {
        titles.insert(purpose.key.clone(), json!(purpose.title.get(language)));
    }
    Ok(json!({ "view": view, "state_text": state_text, "titles": titles }))
}

fn told(reader: Reader<'_>, problem: Option<&Problem>) -> (Value, Vec<Value>) {
    let (mut faults, mut summary) = (Map::new(), Vec::new());
    for fault in problem.iter().flat_map(|problem| &problem.errors) {
        let name = fault.pointer.trim_start_matches('/').to_owned();
        let text = problems::fault_text(fault, &reader.app.texts, reader.language);
        let label = reader.app.texts.say(reader.language, &format!("custody-{}", name.replace('_', "-")));
        summary.push(json!({ "href": format!("#f-{name}"), "label": label, "text": text }));
        faults.insert(name, json!(text));
    }
    (Value::Object(faults), summary)
}
