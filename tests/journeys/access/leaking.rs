//! Random readers get to see nothing of people who aren't theirs to see (security.md AC-3, AC-9): each of several citizens has a form full
//! of markers, everybody asks for whatever there is, and each answer is searched.
//!
//! The oracle is the design's sentence, not the program's: a citizen meets their own words only; at the desk, words of a matter stand on its
//! own pages for those who may open it, and numbers of papers, phones and cards nowhere but where somebody unmasked them.
//! `HECHANG_LEAK_REQUESTS` asks more often than the usual.

use std::{collections::BTreeMap, sync::Mutex};

use futures_util::{StreamExt, stream};
use hechang::{catalog::Catalog, config::Switch, identity::actor::Role, web::language::Language};
use hechang_tests::{
    ask::{Answer, Method},
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    cast::{Actor, Kind, LETTERS, cast},
    ground::lay,
    table::{Row, read},
};
use crate::{
    applications::ground::{at, consent, drafts, example, id, judges_all},
    appointments::ground::{center, slot},
    assistance::ground::CASES,
    materials::ground::{NEEDED, adds},
    personal_data::markers::{Hunt, Markers},
};

const SERVICE: &str = "judicial-assistance";
const DAY: &str = "2026-03-05";
/// On each database.
const REQUESTS: usize = 20_000;
const AT_ONCE: usize = 8;

/// Somebody whose words must not be met by others.
struct Planted {
    owner: char,
    matter: String,
    visit: String,
    texts: Hunt,
    numbers: Hunt,
    notes: Hunt,
}

/// Picks that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

async fn plants(town: &Town, who: &Actor<'_>, day: &str) -> Planted {
    let (person, mut form, mut notes) =
        (who.person.as_ref().unwrap(), Markers::default(), Markers::default());
    let catalog = Catalog::load().unwrap();
    let schema = catalog.service(SERVICE).unwrap().form.schema(Language::English).clone();
    let answers = form.form(&schema, &example(SERVICE));
    let draft = drafts(person, center(town).parse().unwrap(), SERVICE, &answers).await;
    for (seed, line) in (20..).zip(NEEDED) {
        adds(person, &at(&draft), line, seed).await;
    }
    let sent = person.post(&format!("{}/submit", at(&draft))).json(&consent(town, SERVICE)).await;
    opens_case(town, &sent.expect(200).json(), &form.text(60)).await;
    let booking = json!({
        "slot_id": slot(town, day, "10:30").await["id"], "service_key": SERVICE,
        "application_id": id(&draft), "note": notes.text(60),
    });
    let visit = person.post("/api/v1/appointments").json(&booking).await.expect(201).json();
    Planted {
        owner: who.letter,
        matter: id(&draft).to_string(),
        visit: visit["id"].as_str().unwrap().to_owned(),
        texts: form.hunt_texts(),
        numbers: form.hunt_numbers(),
        notes: notes.hunt(),
    }
}

/// A case of assistance from an application.
async fn opens_case(town: &Town, sent: &Value, name: &str) {
    judges_all(town, sent).await;
    let handler = town.staff(Role::Reviewer).await;
    let accept = format!("/api/v1/desk/applications/{}/actions/accept", id(sent));
    handler.post(&accept).json(&json!({})).await.expect(200);
    let body = json!({ "application_ids": [id(sent)], "case_name": name, "case_number": "刑初1号" });
    handler.post(CASES).json(&body).await.expect(201);
}

/// One question.
struct Question {
    who: usize,
    method: Method,
    page: bool,
    path: String,
}

/// A question that nobody is refused by mistake: reading, or writing by whoever may not.
fn question(dice: &mut Dice, rows: &[Row], pool: &Pool, people: usize) -> Question {
    loop {
        let (row, who) = (&rows[dice.below(rows.len())], dice.below(people));
        let letter = LETTERS.chars().nth(who).unwrap();
        let reads = row.method() == "GET";
        let may = row.may.as_deref().unwrap_or(LETTERS).contains(letter);
        if row.last || (!reads && may) {
            continue;
        }
        let path = pool.filled(row.path(), dice);
        let query = if reads { pool.query(dice) } else { String::new() };
        let method = row.method().parse().unwrap();
        return Question { who, method, page: row.is_page(), path: format!("{path}{query}") };
    }
}

/// What may stand in a path's places and in a query.
struct Pool {
    ids: Vec<String>,
    words: Vec<String>,
}

impl Pool {
    fn filled(&self, path: &str, dice: &mut Dice) -> String {
        let parts = path.split('/').map(|part| match part.strip_prefix('{') {
            None => part.to_owned(),
            Some(place)
                if place.starts_with("code") || place.starts_with("key") || place.starts_with("na") =>
            {
                self.words[dice.below(self.words.len())].clone()
            }
            Some(_) => self.ids[dice.below(self.ids.len())].clone(),
        });
        parts.collect::<Vec<_>>().join("/")
    }

