//! The auditor's pages: the record, and how its chains stand.

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    web::{Data, Query},
};

use crate::{
    app::App,
    audit::{
        model::{RecordItem, RecordQuery},
        service::{self, Chain, Checked, State},
    },
    error::Problem,
    identity::cookie::ConsoleStaff,
    platform::paging::{Page, PageQuery},
    web::{
        language::Language,
        pages::{Serde, Value, context},
        problems,
    },
};

/// The record, the newest first.
#[get("/console/audit")]
pub async fn read(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    query: Query<RecordQuery>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let read = service::read(&app, &staff, &query, &page, language).await.map_err(Problem::from);
    let (status, page, faults) = match read {
        Ok(page) => (StatusCode::OK, page, BTreeMap::new()),
        Err(problem) if problem.code == "invalid" => {
            (problem.status, Page { items: Vec::new(), next: None }, said(&app, &problem, language))
        }
        Err(problem) => return Err(problem),
    };
    let content = context! {
        items => page.items.iter().map(line).collect::<Vec<_>>(),
        next => page.next,
        kept => serde_urlencoded::to_string(query.given()).unwrap_or_default(),
        query => Serde(&*query),
        acts => acts(&app, query.act.as_deref(), language),
        faults => Serde(faults),
    };
    app.pages.render_with(&request, status, "audit/record.html", content)
}

/// How the chains stand.
#[get("/console/audit/chains")]
pub async fn chains(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let State { chains, checked } = service::state(&app, &staff).await?;
    let content = context! {
        chains => chains.iter().map(|chain| row(chain, language)).collect::<Vec<_>>(),
        checked => checked.map(|Checked { at, entries, faults }| context! { at => at.to_rfc3339(), entries, faults }),
    };
    app.pages.render(&request, "audit/chains.html", content)
}

fn row(chain: &Chain, language: Language) -> Value {
    context! {
        organ => chain.organ.as_ref().map(|organ| organ.name.get(language).to_owned()),
        code => chain.organ.as_ref().map(|organ| organ.code.as_str()),
        seq => chain.seq,
        anchored_at => chain.anchored.map(|(at, _)| at.to_rfc3339()),
        anchored_seq => chain.anchored.map(|(_, seq)| seq),
    }
}

fn line(item: &RecordItem) -> Value {
    let facts = item.detail.as_object().into_iter().flatten();
    let subject = Some(item.subject_id).filter(|id| !id.is_nil()).map(|id| id.to_string());
    let facts: Vec<String> = facts.map(|(name, value)| format!("{name}: {}", plain(value))).collect();
    context! { facts, subject, ..Value::from(Serde(item)) }
}

/// Words without quotation marks; anything else as it is.
fn plain(fact: &serde_json::Value) -> String {
    fact.as_str().map_or_else(|| fact.to_string(), str::to_owned)
}

/// The acts to choose from, by their words.
fn acts(app: &App, chosen: Option<&str>, language: Language) -> Vec<Value> {
    let choice = |&act: &&str| {
        let label = service::act_text(app, act, language);
        context! { value => act, label, chosen => chosen == Some(act) }
    };
    service::ACTS.iter().map(choice).collect()
}

/// What is wrong with each filter.
fn said(app: &App, problem: &Problem, language: Language) -> BTreeMap<String, String> {
    let said = problem.errors.iter().map(|fault| {
        let name = fault.pointer.trim_start_matches('/').to_owned();
        (name, problems::fault_text(fault, &app.texts, language))
    });
    said.collect()
}
