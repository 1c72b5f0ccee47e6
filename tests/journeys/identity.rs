//! Signing in: citizens by one-time code, staff by password; tokens that end when they should.

mod devices;
pub(crate) mod factor;
mod holders;
mod limits;
mod nodes;
mod roster;
mod sessions;
mod timing;
mod tokens;
mod walls;

use chrono::TimeDelta;
use hechang::config::Switch;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::code_sent_to,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

async fn challenge(town: &Town, phone: &str) -> Value {
    town.post("/api/v1/auth/otp").json(&json!({ "phone": phone })).await.expect(202).json()
}

fn answer(challenge: &Value, code: &str) -> Value {
    json!({ "challenge_id": challenge["challenge_id"], "code": code })
}

#[rstest]
#[tokio::test]
async fn a_citizen_signs_in_and_out(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let citizen = town.citizen("13800000001").await;
    let me = citizen.get("/api/v1/me").await.expect(200).json();
    assert_eq!((&me["kind"], &me["phone_masked"]), (&json!("citizen"), &json!("138****0001")));
    citizen.post("/api/v1/auth/logout").await.expect(204);
    citizen.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
}

#[rstest]
#[tokio::test]
async fn the_same_phone_is_the_same_citizen_and_known_and_unknown_phones_are_answered_alike(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let first = town.citizen("13800000001").await.get("/api/v1/me").await.expect(200).json();
    let asked = challenge(&town, "+86 138 0000 0001").await;
    let right = answer(&asked, &code_sent_to(&town, "13800000001").await);
    let tokens = town.post("/api/v1/auth/otp/verify").json(&right).await.expect(200).json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let again = town.get("/api/v1/me").header("authorization", &bearer).await.expect(200).json();
    assert_eq!(again["id"], first["id"]);
    let (known, unknown) = (challenge(&town, "13800000001").await, challenge(&town, "13800000009").await);
    assert_eq!(known["expires_in"], unknown["expires_in"]);
    assert_eq!(known["resend_after"], unknown["resend_after"]);
}

#[rstest]
#[tokio::test]
async fn a_code_works_once_and_not_after_five_minutes(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let asked = challenge(&town, "13800000001").await;
    let right = answer(&asked, &code_sent_to(&town, "13800000001").await);
    town.post("/api/v1/auth/otp/verify").json(&right).await.expect(200);
    town.post("/api/v1/auth/otp/verify").json(&right).await.expect_problem(422, "code_wrong");

    let asked = challenge(&town, "13800000002").await;
    let late = answer(&asked, &code_sent_to(&town, "13800000002").await);
    town.clock.advance(TimeDelta::minutes(5));
    town.post("/api/v1/auth/otp/verify").json(&late).await.expect_problem(422, "code_wrong");
}

#[rstest]
#[tokio::test]
async fn after_five_wrong_tries_the_right_code_is_wrong_too(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let asked = challenge(&town, "13800000001").await;
    let code = code_sent_to(&town, "13800000001").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        town.post("/api/v1/auth/otp/verify")
            .json(&answer(&asked, wrong))
            .await
            .expect_problem(422, "code_wrong");
    }
    town.post("/api/v1/auth/otp/verify").json(&answer(&asked, &code)).await.expect_problem(422, "code_wrong");
}

#[rstest]
#[tokio::test]
async fn a_phone_gets_one_code_a_minute(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    challenge(&town, "13800000001").await;
    let body = json!({ "phone": "13800000001" });
    let refused = town.post("/api/v1/auth/otp").json(&body).await.expect(429);
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| (1..=60).contains(&seconds)));
    town.post("/api/v1/auth/otp").json(&json!({ "phone": "12" })).await.expect_problem(422, "invalid");
}

#[rstest]
#[tokio::test]
async fn a_refresh_token_used_twice_ends_its_family(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let citizen = town.citizen("13800000001").await;
    let old = json!({ "refresh_token": citizen.tokens["refresh_token"] });
    let fresh = town.post("/api/v1/auth/refresh").json(&old).await.expect(200).json();
    assert_ne!(fresh["refresh_token"], citizen.tokens["refresh_token"]);
    citizen.get("/api/v1/me").await.expect(200);
    town.post("/api/v1/auth/refresh").json(&old).await.expect_problem(401, "invalid_token");
    let fresh = json!({ "refresh_token": fresh["refresh_token"] });
    town.post("/api/v1/auth/refresh").json(&fresh).await.expect_problem(401, "invalid_token");
    citizen.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
}

#[rstest]
#[tokio::test]
async fn an_access_token_ends_after_fifteen_minutes(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let citizen = town.citizen("13800000001").await;
    town.clock.advance(TimeDelta::minutes(15));
    citizen.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let refresh = json!({ "refresh_token": citizen.tokens["refresh_token"] });
    town.post("/api/v1/auth/refresh").json(&refresh).await.expect(200);
}

#[rstest]
#[tokio::test]
async fn five_wrong_passwords_close_the_door_for_a_while(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let body = json!({ "username": "nobody", "password": "wrong" });
    for _ in 0..5 {
        town.post("/api/v1/auth/staff").json(&body).await.expect_problem(401, "invalid_credentials");
    }
    town.post("/api/v1/auth/staff").json(&body).await.expect_problem(429, "too_many_requests");
}
