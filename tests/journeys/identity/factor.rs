//! The authenticator, the first password, and the fresh proof before sensitive acts.

use chrono::TimeDelta;
use hechang::{
    config::{Factor, Switch},
    identity::actor::Role,
};
use hechang_tests::{
    browser::{Browser, Page},
    database::Db::{self, Postgres, Sqlite},
    people,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

/// A text between two marks of a page.
pub(super) fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let rest = page.split_once(start).unwrap_or_else(|| panic!("no {start} in {page}")).1;
    rest.split_once(end).expect("an end").0
}

pub(crate) fn login(town: &Town, role: Role) -> (String, String) {
    let login = people::login(town, role, "540500");
    let text = |name: &str| login[name].as_str().expect("a text").to_owned();
    (text("username"), text("password"))
}

pub(crate) async fn enter(browser: &Browser<'_>, name: &str, password: &str, totp: &str) -> Page {
    let page = browser.open("/console/sign-in").await;
    let fields = [("username", name), ("password", password), ("totp", totp)];
    browser.send(&page, "/console/sign-in", &fields).await
}

/// Sets an authenticator up in the console; answers its secret and the recovery codes.
async fn set_up(town: &Town, browser: &Browser<'_>) -> (Vec<u8>, Vec<String>) {
    let page = browser.open("/console/account/factor").await.expect(200);
    let page = browser.send(&page, "/console/account/factor", &[]).await.expect(200);
    let image = browser.open("/console/account/factor.svg").await.expect(200);
    assert_eq!(image.answer.header("content-type"), "image/svg+xml");
    assert_eq!(image.answer.header("cache-control"), "private, no-store");
    let typed = between(&page.text(), "class=\"typed\">", "</b>").replace(' ', "");
    let secret = totp_rs::Secret::try_from_base32(&typed).expect("base32").as_bytes().to_vec();
    let confirm = "/console/account/factor/confirm";
    browser.send(&page, confirm, &[("code", "000000")]).await.expect(422);
    let page = browser.open("/console/account/factor").await;
    let page = browser.send(&page, confirm, &[("code", &code(town, &secret))]).await.expect(200);
    let codes = page
        .text()
        .split("<li>")
        .skip(1)
        .map(|rest| rest.split_once("</li>").unwrap().0.to_owned())
        .collect();
    (secret, codes)
}

/// What the authenticator shows now.
fn code(town: &Town, secret: &[u8]) -> String {
    let totp =
        totp_rs::Builder::new().with_secret(totp_rs::Secret::new(secret.into())).build().expect("a secret");
    totp.generate(town.app().clock.now().timestamp().try_into().unwrap()).to_string()
}

async fn sign_in(
    town: &Town,
    (name, password): &(String, String),
    totp: Option<&str>,
) -> hechang_tests::ask::Answer {
    let body = json!({ "username": name, "password": password, "totp": totp });
    town.post("/api/v1/auth/staff").json(&body).await
}

#[rstest]
#[tokio::test]
async fn an_authenticator_is_asked_for_after_a_right_password_only(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let reviewer = login(&town, Role::Reviewer);
    let browser = town.browser("zh-CN");
    enter(&browser, &reviewer.0, &reviewer.1, "").await;
    let (secret, codes) = set_up(&town, &browser).await;
    assert_eq!(codes.len(), 10);

    sign_in(&town, &reviewer, None).await.expect_problem(401, "totp_required");
    let wrong = (reviewer.0.clone(), "wrong-password".to_owned());
    sign_in(&town, &wrong, None).await.expect_problem(401, "invalid_credentials");
    sign_in(&town, &wrong, Some(&code(&town, &secret))).await.expect_problem(401, "invalid_credentials");
    sign_in(&town, &reviewer, Some("000000")).await.expect_problem(401, "invalid_credentials");
    // The code that set it up is spent; the next one works once, also a step late.
    sign_in(&town, &reviewer, Some(&code(&town, &secret))).await.expect_problem(401, "invalid_credentials");
    town.clock.advance(TimeDelta::seconds(30));
    let next = code(&town, &secret);
    town.clock.advance(TimeDelta::seconds(30));
    sign_in(&town, &reviewer, Some(&next)).await.expect(200);
    sign_in(&town, &reviewer, Some(&next)).await.expect_problem(401, "invalid_credentials");
}

