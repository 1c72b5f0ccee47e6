//! A budget is set or raised, budget set aside, or an arrival entered; what was typed stays until it is right.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Query},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::organs;
use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::{
        actor::Staff,
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    ledger::{
        error::LedgerError,
        model::{Funding, NewEarmark, Posted},
        service,
    },
    platform::{ids, once::Once},
    web::{
        forms::money,
        language::Language,
        pages::{Serde, context},
        posted::Form,
        problems,
    },
};

const LONGEST_KEY: usize = 100;

/// Which form.
#[derive(Deserialize)]
pub struct FormAsked {
    organ: Option<String>,
    year: Option<i32>,
    what: Option<String>,
}

/// A budget, an arrival or what is set aside, as it was typed.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(rename = "_once")]
    once: String,
    what: String,
    organ: String,
    year: String,
    #[serde(default)]
    purpose: String,
    amount: String,
    basis: String,
    on: String,
}

/// Asks for it.
#[get("/console/ledger/enter")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    asked: Query<FormAsked>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::KeepLedger)?;
    let organ = service::organ(app.db.read(), &staff, asked.organ.as_deref()).await?;
    let today = app.clock.today();
    let typed = Typed {
        what: asked
            .what
            .clone()
            .filter(|what| matches!(what.as_str(), "arrival" | "earmark"))
            .unwrap_or_else(|| "budget".to_owned()),
        organ: organ.code,
        year: asked.year.unwrap_or_else(|| today.year()).to_string(),
        on: today.to_string(),
        ..Typed::default()
    };
    draw(&app, &request, &staff, language, &typed, None).await
}

/// Enters it, or says what must be mended; what was typed stays.
#[post("/console/ledger/enter")]
pub async fn enter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<Typed>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::KeepLedger)?;
    let typed = form.into_inner();
    if !(1..=LONGEST_KEY).contains(&typed.once.len()) {
        return Err(Problem::bad_request("unreadable"));
    }
    let problem = match typed.funding() {
        Err(faults) => Problem::invalid(faults),
        Ok(new) => match post(&app, &request, &staff, &typed, new).await {
            Ok(posted) => return Ok(gone(&typed, posted)),
            Err(problem)
                if matches!(problem.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT) =>
            {
                problem
            }
            Err(problem) => return Err(problem),
        },
    };
    draw(&app, &request, &staff, language, &typed, Some(problem)).await
}

async fn post(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    typed: &Typed,
    new: Funding,
) -> Result<Posted, Problem> {
    let once = Once::keyed(&typed.once, request.path());
    let work = async |change| -> Result<Posted, LedgerError> {
        match typed.what.as_str() {
            "arrival" => service::enter_arrival(change, staff, new.clone()).await,
            "earmark" => service::enter_earmark(change, staff, typed.earmark(&new)).await,
            _ => service::enter_budget(change, staff, new.clone()).await,
        }
    };
    once.run(app.change(staff).await?, &app.cache, &(&typed.what, typed.purpose.trim(), &new), work).await
}

fn gone(typed: &Typed, posted: Posted) -> HttpResponse {
    let done = match (posted.now, typed.what.as_str()) {
        (false, _) => "before",
        (true, "arrival") => "arrival",
        (true, "earmark") => "earmark",
        (true, _) => "budget",
    };
    let fields = [("organ", typed.organ.as_str()), ("year", typed.year.trim()), ("done", done)];
    let query = serde_urlencoded::to_string(fields).unwrap_or_default();
    HttpResponse::SeeOther().insert_header((header::LOCATION, format!("/console/ledger?{query}"))).finish()
}

impl Typed {
    fn earmark(&self, new: &Funding) -> NewEarmark {
        let Funding { organ_code, year, amount_fen, basis, on } = new.clone();
        NewEarmark { organ_code, year, purpose: self.purpose.trim().to_owned(), amount_fen, basis, on }
    }

    /// What was typed as the API takes it.
    fn funding(&self) -> Result<Funding, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let basis = self.basis.trim();
        let (year, amount) = (self.year.trim().parse(), money::fen(&self.amount));
        let on: Result<NaiveDate, _> = self.on.trim().parse();
        if year.is_err() {
            faults.push(FieldFault::new("/year", "not_a_number"));
        }
        if amount.is_none() {
            let code = if self.amount.trim().is_empty() { "required" } else { "not_money" };
            faults.push(FieldFault::new("/amount_fen", code));
        }
        if self.what == "earmark" && !(1..=80).contains(&self.purpose.trim().chars().count()) {
            let code = if self.purpose.trim().is_empty() { "required" } else { "too_long" };
            faults.push(FieldFault::new("/purpose", code).with("max", 80));
        }
        if !(1..=80).contains(&basis.chars().count()) {
            let code = if basis.is_empty() { "required" } else { "too_long" };
            faults.push(FieldFault::new("/basis", code).with("max", 80));
        }
        match (year, amount, on) {
            (Ok(year), Some(amount_fen), Ok(on)) if faults.is_empty() => {
                let (organ_code, basis) = (Some(self.organ.clone()), basis.to_owned());
                Ok(Funding { organ_code, year, amount_fen, basis, on: Some(on) })
            }
            (_, _, Err(_)) => {
                faults.push(FieldFault::new("/on", "not_a_date"));
                Err(faults)
            }
            _ => Err(faults),
        }
    }
}

async fn draw(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    language: Language,
    typed: &Typed,
    problem: Option<Problem>,
) -> Result<HttpResponse, Problem> {
    let status = problem.as_ref().map_or(StatusCode::OK, |problem| problem.status);
    let (faults, summary) = told(app, language, problem.as_ref());
    let other = problem.as_ref().filter(|problem| problem.errors.is_empty());
    let content = context! {
        typed => Serde(typed), faults => Serde(faults), summary => Serde(summary), key => ids::new_id().to_string(),
        organs => Serde(organs(app, staff, language, &typed.organ).await?),
        problem => other.map(|problem| Serde(problems::describe(problem, &app.texts, language, ""))),
    };
    app.pages.render_with(request, status, "ledger/enter.html", content)
}

/// The words of each field's fault, and the list at the head of the page.
fn told(app: &App, language: Language, problem: Option<&Problem>) -> (Value, Vec<Value>) {
    let (mut faults, mut summary) =
        (json!({ "year": null, "purpose": null, "amount": null, "basis": null, "on": null }), Vec::new());
    for fault in problem.iter().flat_map(|problem| &problem.errors) {
        let field = match fault.pointer.as_str() {
            "/amount_fen" => "amount",
            pointer => pointer.trim_start_matches('/'),
        };
        let text = match (field, fault.code) {
            ("amount", "out_of_range") => app.texts.say(language, "fault-not_an_entry"),
            _ => problems::fault_text(fault, &app.texts, language),
        };
        let label = app.texts.say(language, &format!("ledger-{field}"));
        summary.push(json!({ "href": format!("#f-{field}"), "label": label, "text": text }));
        if let Some(place) = faults.get_mut(field) {
            *place = Value::from(text);
        }
    }
    (faults, summary)
}
