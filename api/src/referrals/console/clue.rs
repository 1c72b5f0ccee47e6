//! A clue is handed to the procuratorate: by a partner, by another department, or by another procuratorate.

use actix_web::{HttpRequest, HttpResponse, get, http::StatusCode, post, web::Data};
use serde_json::json;

use crate::{
    app::App,
    error::Problem,
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::{ids, once::Once},
    referrals::{
        console::{Reader, fields, go, looking::organs},
        model::NewClue,
        service,
    },
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

const LABELS: [(&str, &str); 6] = [
    ("organ_code", "handoff-to"),
    ("name", "handoff-name"),
    ("phone", "handoff-phone"),
    ("village", "handoff-village"),
    ("hardship", "handoff-hardship"),
    ("consent_said", "clue-consent"),
];

/// Asks for it.
#[get("/console/clues/new")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, &Pairs::new(), None).await
}

/// Hands it over, or says what must be mended; what was typed stays.
#[post("/console/clues/new")]
pub async fn send(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let sent = form.into_inner();
    let typed = NewClue {
        name: fields::one(&sent, "name").to_owned(),
        phone: fields::some(&sent, "phone"),
        village: fields::one(&sent, "village").to_owned(),
        hardship: fields::one(&sent, "hardship").to_owned(),
        consent_said: fields::one(&sent, "consent_said") == "true",
        organ_code: fields::some(&sent, "organ_code"),
    };
    let done = match fields::read::<NewClue>(&typed) {
        Ok(new) => {
            let work = async |change| service::send_clue(&app, change, &staff, new.clone()).await;
            let once = Once::keyed(fields::one(&sent, "_once"), request.path());
            once.run(app.change(&*staff).await?, &app.cache, &new, work).await
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(handoff) => Ok(go(&format!("/console/referrals/{}", handoff.id))),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let reader = Reader { app: &app, request: &request, staff: &staff, language };
            draw(reader, &sent, Some(&problem)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn draw(reader: Reader<'_>, sent: &Pairs, problem: Option<&Problem>) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let office = policy::may(staff, Action::HandOver);
    policy::require(staff, if office { Action::HandOver } else { Action::SendClues })?;
    let organs = if office { organs(reader, fields::one(sent, "organ_code")).await? } else { Vec::new() };
    let (faults, summary) = fields::faults(app, language, problem, &LABELS);
    let question = app.texts.say(language, "clue-consent");
    let said = fields::one(sent, "consent_said") == "true";
    let content = context! {
        name => fields::one(sent, "name"), phone => fields::one(sent, "phone"),
        village => fields::one(sent, "village"), hardship => fields::one(sent, "hardship"),
        organs => Serde(organs), consents => Serde([json!({ "value": "true", "label": question, "chosen": said })]),
        faults => Serde(faults), summary => Serde(summary), key => ids::new_id().to_string(),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(request, status, "referrals/clue.html", content)
}