#[rstest]
#[tokio::test]
async fn of_two_with_the_same_code_at_the_same_instant_one_comes_in(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let reviewer = login(&town, Role::Reviewer);
    let browser = town.browser("en");
    enter(&browser, &reviewer.0, &reviewer.1, "").await;
    let (secret, codes) = set_up(&town, &browser).await;
    town.clock.advance(TimeDelta::seconds(30));
    for code in [code(&town, &secret), codes[0].to_lowercase()] {
        let (one, two) =
            tokio::join!(sign_in(&town, &reviewer, Some(&code)), sign_in(&town, &reviewer, Some(&code)));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401], "{code}");
    }
    sign_in(&town, &reviewer, Some(&codes[1])).await.expect(200);
    let page = enter(&town.browser("en"), &reviewer.0, &reviewer.1, "").await.expect(422);
    page.shows("authenticator");
}

#[rstest]
#[tokio::test]
async fn where_a_factor_is_required_nothing_else_comes_first(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.totp = Some(Factor::Required)).await;
    let reviewer = login(&town, Role::Reviewer);
    let tokens = sign_in(&town, &reviewer, None).await.expect(200).json();
    let bearer = bearer(&tokens);
    town.get("/api/v1/desk/applications")
        .header("authorization", &bearer)
        .await
        .expect_problem(403, "factor_needed");
    town.get("/api/v1/me").header("authorization", &bearer).await.expect(200);
    let browser = town.browser("zh-CN");
    enter(&browser, &reviewer.0, &reviewer.1, "").await;
    let page = browser.open("/console/staff").await;
    assert!(page.path.starts_with("/console/account/factor"), "{}", page.path);
    let (secret, _) = set_up(&town, &browser).await;
    assert_eq!(browser.open("/console/account").await.expect(200).path, "/console/account");
    // The sign-in from before had one factor only.
    town.get("/api/v1/me").header("authorization", &bearer).await.expect_problem(401, "unauthenticated");
    town.clock.advance(TimeDelta::seconds(30));
    sign_in(&town, &reviewer, Some(&code(&town, &secret))).await.expect(200);
}

fn bearer(tokens: &Value) -> String {
    format!("Bearer {}", tokens["access_token"].as_str().expect("a token"))
}

#[rstest]
#[tokio::test]
async fn a_fresh_proof_lasts_five_minutes(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (admin, password) = (town.staff(Role::Admin).await, login(&town, Role::Admin).1);
    let body = json!({ "username": "droma", "organ_code": "540500", "roles": ["reception"] });
    town.clock.advance(TimeDelta::minutes(5) + TimeDelta::seconds(1));
    admin.post("/api/v1/desk/staff").json(&body).await.expect_problem(403, "step_up_needed");
    admin.get("/api/v1/desk/staff").await.expect(200);
    let step_up = "/api/v1/auth/step-up";
    admin.post(step_up).json(&json!({ "password": "wrong" })).await.expect_problem(422, "invalid");
    admin.post(step_up).json(&json!({ "totp": "000000" })).await.expect_problem(422, "invalid");
    admin.post(step_up).json(&json!({})).await.expect_problem(422, "invalid");
    town.post(step_up).json(&json!({ "password": password })).await.expect_problem(401, "unauthenticated");
    admin.post("/api/v1/desk/staff").json(&body).await.expect_problem(403, "step_up_needed");
    admin.post(step_up).json(&json!({ "password": password })).await.expect(204);
    admin.post("/api/v1/desk/staff").json(&body).await.expect(201);
}

