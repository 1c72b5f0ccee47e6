//! The list by deadline, one hand-off on one page, and what may be done with it.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    catalog::{Ask, HandoffKind, HandoffState},
    documents::{self, service::Version},
    error::{Internal, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    materials::{self, service::View},
    organs::{self, model::Kind},
    platform::{ids, once::Once, paging::PageQuery},
    referrals::{
        console::{Reader, fields, go},
        model::{Act, HandoffQuery},
        service,
        view::{self, HandoffView},
    },
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
        problems,
    },
};

/// The filters as the page's own form sends them: an empty field filters nothing.
#[derive(Clone, Default, Deserialize, Serialize)]
pub struct Filters {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    state: String,
    /// `yes` or `no`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    overdue: String,
    #[serde(default, skip_serializing)]
    after: String,
}

impl Filters {
    fn query(&self) -> HandoffQuery {
        HandoffQuery {
            kind: HandoffKind::from_word(&self.kind),
            state: HandoffState::from_word(&self.state),
            overdue: Some(self.overdue.as_str()).filter(|word| !word.is_empty()).map(|word| word == "yes"),
            application: None,
        }
    }

    fn page(&self) -> PageQuery {
        PageQuery { limit: None, after: Some(self.after.clone()).filter(|after| !after.is_empty()) }
    }
}

/// What was handed over and what came in, nearest deadline first.
#[get("/console/referrals")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    filters: Query<Filters>,
) -> Result<HttpResponse, Problem> {
    let found = service::list(&app, &staff, &filters.query(), &filters.page()).await?;
    let page = view::items(&app, found, language).await?;
    let chosen = |value: &str, now: &str, key: String| json!({ "value": value, "label": app.texts.say(language, &key), "chosen": value == now });
    let kinds =
        HandoffKind::ALL.map(|kind| chosen(kind.word(), &filters.kind, format!("handoff-{}", kind.word())));
    let states = HandoffState::ALL
        .map(|state| chosen(state.word(), &filters.state, format!("handoff-state-{}", state.word())));
    let content = context! {
        items => Serde(&page.items), next => page.next, today => app.clock.today().to_string(),
        kinds => Serde(kinds), states => Serde(states), overdue => filters.overdue.as_str(),
        kept => serde_urlencoded::to_string(&*filters).unwrap_or_default(),
        partner => policy::may(&staff, Action::SendClues),
        sends => policy::may(&staff, Action::SendClues) || policy::may(&staff, Action::HandOver),
    };
    app.pages.render(&request, "referrals/list.html", content)
}

/// What was just done, so that the page can say so.
#[derive(Deserialize)]
pub struct Look {
    done: Option<String>,
}

/// One hand-off. That it was opened is on the audit record.
#[get("/console/referrals/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    look: Query<Look>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *id, look.done.as_deref(), None, &Pairs::new()).await
}

/// Does an action; what must be mended is said on the page, with what was typed.
#[post("/console/referrals/{id}/actions/{key}")]
pub async fn act(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    path: Path<(Uuid, String)>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let (id, action) = path.into_inner();
    let sent = form.into_inner();
    let typed = Act {
        words: fields::some(&sent, "words"),
        measures: fields::all(&sent, "measures"),
        organ_code: fields::some(&sent, "organ_code"),
    };
    let done = match fields::read::<Act>(&typed) {
        Ok(given) => {
            let work = async |change| service::act(&app, change, &staff, id, &action, given.clone()).await;
            let once = Once::keyed(fields::one(&sent, "_once"), request.path());
            once.run(app.change(&*staff).await?, &app.cache, &given, work).await.map(drop)
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => Ok(after(&app, &staff, id, &action).await),
        Err(problem) if matches!(problem.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT) => {
            let reader = Reader { app: &app, request: &request, staff: &staff, language };
            draw(reader, id, None, Some((&action, problem)), &sent).await
        }
        Err(problem) => Err(problem),
    }
}

/// Back to the page, or to the list for whoever sees it no more.
async fn after(app: &App, staff: &ConsoleStaff, id: Uuid, action: &str) -> HttpResponse {
    let still = match app.change(&**staff).await {
        Ok(change) => service::open(app, change, staff, id).await.is_ok(),
        Err(_) => false,
    };
    if still { go(&format!("/console/referrals/{id}?done={action}")) } else { go("/console/referrals") }
}

/// A paper that was handed over; each look is on the audit record.
#[get("/console/referrals/{id}/papers/{paper}/content")]
pub async fn paper(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open_paper(&app, &staff, path.0, path.1).await?;
    Ok(materials::serving::answer(&request, opened, View::Original))
}

/// The official letter to read and to print; each look is on the audit record.
#[get("/console/referrals/{id}/letter")]
pub async fn letter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let document = service::open_letter(&app, &staff, *id).await?;
    let back = format!("/console/referrals/{id}");
    documents::serving::page(&app, &request, &document, Version::Full, &format!("{back}/letter/pdf"), &back)
}

