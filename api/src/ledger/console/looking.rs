//! The year at a glance, and the entries behind each figure.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Query},
};
use chrono::Datelike;
use sea_orm::ActiveEnum;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::organs;
use crate::{
    app::App,
    error::Problem,
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    ledger::{
        chart::{Kind, is_source},
        service::{self, Balances, Booked, Of},
    },
    platform::{money::Fen, paging::PageQuery},
    web::{
        language::Language,
        pages::{Serde, context},
    },
};

/// Which organ's year.
#[derive(Deserialize)]
pub struct Asked {
    organ: Option<String>,
    year: Option<i32>,
    done: Option<String>,
}

/// Which entries.
#[derive(Deserialize)]
pub struct EntriesAsked {
    organ: Option<String>,
    year: Option<i32>,
    kind: Option<String>,
    account: Option<Uuid>,
}

/// The year's budget at a glance: every figure leads to its entries.
#[get("/console/ledger")]
pub async fn glance(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    asked: Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let organ = service::organ(app.db.read(), &staff, asked.organ.as_deref()).await?;
    let this_year = app.clock.today().year();
    let year = asked.year.unwrap_or(this_year);
    let balances = service::balances(app.db.read(), organ.id, year).await?;
    let done =
        asked.done.as_deref().filter(|done| matches!(*done, "budget" | "arrival" | "earmark" | "before"));
    let content = context! {
        organs => Serde(organs(&app, &staff, language, &organ.code).await?),
        organ => organ.code, organ_name => organ.name.get(language), year,
        years => Serde(years(this_year, year)), done,
        purposes => Serde(service::purposes(app.db.read(), (organ.id, year)).await?),
        figures_of => Serde(figures(&balances)), writes => policy::may(&staff, Action::KeepLedger),
    };
    app.pages.render(&request, "ledger/glance.html", content)
}

/// The entries of one account, or behind a figure of the year.
#[get("/console/ledger/entries")]
pub async fn entries(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    asked: Query<EntriesAsked>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let db = app.db.read();
    let (organ, year, kind, of, query) = if let Some(account) = asked.account {
        let account = service::account(db, &staff, account).await?;
        let organ = crate::organs::service::organ(db, account.organ_id).await?;
        (organ, account.year, account.kind, Of::Account(account.id), format!("account={}&", account.id))
    } else {
        let organ = service::organ(db, &staff, asked.organ.as_deref()).await?;
        let year = asked.year.unwrap_or_else(|| app.clock.today().year());
        let kind = service::word(asked.kind.as_deref().unwrap_or_default())?;
        let of = Of::Kind(organ.id, year, kind);
        let query = format!("organ={}&year={year}&kind={}&", organ.code, kind.to_value());
        (organ, year, kind, of, query)
    };
    let found = service::entries(db, of, &page).await?;
    let content = context! {
        organ => organ.code, organ_name => organ.name.get(language), year, kind => kind.to_value(),
        one_account => asked.account.is_some(), query, next => found.next,
        items => Serde(found.items.iter().map(line).collect::<Vec<_>>()),
    };
    app.pages.render(&request, "ledger/entries.html", content)
}

/// The years that can be looked at, with the one that is.
fn years(this_year: i32, chosen: i32) -> Vec<Value> {
    let mut years: Vec<i32> = (-3..=1).filter_map(|distance| this_year.checked_add(distance)).collect();
    if !years.contains(&chosen) {
        years.push(chosen);
        years.sort_unstable();
    }
    let choice = |year: &i32| json!({ "value": year, "label": year.to_string(), "chosen": *year == chosen });
    years.iter().rev().map(choice).collect()
}

/// The figures in two groups: what may be promised, and where the money is.
fn figures(balances: &Balances) -> Value {
    let figure =
        |key: &str, kind: Kind, amount: Fen| json!({ "key": key, "kind": kind.to_value(), "fen": amount });
    json!({
        "authority": [
            figure("budget", Kind::Authorized, balances.budget),
            figure("earmarked", Kind::Earmarked, balances.earmarked),
            figure("committed", Kind::Committed, balances.committed),
            figure("paid", Kind::Spent, balances.paid),
            figure("left", Kind::Budget, balances.left),
        ],
        "money": [
            figure("arrived", Kind::Treasury, balances.arrived),
            figure("in-bank", Kind::Bank, balances.in_bank),
            figure("with-people", Kind::Paid, balances.with_people),
            figure("in-custody", Kind::Custody, balances.in_custody),
            figure("recovered", Kind::Recovered, balances.recovered),
        ],
    })
}

/// One line. What fen come from is shown the other way, as its figure at a glance is: a budget of 100, not of −100.
fn line(booked: &Booked) -> Value {
    let Booked { entry, posting } = booked;
    let (amount, balance) = (Fen::of(entry.amount), Fen::of(entry.balance_after));
    let (amount, balance) = if is_source(entry.kind) { (-amount, -balance) } else { (amount, balance) };
    json!({
        "on": posting.business_date, "act": posting.act.to_value(), "basis": posting.basis, "amount": amount,
        "balance": balance, "account": entry.account_id, "booked_at": posting.booked_at,
    })
}