#[rstest]
#[tokio::test]
async fn the_console_asks_again_and_goes_back_to_where_one_was(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (name, password) = login(&town, Role::Admin);
    let browser = town.browser("bo-CN");
    enter(&browser, &name, &password, "").await;
    town.clock.advance(TimeDelta::minutes(6));
    let page = browser.open("/console/staff/new").await.expect(200);
    assert!(page.path.starts_with("/console/step-up"), "{}", page.path);
    let page = browser.send(&page, "/console/step-up", &[("password", "wrong")]).await.expect(422);
    let page = browser.send(&page, "/console/step-up", &[("password", &password)]).await.expect(200);
    assert_eq!(page.path, "/console/staff/new");
}

#[rstest]
#[tokio::test]
async fn wrong_passwords_slow_a_stranger_and_not_the_account(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let reviewer = login(&town, Role::Reviewer);
    let wrong = (reviewer.0.clone(), "wrong".to_owned());
    for _ in 0..5 {
        sign_in(&town, &wrong, None).await.expect_problem(401, "invalid_credentials");
    }
    let refused = sign_in(&town, &reviewer, None).await;
    let wait: u64 = refused.header("retry-after").parse().expect("seconds");
    refused.expect_problem(429, "too_many_requests");
    assert!((1..=30).contains(&wait), "{wait}");
    sign_in(&town, &login(&town, Role::Approver), None).await.expect(200);
}

#[rstest]
#[tokio::test]
async fn an_authenticator_is_set_up_by_the_api_as_well(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| {
        config.limits = Switch::Off;
        config.totp = Some(Factor::Required);
    })
    .await;
    let reviewer = login(&town, Role::Reviewer);
    let first = people::sign_in(&town, &reviewer.0, &reviewer.1).await;
    let second = people::sign_in(&town, &reviewer.0, &reviewer.1).await;
    first.get("/api/v1/desk/applications").await.expect_problem(403, "factor_needed");
    let state = first.get("/api/v1/me/factor").await.expect(200).json();
    assert_eq!(state, json!({ "enrolled": false, "codes_left": 0 }));
    let begun = first.post("/api/v1/me/factor").await.expect(200);
    assert_eq!(begun.header("cache-control"), "private, no-store");
    let begun = begun.json();
    let typed = begun["secret"].as_str().unwrap();
    assert!(begun["address"].as_str().unwrap().contains(typed), "{begun}");
    let secret = totp_rs::Secret::try_from_base32(typed).expect("base32").as_bytes().to_vec();
    let confirm = "/api/v1/me/factor/confirm";
    first.post(confirm).json(&json!({ "code": "000000" })).await.expect_problem(422, "invalid");
    let right = json!({ "code": code(&town, &secret) });
    let codes = first.post(confirm).json(&right).await.expect(200).json()["codes"].clone();
    assert_eq!(codes.as_array().unwrap().len(), 10);
    second.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    first.get("/api/v1/desk/applications").await.expect(200);
    sign_in(&town, &reviewer, codes[0].as_str()).await.expect(200);
    let state = first.get("/api/v1/me/factor").await.expect(200).json();
    assert_eq!(state, json!({ "enrolled": true, "codes_left": 9 }));

    // Whoever has one already proves anew who they are.
    town.clock.advance(TimeDelta::minutes(6));
    for path in ["/api/v1/me/factor", "/api/v1/me/recovery-codes"] {
        first.post(path).await.expect_problem(403, "step_up_needed");
    }
    let proof = json!({ "totp": code(&town, &secret) });
    first.post("/api/v1/auth/step-up").json(&proof).await.expect(204);
    let fresh = first.post("/api/v1/me/recovery-codes").await.expect(200).json()["codes"].clone();
    sign_in(&town, &reviewer, codes[1].as_str()).await.expect_problem(401, "invalid_credentials");
    sign_in(&town, &reviewer, fresh[0].as_str()).await.expect(200);
    first.post("/api/v1/me/factor").await.expect(200);
    // The old one works until the new one is confirmed.
    town.clock.advance(TimeDelta::seconds(60));
    sign_in(&town, &reviewer, Some(&code(&town, &secret))).await.expect(200);
    town.citizen("13800000001").await.get("/api/v1/me/factor").await.expect_problem(401, "unauthenticated");
}