/// The same as PDF.
#[get("/console/referrals/{id}/letter/pdf")]
pub async fn letter_pdf(
    app: Data<App>,
    staff: ConsoleStaff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let document = service::open_letter(&app, &staff, *id).await?;
    documents::serving::pdf(&app, &document, Version::Full).await
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    done: Option<&str>,
    failed: Option<(&str, Problem)>,
    sent: &Pairs,
) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let opened = service::open(app, app.change(staff).await?, staff, id).await?;
    let leads = service::leads_somewhere(app, &opened.handoff);
    let view = view::view(app, staff, opened, language).await?;
    let actions = actions(reader, &view, failed.as_ref(), sent).await?;
    let table = app.catalog.handoffs().table(view.item.kind);
    let title = done.and_then(|key| table.action(key)).map(|action| action.title.get(language));
    let said = failed.as_ref().map(|(_, problem)| problem).filter(|problem| problem.errors.is_empty());
    let content = context! {
        codes => leads, view => Serde(&view), actions => Serde(actions), key => ids::new_id().to_string(),
        receipt => view.receipt_no.as_deref(), letter => view.letter_number.as_deref(), matter => view.application_id.map(|id| id.to_string()),
        due_on => view.item.due_on.map(|day| day.to_string()), today => app.clock.today().to_string(),
        person => context! {
            name => view.person.name.as_deref(), phone => view.person.phone.as_deref(),
            village => view.person.village.as_deref(), hardship => view.person.hardship.as_deref(),
        },
        timeline => Serde(view.timeline.iter().rev().collect::<Vec<_>>()), done => title,
        problem => said.map(|problem| Serde(problems::describe(problem, &app.texts, language, ""))),
    };
    let status = failed.map_or(StatusCode::OK, |(_, problem)| problem.status);
    app.pages.render_with(request, status, "referrals/show.html", content)
}

/// What the reader may do, with what each action asks for.
async fn actions(
    reader: Reader<'_>,
    view: &HandoffView,
    failed: Option<&(&str, Problem)>,
    sent: &Pairs,
) -> Result<Vec<Value>, Internal> {
    let Reader { app, language, .. } = reader;
    let table = app.catalog.handoffs().table(view.item.kind);
    let mut all = Vec::new();
    for key in &view.actions {
        let Some(action) = table.action(key) else { continue };
        let problem = failed.filter(|(tried, _)| tried == key).map(|(_, problem)| problem);
        let labels =
            [("words", "handoff-words"), ("measures", "handoff-taken"), ("organ_code", "handoff-organ")];
        let (faults, _) = fields::faults(app, language, problem, &labels);
        let typed = if problem.is_some() { fields::one(sent, "words") } else { "" };
        let picked = if problem.is_some() { fields::all(sent, "measures") } else { Vec::new() };
        let asked = |ask| action.asks.contains(&ask);
        all.push(json!({
            "key": key, "title": action.title.get(language), "open": problem.is_some(), "faults": faults, "words": typed,
            "asks_words": asked(Ask::Words), "asks_measures": asked(Ask::Measures), "asks_organ": asked(Ask::Organ),
            "measures": if asked(Ask::Measures) { measures(app, language, &picked) } else { Vec::new() },
            "organs": if asked(Ask::Organ) { organs(reader, "").await? } else { Vec::new() },
        }));
    }
    Ok(all)
}

/// The measures to choose from.
pub(super) fn measures(app: &App, language: Language, picked: &[String]) -> Vec<Value> {
    let all = app.catalog.handoffs().measures.iter();
    all.map(|one| json!({ "value": one.key, "label": one.title.get(language), "chosen": picked.contains(&one.key) }))
        .collect()
}

/// The other procuratorates.
pub(super) async fn organs(reader: Reader<'_>, chosen: &str) -> Result<Vec<Value>, Internal> {
    let mut all = organs::service::organs(reader.app.db.read()).await?;
    all.retain(|organ| organ.kind == Kind::Procuratorate && organ.id != reader.staff.organ_id);
    let choice = |organ: &organs::model::Organ| json!({ "value": organ.code, "label": organ.name.get(reader.language), "chosen": organ.code == chosen });
    Ok(all.iter().map(choice).collect())
}
