//! Whoever only looks changes nothing (security.md WEB-6): every link of every page is followed, signed in, and the database is as it was but for
//! what records that somebody looked.

use std::collections::{BTreeMap, BTreeSet};

use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    ask::Method,
    browser::Browser,
    database::Db::{self, Postgres, Sqlite},
    people::code_sent_to,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{
    applications::ground::{adds_paper, submits},
    appointments::ground::{books, slot},
    identity::factor::{enter, login},
    personal_data::finding::center,
};

/// Tables of what was looked at, and of scans, which are counted by the hour.
const LOOKED_AT: [&str; 5] =
    ["audit_entry", "audit_head", "audit_anchor", "qr_scan_hour", "seaql_migrations"];
const MOST_PAGES: usize = 400;

async fn ask(town: &Town, sql: &str) -> Vec<(String, String)> {
    let db = town.app().db.read();
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let text = |row: &sea_orm::QueryResult, place: usize| {
        row.try_get_by_index::<Option<String>>(place).unwrap().unwrap_or_default()
    };
    rows.iter().map(|row| (text(row, 0), text(row, 1))).collect()
}

/// Every row of every table, as text.
async fn everything(town: &Town) -> BTreeMap<String, String> {
    let sqlite = town.app().db.read().get_database_backend() == DbBackend::Sqlite;
    let columns = if sqlite {
        "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'"
    } else {
        "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'"
    };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in ask(town, columns).await {
        tables.entry(table).or_default().push(column);
    }
    let mut found = BTreeMap::new();
    for (table, columns) in tables.iter().filter(|(table, _)| !LOOKED_AT.contains(&table.as_str())) {
        let sql = if sqlite {
            let row =
                columns.iter().map(|one| format!("quote(\"{one}\")")).collect::<Vec<_>>().join("||','||");
            format!(
                "SELECT '', group_concat(one, ';') FROM (SELECT {row} AS one FROM \"{table}\" ORDER BY 1)"
            )
        } else {
            format!("SELECT '', string_agg(one::text, ';' ORDER BY one::text) FROM \"{table}\" one")
        };
        found.insert(table.clone(), ask(town, &sql).await.remove(0).1);
    }
    found
}

/// The addresses that a page leads to.
fn links(page: &str) -> impl Iterator<Item = String> {
    let targets = ["href=\"", "src=\""].map(|mark| page.split(mark).skip(1));
    targets.into_iter().flatten().filter_map(|rest| {
        let target = rest.split('"').next()?.split('#').next()?.replace("&#x2f;", "/").replace("&amp;", "&");
        (target.starts_with('/') && !target.starts_with("//")).then_some(target)
    })
}

/// Follows every link from some pages on; answers what was seen.
async fn follows(browser: &Browser<'_>, from: &[&str]) -> BTreeSet<String> {
    let mut waiting: Vec<String> = from.iter().map(|page| (*page).to_owned()).collect();
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        // The list of languages and the next page of a list lead to the same things again.
        if seen.len() >= MOST_PAGES || !seen.insert(path.clone()) {
            continue;
        }
        for method in [Method::HEAD, Method::GET] {
            let answer = browser.ask(method, &path).await;
            assert!(answer.status < 500, "{path}: {}", answer.status);
            waiting.extend(Some(answer.header("location").to_owned()).filter(|to| to.starts_with('/')));
            if answer.header("content-type").starts_with("text/html") {
                waiting.extend(links(&answer.text()).filter(|link| !link.contains("lang=")));
            }
        }
    }
    seen
}

#[rstest]
#[tokio::test]
async fn following_every_link_changes_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let person = town.citizen("13800000001").await;
    let sent = submits(&town, &person, center(&town).await).await;
    adds_paper(&town, &sent, "identity").await;
    books(&person, &slot(&town, "2026-03-05", "10:00").await).await;
    let portal = town.browser("en");
    let page = portal.open("/sign-in").await;
    let page = portal.send(&page, "/sign-in", &[("phone", "13800000001")]).await;
    let code = code_sent_to(&town, "13800000001").await;
    portal.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    let mut consoles = Vec::new();
    for role in [Role::Reception, Role::Reviewer, Role::Admin, Role::Auditor] {
        let (name, password) = login(&town, role);
        let console = town.browser("en");
        enter(&console, &name, &password, "").await;
        consoles.push(console);
    }
    let before = everything(&town).await;
    assert!(before["application"].len() > 100 && before.len() > 20, "{before:?}");
    let mut seen = follows(&portal, &["/", "/me", "/applications", "/appointments"]).await;
    for console in &consoles {
        seen.extend(follows(console, &["/console", "/console/account"]).await);
    }
    assert!(seen.len() > 40, "{seen:?}");
    let after = everything(&town).await;
    for (table, rows) in &before {
        assert_eq!(&after[table], rows, "{table} changed by looking");
    }
}
