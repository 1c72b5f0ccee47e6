//! Every route by everybody, against the table.

use std::collections::BTreeMap;

use hechang::config::Switch;
use hechang_entity::application;
use hechang_tests::{
    ask::{Answer, Method},
    database::Db::{self, Postgres, Sqlite},
    samples::jpeg,
    town::Town,
};
use rstest::rstest;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::Value;

use super::{
    cast::{Actor, Kind, LETTERS, OWNER, actor, cast},
    ground::lay,
    table::{For, Row, read},
};
use crate::applications::ground::example;

const SERVICE: &str = "judicial-assistance";

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

/// What the program or the desk decides, as somebody might try to send it (AC-8).
const NOT_THEIRS: [(&str, &str); 12] = [
    ("state", "\"granted\""),
    ("receipt_no", "\"HC-7K3QF-M2X9V\""),
    ("applicant_id", "\"01900000-0000-7000-8000-000000000000\""),
    ("citizen_id", "\"01900000-0000-7000-8000-000000000000\""),
    ("organ_code", "\"540500\""),
    ("organ_id", "\"01900000-0000-7000-8000-000000000000\""),
    ("amount_fen", "100"),
    ("role", "\"admin\""),
    ("roles", "[\"admin\"]"),
    ("guarded", "false"),
    ("assignee_id", "\"01900000-0000-7000-8000-000000000000\""),
    ("version", "9"),
];

#[rstest]
#[tokio::test]
async fn what_isnt_theirs_to_say_is_refused_in_every_body_of_a_citizen(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let ground = lay(&town).await;
    let owner = actor(&town, 'c').await;
    let before = kept(&town).await;
    let (mut asked, mut found) = (0, Vec::new());
    for row in read().iter().filter(|row| matches!(row.whom, For::Citizens | For::Everybody | For::SignedIn))
    {
        let Some(body) = row.body.as_ref().filter(|_| !row.is_page()) else { continue };
        for (name, value) in NOT_THEIRS.into_iter().filter(|(name, _)| body.get(name).is_none()) {
            let mut body = body.clone();
            body[name] = serde_json::from_str(value).unwrap();
            let answer = asks(&town, &owner, &Row { body: Some(body), ..row.clone() }, &ground).await;
            asked += 1;
            if answer.status != 422 {
                found.push(format!("{} took {name}: {}", row.route, answer.status));
            }
        }
    }
    assert!(found.is_empty() && asked > 100, "{asked}: {found:#?}");
    assert_eq!(kept(&town).await, before);
}

/// The applications as they are kept.
async fn kept(town: &Town) -> Vec<application::Model> {
    let all = application::Entity::find().order_by_asc(application::Column::Id);
    all.all(town.app().db.read()).await.unwrap()
}

/// Answers of people's forms: what no address and no title of a page may hold (PRV-5). A page's title is in the history of a phone.
#[rstest]
#[tokio::test]
async fn no_title_and_no_address_tells_of_a_person(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let ground = lay(&town).await;
    let mut secrets = vec![OWNER.to_owned()];
    told_in(&example(SERVICE), &mut secrets);
    assert!(secrets.len() > 10, "{secrets:?}");
    let rows = read();
    let pages = rows.iter().filter(|row| {
        row.is_page() && row.method() == "GET" && !row.last && !row.path().starts_with("/sandbox")
    });
    let (mut looked, mut found) = (0, Vec::new());
    let everybody = cast(&town).await;
    for row in pages {
        for who in everybody.iter().filter(|who| "chau".contains(who.letter) && may(row, who)) {
            let answer = asks(&town, who, row, &ground).await;
            if !answer.header("content-type").starts_with("text/html") {
                continue;
            }
            looked += 1;
            let shown = shown(&answer.text());
            let tells = |secret: &&String| {
                shown.iter().any(|text| text.contains(*secret) || text.contains(&in_address(secret)))
            };
            found.extend(
                secrets.iter().find(tells).map(|secret| format!("{} by {}: {secret}", row.route, who.letter)),
            );
        }
    }
    assert!(found.is_empty() && looked > 60, "{looked}: {found:#?}");
}

/// The answers that are somebody's own words and numbers, out of a form.
fn told_in(form: &Value, found: &mut Vec<String>) {
    match form {
        Value::Object(inner) => inner.values().for_each(|one| told_in(one, found)),
        Value::Array(inner) => inner.iter().for_each(|one| told_in(one, found)),
        Value::String(text) if !text.is_ascii() || text.bytes().filter(u8::is_ascii_digit).count() > 10 => {
            // An office's name is everybody's.
            found.extend((text.chars().count() > 1 && !text.ends_with("检察院")).then(|| text.clone()));
        }
        _ => {}
    }
}

/// A page's title and every address in it.
fn shown(page: &str) -> Vec<String> {
    let title = page.split("<title>").skip(1).map(|rest| rest.split("</title>").next());
    let addresses = ["href=\"", "src=\"", "action=\""]
        .into_iter()
        .flat_map(|sign| page.split(sign).skip(1).map(|rest| rest.split('"').next()));
    title.chain(addresses).flatten().map(str::to_owned).collect()
}

/// A text as it stands in an address.
fn in_address(text: &str) -> String {
    let sign = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(sign).collect()
}