    fn query(&self, dice: &mut Dice) -> String {
        let id = &self.ids[dice.below(self.ids.len())];
        match dice.below(8) {
            0 => format!("?q={}", self.words[dice.below(self.words.len())]),
            1 => "?limit=100".to_owned(),
            2 => format!("?center={id}&date={DAY}&from={DAY}&to={DAY}&service={SERVICE}"),
            3 => format!("?center={}&date={DAY}", self.ids[0]),
            4 => format!("?person={id}&case={id}"),
            5 => "?state=submitted&overdue=false".to_owned(),
            _ => String::new(),
        }
    }
}

/// Who meets what where, as the design has it.
fn leaked(question: &Question, letter: char, planted: &[Planted], answer: &Answer) -> Option<String> {
    let opens = "rhau".contains(letter);
    let desk = ["/api/v1/desk/applications/", "/console/applications/"];
    let cases = ["/api/v1/desk/assistance/", "/console/assistance"];
    let visitors = ["/api/v1/desk/appointments", "/console/visits"];
    let starts = |places: &[&str]| places.iter().any(|place| question.path.starts_with(place));
    planted.iter().filter(|one| one.owner != letter).find_map(|one| {
        let its_page = opens && (starts(&cases) || starts(&desk) && question.path.contains(&one.matter));
        let text = if its_page { None } else { one.texts.found(&answer.body) };
        let note = if opens && starts(&visitors) { None } else { one.notes.found(&answer.body) };
        let found = text.or(note).or_else(|| one.numbers.found(&answer.body))?;
        Some(format!("{found} of {} met by {letter} at {} {}", one.owner, question.method, question.path))
    })
}

async fn asked(town: &Town, who: &Actor<'_>, question: &Question) -> Answer {
    let Question { method, path, page, .. } = question;
    match (*page, method == Method::GET) {
        (true, true) => who.browser.ask(method.clone(), path).await,
        (true, false) => who.browser.ask(method.clone(), path).form(&[("_csrf", who.token.as_str())]).await,
        (false, true) => who.by_api(town, method.clone(), path).await,
        (false, false) => who.by_api(town, method.clone(), path).if_match("\"1\"").json(&json!({})).await,
    }
}

#[rstest]
#[tokio::test]
async fn random_readers_meet_nothing_of_others(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let ground = lay(&town).await;
    let everybody = cast(&town).await;
    let owners = everybody.iter().filter(|who| who.kind == Kind::Citizen);
    let planted: Vec<_> = stream::iter(owners).then(|who| plants(&town, who, DAY)).collect().await;
    let rows: Vec<_> = read().into_iter().filter(|row| !row.path().contains("sign")).collect();
    let mut ids: Vec<_> = vec![ground["centers"].clone()];
    ids.extend(planted.iter().flat_map(|one| [one.matter.clone(), one.visit.clone()]));
    ids.extend(ground.values().filter(|value| value.len() == 36).cloned());
    let words = ["QGD", SERVICE, "accept", "legal-consultation", "HC2026", "0001"];
    let words = words.into_iter().map(str::to_owned).chain([ground["q"].clone()]).collect();
    let (pool, mut dice) = (Pool { ids, words }, Dice(20_260_302));
    let requests = std::env::var("HECHANG_LEAK_REQUESTS").ok().and_then(|most| most.parse().ok());
    let questions = (0..requests.unwrap_or(REQUESTS))
        .map(|_| question(&mut dice, &rows, &pool, everybody.len()))
        .collect::<Vec<_>>();
    let (leaks, statuses) = (Mutex::new(Vec::new()), Mutex::new(BTreeMap::<u16, usize>::new()));
    stream::iter(&questions)
        .for_each_concurrent(AT_ONCE, |question| async {
            let who = &everybody[question.who];
            let answer = asked(&town, who, question).await;
            assert!(answer.status < 500, "{} {}: {}", question.method, question.path, answer.text());
            *statuses.lock().unwrap().entry(answer.status).or_default() += 1;
            leaks.lock().unwrap().extend(leaked(question, who.letter, &planted, &answer));
        })
        .await;
    let (leaks, statuses) = (leaks.into_inner().unwrap(), statuses.into_inner().unwrap());
    assert!(leaks.is_empty(), "{} leaks: {leaks:#?}", leaks.len());
    let served = statuses.get(&200).copied().unwrap_or_default();
    assert!(served * 12 > questions.len(), "most were refused, so little was tried: {statuses:?}");
    let (reader, matter) = (&everybody[4], &planted[0].matter);
    let seen = reader.by_api(&town, Method::GET, &format!("/api/v1/desk/applications/{matter}")).await;
    assert!(planted[0].texts.found(&seen.expect(200).body).is_some(), "the search sees what is there");
}
