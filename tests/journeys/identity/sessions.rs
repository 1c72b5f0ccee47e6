//! Sessions of portal and console: new at every sign-in, and at an end after idle and absolute limits.

use chrono::TimeDelta;
use hechang::{config::Switch, identity::actor::Role};
use hechang_entity::{code_challenge, sign_in};
use hechang_tests::{
    ask::Method,
    browser::Browser,
    database::Db::{self, Postgres, Sqlite},
    people::code_sent_to,
    town::Town,
};
use rstest::rstest;
use sea_orm::EntityTrait;
use sha2::{Digest, Sha256};

use super::{
    answer, challenge,
    factor::{enter, login},
};

async fn enter_portal(town: &Town, browser: &Browser<'_>, phone: &str) {
    let page = browser.open("/sign-in").await.expect(200);
    let page = browser.send(&page, "/sign-in", &[("phone", phone)]).await;
    let code = code_sent_to(town, phone).await;
    browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
}

async fn is_in(browser: &Browser<'_>, page: &str) -> bool {
    browser.ask(Method::GET, page).await.status == 200
}

#[rstest]
#[tokio::test]
async fn a_session_is_new_at_every_sign_in_and_the_one_before_is_dead(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (name, password) = login(&town, Role::Reviewer);
    let browser = town.browser("en");
    // Somebody put a session of their own choice into the browser before.
    browser.put_cookie("session", "chosen-by-somebody-else");
    enter(&browser, &name, &password, "").await;
    let first = browser.cookie("session").expect("a session");
    assert!(first.len() >= 22 && first != "chosen-by-somebody-else", "128 bits are 22 signs: {first}");
    enter(&browser, &name, &password, "").await;
    let second = browser.cookie("session").expect("a session");
    assert_ne!(first, second);
    for (session, status) in [(&first, 303), (&second, 200)] {
        let ask = town.get("/console/account").page().header("cookie", &format!("session={session}"));
        assert_eq!(ask.await.status, status);
    }

    enter_portal(&town, &browser, "13800000001").await;
    let citizen = browser.cookie("session").expect("a session");
    let ask = town.get("/console/account").page().header("cookie", &format!("session={second}"));
    assert_eq!(ask.await.status, 303, "the session from before");
    let page = browser.open("/me").await.expect(200);
    browser.send(&page, "/sign-out", &[]).await;
    let ask = town.get("/me").page().header("cookie", &format!("session={citizen}"));
    assert_eq!(ask.await.status, 303);
}

#[rstest]
#[tokio::test]
async fn sessions_end_when_idle_and_in_any_case(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (name, password) = login(&town, Role::Reviewer);
    let (portal, console) = (town.browser("en"), town.browser("en"));
    let (minute, second) = (TimeDelta::minutes(1), TimeDelta::seconds(1));
    enter_portal(&town, &portal, "13800000001").await;
    enter(&console, &name, &password, "").await;
    town.clock.advance(minute * 15);
    assert!(is_in(&console, "/console").await && is_in(&portal, "/me").await);
    town.clock.advance(minute * 15 + second);
    assert!(!is_in(&console, "/console").await, "idle for more than 15 minutes");
    assert!(is_in(&portal, "/me").await);
    town.clock.advance(minute * 30 + second);
    assert!(!is_in(&portal, "/me").await, "idle for more than 30 minutes");

    enter_portal(&town, &portal, "13800000001").await;
    enter(&console, &name, &password, "").await;
    let begun = town.app().clock.now();
    let age = || town.app().clock.now() - begun;
    while age() < minute * 60 * 8 {
        assert!(is_in(&console, "/console").await, "{}", age());
        town.clock.advance(minute * 15);
        assert!(is_in(&portal, "/me").await, "{}", age());
    }
    assert!(!is_in(&console, "/console").await, "after eight hours");
    while age() < minute * 60 * 12 {
        assert!(is_in(&portal, "/me").await, "{}", age());
        town.clock.advance(minute * 30);
    }
    assert!(!is_in(&portal, "/me").await, "after twelve hours");
}

#[rstest]
#[tokio::test]
async fn codes_and_secrets_are_kept_as_keyed_hashes_alone(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let citizen = town.citizen("13800000001").await;
    let code = code_sent_to(&town, "13800000001").await;
    let db = town.app().db.read();
    let challenges = code_challenge::Entity::find().all(db).await.unwrap();
    let row = &challenges[0];
    let plain = [code.as_bytes().to_vec(), [row.id.as_bytes(), code.as_bytes()].concat()];
    for guess in plain {
        assert_ne!(row.code_hash, Sha256::digest(&guess).to_vec(), "not keyed");
    }
    assert_eq!(row.code_hash.len(), 32);
    let secret = citizen.tokens["refresh_token"].as_str().unwrap();
    let sign_ins = sign_in::Entity::find().all(db).await.unwrap();
    assert!(!format!("{sign_ins:?}").contains(secret));
    assert!(sign_ins.iter().all(|row| row.secret_hash != Sha256::digest(secret).to_vec()));
}

#[rstest]
#[tokio::test]
async fn a_clock_that_jumps_extends_nothing_by_more_than_the_jump(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (hour, second) = (TimeDelta::hours(1), TimeDelta::seconds(1));
    let (name, password) = login(&town, Role::Reviewer);
    let console = town.browser("en");
    enter(&console, &name, &password, "").await;
    let citizen = town.citizen("13800000001").await;
    let asked = challenge(&town, "13800000002").await;
    let code = code_sent_to(&town, "13800000002").await;
    town.clock.advance(-hour);
    assert!(is_in(&console, "/console").await);
    // A token from the future is refused until its time comes; a new one begins now.
    citizen.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let other = town.citizen("13800000003").await;
    other.get("/api/v1/me").await.expect(200);
    town.clock.advance(hour + TimeDelta::minutes(5));
    let late = town.post("/api/v1/auth/otp/verify").json(&answer(&asked, &code)).await;
    late.expect_problem(422, "code_wrong");
    other.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    town.clock.advance(TimeDelta::minutes(10) + second);
    assert!(!is_in(&console, "/console").await, "idle since before the jump");

    enter(&console, &name, &password, "").await;
    let asked = challenge(&town, "13800000004").await;
    let code = code_sent_to(&town, "13800000004").await;
    town.clock.advance(hour);
    assert!(!is_in(&console, "/console").await, "a jump forward ends what is short");
    let late = town.post("/api/v1/auth/otp/verify").json(&answer(&asked, &code)).await;
    late.expect_problem(422, "code_wrong");
    // The record's order is its numbers', whatever the clock said.
    let found = hechang::audit::verification::verify(town.app(), &[]).await.unwrap();
    assert!(found.faults.is_empty(), "{:?}", found.faults.len());
}
