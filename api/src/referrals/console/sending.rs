//! Handing a matter to a partner: whom to ask, for what, and exactly what they get to see.

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
    applications::service::service_of,
    desk,
    error::{Internal, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    materials::{self, model::Judgment},
    organs,
    platform::{ids, once::Once},
    referrals::{
        console::{Reader, fields, go, looking::measures},
        model::NewReferral,
        service,
    },
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
        problems,
    },
};

const LABELS: [(&str, &str); 8] = [
    ("partner_code", "handoff-partner"),
    ("measures", "handoff-asked"),
    ("letter", "handoff-letter"),
    ("name", "handoff-share-name"),
    ("phone", "handoff-share-phone"),
    ("village", "handoff-village"),
    ("hardship", "handoff-hardship"),
    ("papers", "handoff-papers"),
];

/// Asks for it.
#[get("/console/applications/{id}/referrals/new")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *id, &Pairs::new(), None).await
}

/// Hands it over, or says what must be mended; what was typed stays.
#[post("/console/applications/{id}/referrals/new")]
pub async fn send(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let sent = form.into_inner();
    let done = match fields::read::<NewReferral>(&typed(&sent)) {
        Ok(new) => {
            let work = async |change| service::send(&app, change, &staff, *id, new.clone()).await;
            let once = Once::keyed(fields::one(&sent, "_once"), request.path());
            once.run(app.change(&*staff).await?, &app.cache, &new, work).await
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(handoff) => Ok(go(&format!("/console/referrals/{}", handoff.id))),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let reader = Reader { app: &app, request: &request, staff: &staff, language };
            draw(reader, *id, &sent, Some(problem)).await
        }
        Err(problem) => Err(problem),
    }
}

/// What was typed as the API takes it.
fn typed(sent: &Pairs) -> Value {
    let phone = fields::some(sent, "phone").unwrap_or_else(|| "none".to_owned());
    let share = json!({
        "name": fields::one(sent, "name") == "true", "phone": phone,
        "village": fields::some(sent, "village"), "hardship": fields::some(sent, "hardship"),
    });
    let partner = fields::some(sent, "partner_code").unwrap_or_else(|| "?".to_owned());
    json!({
        "partner_code": partner, "measures": fields::all(sent, "measures"), "letter": fields::one(sent, "letter"),
        "share": share, "papers": fields::all(sent, "papers"),
    })
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    sent: &Pairs,
    problem: Option<Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let application = desk::service::matter(app, staff, id).await.map_err(Problem::from)?.dossier.application;
    policy::require(staff, Action::HandOver)?;
    let (faults, summary) = fields::faults(app, language, problem.as_ref(), &LABELS);
    let other = problem.as_ref().filter(|problem| problem.errors.is_empty());
    let phone = fields::one(sent, "phone");
    let phones = ["none", "masked", "whole"].map(|value| {
        let label = app.texts.say(language, &format!("handoff-phone-{value}"));
        json!({ "value": value, "label": label, "chosen": phone == value || (phone.is_empty() && value == "none") })
    });
    let content = context! {
        id => id.to_string(), title => service_of(app, &application)?.title.get(language),
        applicant => desk::service::applicant(app, &application)?,
        receipt => application.receipt_no.as_ref().map(ToString::to_string),
        partners => Serde(partners(reader, fields::one(sent, "partner_code")).await?),
        measures => Serde(measures(app, language, &fields::all(sent, "measures"))),
        letter => fields::one(sent, "letter"), village => fields::one(sent, "village"),
        hardship => fields::one(sent, "hardship"),
        names => Serde([json!({ "value": "true", "label": app.texts.say(language, "handoff-share-name"), "chosen": fields::one(sent, "name") == "true" })]),
        phones => Serde(phones), papers => Serde(papers(reader, id, &fields::all(sent, "papers")).await?),
        faults => Serde(faults), summary => Serde(summary), key => ids::new_id().to_string(),
        problem => other.map(|problem| Serde(problems::describe(problem, &app.texts, language, ""))),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(request, status, "referrals/new.html", content)
}

async fn partners(reader: Reader<'_>, chosen: &str) -> Result<Vec<Value>, Internal> {
    let all = organs::service::partners(reader.app.db.read()).await?;
    let choice = |one: &organs::model::Organ| json!({ "value": one.code, "label": one.name.get(reader.language), "chosen": one.code == chosen });
    Ok(all.iter().map(choice).collect())
}

/// The files that can be handed over, with their line of the checklist.
async fn papers(reader: Reader<'_>, id: Uuid, chosen: &[String]) -> Result<Vec<Value>, Problem> {
    let Reader { app, staff, language, .. } = reader;
    let application = desk::service::matter(app, staff, id).await.map_err(Problem::from)?.dossier.application;
    let service = service_of(app, &application)?;
    let mut files = materials::service::of_application(app.db.read(), &app.vault, id).await?;
    files.retain(|file| file.state != Judgment::Rejected && file.screening.is_none());
    let choice = |file: &materials::model::Material| {
        let line = service.line(&file.checklist_key).map(|line| line.title.get(language)).unwrap_or_default();
        let id = file.id.to_string();
        json!({ "label": format!("{line} · {}", file.filename), "chosen": chosen.contains(&id), "value": id })
    };
    Ok(files.iter().map(choice).collect())
}
