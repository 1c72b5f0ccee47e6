//! Every route by everybody, against the table.

use std::collections::BTreeMap;

use hechang::config::Switch;
use hechang_tests::{
    ask::{Answer, Method},
    database::Db::{self, Postgres, Sqlite},
    samples::jpeg,
    town::Town,
};
use rstest::rstest;

use super::{
    cast::{Actor, Kind, LETTERS, actor, cast},
    ground::lay,
    table::{For, Row, read},
};

/// A path with its places filled in.
fn filled(row: &Row, ground: &BTreeMap<String, String>) -> String {
    let mut before = "";
    let parts = row.path().split('/').map(|part| {
        let Some(name) = part.strip_prefix('{').map(|name| name.split([':', '}']).next().unwrap()) else {
            before = part;
            return part.to_owned();
        };
        let given = row.places.get(name).cloned().unwrap_or_else(|| before.to_owned());
        ground.get(&given).or_else(|| ground.get(name)).cloned().unwrap_or(given)
            + part.split_once('}').unwrap().1
    });
    let path = parts.collect::<Vec<_>>().join("/");
    let query = ground
        .iter()
        .fold(row.query.clone(), |query, (name, value)| query.replace(&format!("<{name}>"), value));
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// A text with what stands in `<…>` told.
fn told(text: &str, ground: &BTreeMap<String, String>) -> String {
    ground.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("<{name}>"), value))
}

async fn asks(town: &Town, who: &Actor<'_>, row: &Row, ground: &BTreeMap<String, String>) -> Answer {
    let (method, path): (Method, _) = (row.method().parse().unwrap(), filled(row, ground));
    if row.upload {
        let page = || who.browser.ask(method.clone(), &path);
        let ask = if row.is_page() { page() } else { who.by_api(town, method.clone(), &path) };
        let fields = [("_csrf", who.token.as_str()), ("checklist_key", "papers")];
        return ask.upload(&fields[usize::from(!row.is_page())..], "a.jpg", "image/jpeg", jpeg(1)).await;
    }
    let reads = method == Method::GET;
    if row.is_page() {
        let ask = who.browser.ask(method, &path);
        let token = ("_csrf".to_owned(), who.token.clone());
        let fields: Vec<_> =
            row.form.iter().map(|(name, value)| (name.clone(), told(value, ground))).chain([token]).collect();
        return if reads { ask.await } else { ask.form(&fields).await };
    }
    let ask = who.by_api(town, method, &path).if_match("\"1\"");
    match &row.body {
        Some(body) => ask.body("application/json", told(&body.to_string(), ground)).await,
        None => ask.await,
    }
}

/// What is wrong with an answer; nothing when it is as the table has it.
fn wrong(row: &Row, who: &Actor<'_>, answer: &Answer) -> Option<String> {
    let (status, to) = (answer.status, answer.header("location"));
    let sent_away = to.starts_with("/sign-in?next") || to.starts_with("/console/sign-in?next");
    let turned_away = if row.is_page() { status == 303 && sent_away } else { status == 401 };
    let fits = match (row.status.get(&who.letter), may(row, who)) {
        (Some(expected), _) => status == *expected,
        (None, true) => !turned_away && ![401, 403, 404].contains(&status) && status < 500,
        (None, false) if row.unseen.contains(who.letter) => status == 404,
        (None, false) if !meant(row.whom, who.kind) => turned_away,
        (None, false) => status == 403,
    };
    (!fits).then(|| format!("{} by {}: {status} {to}", row.route, who.letter))
}

fn may(row: &Row, who: &Actor<'_>) -> bool {
    row.may.as_deref().unwrap_or(LETTERS).contains(who.letter) && meant(row.whom, who.kind)
}

fn meant(whom: For, kind: Kind) -> bool {
    match whom {
        For::Everybody => true,
        For::Citizens => kind == Kind::Citizen,
        For::Staff => kind == Kind::Staff,
        For::SignedIn => kind != Kind::Stranger,
    }
}

#[rstest]
#[tokio::test]
async fn every_route_answers_everybody_as_the_table_says(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let ground = lay(&town).await;
    let mut everybody = cast(&town).await;
    let mut found = Vec::new();
    let rows = read();
    // Whoever may not, first: nothing may have changed by then.
    for row in &rows {
        for who in everybody.iter().filter(|who| !may(row, who)) {
            found.extend(wrong(row, who, &asks(&town, who, row, &ground).await));
        }
    }
    let (mut order, last): (Vec<_>, Vec<_>) = rows.iter().partition(|row| !row.last);
    order.extend(last);
    for row in order {
        for who in everybody.iter_mut().filter(|who| may(row, who)) {
            found.extend(wrong(row, who, &asks(&town, who, row, &ground).await));
            if row.last && row.whom != For::Everybody {
                *who = actor(&town, who.letter).await;
            }
        }
    }
    assert!(found.is_empty(), "{} of {} rows: {found:#?}", found.len(), rows.len());
}
