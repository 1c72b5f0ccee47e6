//! The scanner of files: what it refuses is gone, and while it is away nothing is let through (security.md UP-10).

use hechang::{config::Switch, identity::actor::Role, materials::service::screen_waiting};
use hechang_tests::{
    ask::{Method, faults},
    clamd::Clamd,
    database::Db::{self, Postgres, Sqlite},
    patience::eventually,
    people::{Person, code_sent_to},
    relay::Relay,
    samples,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{PHONE, adds, at, blobs, desk, draft, judges, rows, sends, submits, tidies};

/// A town whose files are looked at, and the way to the scanner.
async fn guarded(db: Db) -> (Town, Relay) {
    let scanner = Clamd::refusing(samples::COMMENT, &[0xfe, 0xed, 0xfa, 0xce]).await;
    let (relay, way) = Relay::through(&format!("tcp://{}", scanner.address)).await;
    let way = way.trim_start_matches("tcp://").to_owned();
    let town = Town::with(db, |config| {
        config.limits = Switch::Off;
        config.scanner = Some(way);
    });
    (town.await, relay)
}

async fn sends_bad(person: &Person<'_>, application: &str) -> hechang_tests::ask::Answer {
    sends(person, application, "identity", "photo.jpg", samples::sideways_with_gps()).await
}

#[rstest]
#[tokio::test]
async fn what_the_scanner_refuses_is_told_and_gone(#[values(Sqlite, Postgres)] db: Db) {
    let (town, _relay) = guarded(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let refused = sends_bad(&zhuoma, &application).await.expect_problem(422, "file_unreadable");
    assert_eq!(faults(&refused), ["/file file_infected"]);
    let fine = adds(&zhuoma, &application, "identity", 1).await;
    assert_eq!(fine.get("screening"), None);
    zhuoma.get(&format!("{}/content", at(&application, &fine))).await.expect(200);
    tidies(&town).await;
    assert_eq!((blobs(&town).len(), rows(&town, "material.added").await), (2, (1, 2, 1)));

    let browser = town.browser("en");
    let line = application.replace("/api/v1", "") + "/papers/identity";
    let page = browser.open(&line).await;
    let page = browser.send(&page, "/sign-in", &[("phone", PHONE)]).await;
    let code = code_sent_to(&town, PHONE).await;
    let page = browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    let file = ("photo.jpg", "image/jpeg", samples::sideways_with_gps());
    browser.upload(&page, &line, &[], file).await.expect(422).shows("Malware was found in this file");
}

#[rstest]
#[tokio::test]
async fn while_the_scanner_is_away_nobody_opens_what_came(#[values(Sqlite, Postgres)] db: Db) {
    let (town, relay) = guarded(db).await;
    let zhuoma = town.citizen(PHONE).await;
    relay.cut();
    let (application, papers) = submits(&town, &zhuoma).await;
    let other = draft(&town, &zhuoma).await;
    let bad = sends_bad(&zhuoma, &other).await.expect(201).json();
    assert_eq!((&bad["screening"], &bad["state"]), (&json!("waiting"), &json!("uploaded")));

    let reviewer = town.staff(Role::Reviewer).await;
    let paper = at(&application, &papers[0]);
    for what in ["content", "preview"] {
        for (person, path) in [(&zhuoma, paper.clone()), (&reviewer, desk(&paper))] {
            let shut = person.get(&format!("{path}/{what}")).await;
            assert_eq!(shut.header("retry-after"), "30");
            shut.expect_problem(409, "file_waits");
        }
    }
    let accepted = json!({ "state": "accepted" });
    judges(&reviewer, &application, &papers[0], &accepted).await.expect_problem(409, "file_waits");
    pages_say_so(&town, &application).await;
    screen_waiting(town.app()).await.unwrap();
    zhuoma.get(&format!("{paper}/content")).await.expect_problem(409, "file_waits");

    relay.mend();
    // After failures in a row the scanner is left alone for some seconds.
    eventually("a file that was looked at", async || {
        screen_waiting(town.app()).await.unwrap();
        let shown = zhuoma.get(&format!("{paper}/content")).await;
        Some(()).filter(|()| shown.status == 200)
    })
    .await;
    reviewer.get(&format!("{}/preview", desk(&paper))).await.expect(200);
    judges(&reviewer, &application, &papers[0], &accepted).await.expect(200);
    let seen = zhuoma.get(&other).await.expect(200).json();
    assert_eq!(refused(&seen), [("rejected".to_owned(), "infected".to_owned())]);
    assert!(seen["materials"][0]["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
    for what in ["content", "preview"] {
        zhuoma.get(&format!("{}/{what}", at(&other, &bad))).await.expect_problem(404, "not_found");
    }
    // Another one takes its place, and the bytes of the first are gone.
    adds(&zhuoma, &other, "identity", 9).await;
    tidies(&town).await;
    assert_eq!(blobs(&town).len(), 10, "four papers and one, each with its preview");
    assert_eq!(rows(&town, "material.screened").await.2, 5);
}

fn refused(application: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let materials = application["materials"].as_array().unwrap().iter();
    materials.map(|one| (text(&one["state"]), text(&one["screening"]))).collect()
}

/// Neither page leads to a file that nobody can open.
async fn pages_say_so(town: &Town, application: &str) {
    let id = application.rsplit('/').next().unwrap();
    let console = town.browser("en");
    let (name, password) = crate::identity::factor::login(town, Role::Reviewer);
    crate::identity::factor::enter(&console, &name, &password, "").await;
    let page = console.open(&format!("/console/applications/{id}")).await.expect(200);
    page.shows("being checked");
    assert!(!page.text().contains("/content\""));
    let portal = town.browser("en");
    let page = portal.open(&format!("/applications/{id}/papers/identity")).await;
    let page = portal.send(&page, "/sign-in", &[("phone", PHONE)]).await;
    let code = code_sent_to(town, PHONE).await;
    let page = portal.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    page.shows("being checked");
    assert!(!page.text().contains("/content\"") && !page.text().contains("/preview\""));
    portal.ask(Method::GET, "/me").await.expect(200);
}

#[tokio::test]
async fn a_scanner_that_can_t_tell_lets_nothing_through() {
    let (town, _relay) = guarded(Sqlite).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let mut photo = samples::jpeg(3);
    let comment = [&[0xff, 0xfe, 0, 6][..], &[0xfe, 0xed, 0xfa, 0xce]].concat();
    drop(photo.splice(2..2, comment));
    let sent = sends(&zhuoma, &application, "identity", "a.jpg", photo).await.expect(201).json();
    assert_eq!(sent["screening"], "waiting");
    screen_waiting(town.app()).await.unwrap();
    zhuoma.get(&format!("{}/content", at(&application, &sent))).await.expect_problem(409, "file_waits");
}
