//! The console's pages of who must be told of their rights.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    organs::model::Line,
    platform::{ids, once::Once, paging::PageQuery},
    referrals::{
        console::{Reader, fields, go},
        rights::{
            model::{Answer, How, NewEntry, NewTelling, RightsQuery, Stage},
            service,
        },
    },
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

const ENTRY: [(&str, &str); 6] = [
    ("name", "rights-name"),
    ("phone", "rights-phone"),
    ("case", "rights-case"),
    ("stage", "rights-stage"),
    ("known_since", "rights-since"),
    ("line", "rights-line"),
];
const TELLING: [(&str, &str); 5] = [
    ("how", "rights-how"),
    ("on", "rights-told-on"),
    ("language", "rights-language"),
    ("answer", "rights-answer"),
    ("note", "rights-note"),
];

/// Which part of the register.
#[derive(Deserialize)]
pub struct Look {
    #[serde(default)]
    which: String,
    #[serde(default)]
    after: String,
}

/// The register, who has waited longest first.
#[get("/console/rights")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    look: Query<Look>,
) -> Result<HttpResponse, Problem> {
    let told = look.which == "told";
    let after = Some(look.after.clone()).filter(|after| !after.is_empty());
    let page = PageQuery { limit: None, after };
    let found = service::list(&app, &staff, RightsQuery { told }, &page).await?;
    let content = context! {
        items => Serde(&found.items), next => found.next, told,
        tells => policy::may(&staff, Action::TellRights),
    };
    app.pages.render(&request, "referrals/rights.html", content)
}

/// Asks for an entry.
#[get("/console/rights/new")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw_entry(reader, &Pairs::new(), None)
}

/// Enters somebody, or says what must be mended; what was typed stays.
#[post("/console/rights/new")]
pub async fn enter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let sent = form.into_inner();
    let typed = json!({
        "name": fields::one(&sent, "name"), "phone": fields::some(&sent, "phone"), "case": fields::one(&sent, "case"),
        "stage": fields::one(&sent, "stage"), "known_since": fields::some(&sent, "known_since"),
        "line": fields::some(&sent, "line"),
    });
    let done = match fields::read::<NewEntry>(&typed) {
        Ok(new) => {
            let work = async |change| service::enter(change, &staff, new.clone()).await;
            let once = Once::keyed(fields::one(&sent, "_once"), request.path());
            once.run(app.change(&*staff).await?, &app.cache, &new, work).await
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(id) => Ok(go(&format!("/console/rights/{id}"))),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let reader = Reader { app: &app, request: &request, staff: &staff, language };
            draw_entry(reader, &sent, Some(&problem))
        }
        Err(problem) => Err(problem),
    }
}

/// One entry. That it was opened is on the audit record.
#[get("/console/rights/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *id, &Pairs::new(), None).await
}

/// Records that they were told, or says what must be mended.
#[post("/console/rights/{id}/tellings")]
pub async fn tell(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let sent = form.into_inner();
    let typed = json!({
        "how": fields::one(&sent, "how"), "on": fields::some(&sent, "on"), "language": fields::one(&sent, "language"),
        "answer": fields::one(&sent, "answer"), "note": fields::some(&sent, "note"),
    });
    let done = match fields::read::<NewTelling>(&typed) {
        Ok(new) => {
            let work = async |change| service::tell(&app, change, &staff, *id, new.clone()).await;
            let once = Once::keyed(fields::one(&sent, "_once"), request.path());
            once.run(app.change(&*staff).await?, &app.cache, &new, work).await
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => Ok(go(&format!("/console/rights/{id}"))),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let reader = Reader { app: &app, request: &request, staff: &staff, language };
            let page = draw(reader, *id, &sent, Some(&problem)).await?;
            policy::require(&staff, Action::TellRights)?;
            Ok(page)
        }
        Err(problem) => Err(problem),
    }
}

fn draw_entry(reader: Reader<'_>, sent: &Pairs, problem: Option<&Problem>) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    policy::require(staff, Action::TellRights)?;
    let (faults, summary) = fields::faults(app, language, problem, &ENTRY);
    let today = app.clock.today().to_string();
    let stages = Stage::ALL.iter().map(|one| one.word());
    let lines = Line::ALL.iter().filter(|line| staff.line.is_none_or(|own| own == **line));
    let content = context! {
        name => fields::one(sent, "name"), phone => fields::one(sent, "phone"), case => fields::one(sent, "case"),
        known_since => fields::some(sent, "known_since").unwrap_or(today),
        stages => Serde(choices(reader, "rights-stage", stages, fields::one(sent, "stage"))),
        lines => Serde(choices(reader, "line", lines.map(|line| line.word()), fields::one(sent, "line"))),
        faults => Serde(faults), summary => Serde(summary), key => ids::new_id().to_string(),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(request, status, "referrals/rights_new.html", content)
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    sent: &Pairs,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let view = service::open(app, app.change(staff).await?, staff, language, id).await?;
    let (faults, summary) = fields::faults(app, language, problem, &TELLING);
    let languages = Language::ALL.map(|one| {
        json!({ "value": one.tag(), "label": one.name(), "chosen": fields::one(sent, "language") == one.tag() })
    });
    let hows = How::ALL.iter().filter(|how| **how != How::Message || view.phone_masked.is_some());
    let tellings = view.tellings.iter().rev().map(|one| {
        json!({ "at": one.at, "on": one.on, "notice": one.notice, "how": one.how, "language": one.language.name(), "answer": one.answer, "note": one.note, "by": one.by })
    });
    let content = context! {
        view => Serde(&view), line => view.item.line.map(Line::word), phone => view.phone_masked.as_deref(),
        told_at => view.item.told_at.map(|at| at.to_rfc3339()),
        tells => policy::may(staff, Action::TellRights), tongues => Serde(languages),
        hows => Serde(choices(reader, "rights-how", hows.map(|one| one.word()), fields::one(sent, "how"))),
        answers => Serde(choices(reader, "rights-answer", Answer::ALL.iter().map(|one| one.word()), fields::one(sent, "answer"))),
        on => fields::some(sent, "on").unwrap_or_else(|| app.clock.today().to_string()), note => fields::one(sent, "note"), tellings => Serde(tellings.collect::<Vec<_>>()),
        faults => Serde(faults), summary => Serde(summary), key => ids::new_id().to_string(),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(request, status, "referrals/rights_entry.html", content)
}

/// The words of a closed list, to choose from.
fn choices<'a>(
    reader: Reader<'_>,
    key: &str,
    words: impl Iterator<Item = &'a str>,
    chosen: &str,
) -> Vec<Value> {
    let label = |word: &str| reader.app.texts.say(reader.language, &format!("{key}-{word}"));
    words.map(|word| json!({ "value": word, "label": label(word), "chosen": word == chosen })).collect()
}
