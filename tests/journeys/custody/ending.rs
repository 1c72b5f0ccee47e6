//! What the agreement fixed happens by itself: planned releases, the end when all is used, the rest on the 18th birthday.

use chrono::TimeDelta;
use hechang::assistance::custody::service::tend;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{ACCOUNTS, DESK, PARTNER, Trust, id, last};
use crate::payments::ground::NUMBER;

#[rstest]
#[tokio::test]
async fn what_is_left_goes_to_the_person_on_the_birthday(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    // Eighteen on 12 March 2026, ten days from now.
    let mut trust = Trust::of(&town, &[("2008-03-12", 12_000)]).await;
    let mandate = trust.funded().await;
    let spent = trust.asks(&mandate, 2_000).await;
    trust.releases(&mandate, &spent).await;
    town.clock.advance(TimeDelta::days(9));
    assert_eq!(tend(town.app()).await.unwrap(), 0, "not before the birthday");
    town.clock.advance(TimeDelta::days(1));
    assert_eq!((tend(town.app()).await.unwrap(), tend(town.app()).await.unwrap()), (1, 0), "once");
    trust.comes_back().await;
    let now = trust.now(&mandate).await;
    let rest = last(&now);
    assert_eq!(
        (&rest["kind"], &rest["amount_fen"], &rest["asked_by"]),
        (&json!("rest"), &json!(1_000_000), &json!("system"))
    );
    let told = town.get("/sandbox/messages.json?to=13800000900").await.expect(200).text();
    assert!(told.contains("代管期满"), "{told}");
    let own = format!("/api/v1/applications/{}/custody", trust.application);
    assert_eq!(trust.owner.get(&own).await.expect(200).json()["items"][0]["may_ask"], false);
    let request = rest["id"].as_str().unwrap();
    trust.steps(&trust.custodian, &mandate, request, "verify").await.expect(200);
    trust.steps(&trust.head, &mandate, request, "approve").await.expect(200);
    let early = trust.steps(&trust.cash.maker, &mandate, request, "release").await;
    early.expect_problem(409, "custody_own_account_missing");
    let account = format!("/api/v1/desk/payments/accounts/{}", trust.cash.case.person(1));
    let new = json!({ "relation": "own", "holder": "扎西0", "bank": "农行", "number": NUMBER });
    trust.cash.maker.put(&account).if_match("\"0\"").json(&new).await.expect(200);
    let confirm = json!({ "number": NUMBER });
    trust.cash.checker.post(&format!("{account}/confirm")).json(&confirm).await.expect(200);
    let released = trust.steps(&trust.cash.maker, &mandate, request, "release").await.expect(200).json();
    assert_eq!(released["balance_fen"], 0);
    assert_eq!((tend(town.app()).await.unwrap(), tend(town.app()).await.unwrap()), (1, 0));
    let closed = trust.now(&mandate).await;
    assert_eq!((&closed["state"], &closed["closed_as"]), (&json!("closed"), &json!("of_age")));
    trust.custodian.get(&format!("{PARTNER}/{}", id(&mandate))).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn what_is_used_up_and_shown_ends(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    assert_eq!(tend(town.app()).await.unwrap(), 0);
    let request = trust.asks(&mandate, 12_000).await;
    trust.releases(&mandate, &request).await;
    assert_eq!(tend(town.app()).await.unwrap(), 0, "its use isn't shown yet");
    trust.files(&trust.handler, DESK, &mandate, &request).await.expect(200);
    assert_eq!(tend(town.app()).await.unwrap(), 0, "it ended with the voucher");
    let closed = trust.now(&mandate).await;
    assert_eq!((&closed["state"], &closed["closed_as"]), (&json!("closed"), &json!("used_up")));
}

#[rstest]
#[tokio::test]
async fn planned_releases_are_asked_for_on_their_day(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    let mut trust = Trust::of_one(&town).await;
    let mut terms = trust.terms(0);
    let planned = |on: &str| json!({ "on": on, "amount_fen": 300_000, "purpose": "living" });
    terms["plan"] = json!([planned("2026-03-02"), planned("2026-03-20")]);
    let mandate = trust.handler.post(DESK).json(&terms).await.expect(201).json();
    trust.signs(&mandate, ACCOUNTS[0]).await.expect(200);
    assert_eq!(tend(town.app()).await.unwrap(), 0, "there is no money yet");
    trust.pays_all().await;
    assert_eq!((tend(town.app()).await.unwrap(), tend(town.app()).await.unwrap()), (1, 0));
    let own = format!("/api/v1/applications/{}/custody", trust.application);
    let seen = trust.owner.get(&own).await.expect(200).json();
    assert_eq!(seen["items"][0]["planned"], json!([planned("2026-03-20")]));
    let request = last(&trust.now(&mandate).await)["id"].as_str().unwrap().to_owned();
    trust.releases(&mandate, &request).await;
    town.clock.advance(TimeDelta::days(18));
    trust.comes_back().await;
    assert_eq!(tend(town.app()).await.unwrap(), 1);
    assert_eq!(trust.now(&mandate).await["requests"].as_array().unwrap().len(), 2);
}
