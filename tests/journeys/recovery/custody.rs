//! Money that is still in custody is paid back by the custodian, to the fen, and nothing is released meanwhile.

use hechang::{ledger, platform::change::Author};
use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::ground::{at, claim, decides, desk, receipt};
use crate::{
    assistance::ground::named,
    custody::ground::{Trust, at as mandate_at, id, last, need},
};

/// So much of the child's is to be paid back.
async fn decided(town: &Town, trust: &Trust<'_>, fen: i64) -> Value {
    let path = format!("{}/recoveries", trust.cash.case.at());
    let child = trust.cash.case.person(1);
    let opened = trust.handler.post(&path).json(&claim(&child, fen)).await.expect(201).json();
    let deputy = named(town, "deputy-chief").await;
    decides(&deputy, &opened, true).await.expect(200).json()
}

async fn receives(trust: &Trust<'_>, recovery: &Value, source: &str, fen: i64, basis: &str) -> Answer {
    let mut body = receipt(fen, basis);
    body["source"] = json!(source);
    trust.cash.maker.post(&format!("{}/receipts", at(recovery))).json(&body).await
}

async fn holds(town: &Town) {
    let found = ledger::verification::verify(&town.app().db).await.unwrap().faults;
    assert!(found.is_empty(), "{found:?}");
}

#[rstest]
#[tokio::test]
async fn the_custodian_pays_a_part_back(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let path = format!("{}/recoveries", trust.cash.case.at());
    let all = trust.handler.post(&path).json(&claim(&trust.cash.case.person(1), 1_200_001)).await;
    let all = all.expect_problem(422, "invalid");
    assert_eq!(faults(&all), ["/amount_fen more_than_there"]);
    let request = trust.asks(&mandate, 2_000).await;
    trust.steps(&trust.custodian, &mandate, &request, "verify").await.expect(200);
    trust.steps(&trust.head, &mandate, &request, "approve").await.expect(200);
    let recovery = decided(&town, &trust, 500_000).await;
    assert_eq!(recovery["held_fen"], 1_200_000);
    // Nothing leaves custody for the person until it is settled.
    trust.steps(&trust.cash.maker, &mandate, &request, "release").await.expect_problem(409, "in_recovery");
    let ask = format!("{}/requests", mandate_at(&mandate));
    trust.handler.post(&ask).json(&need(1)).await.expect_problem(409, "in_recovery");
    let own = format!("/api/v1/applications/{}/custody", trust.application);
    let seen = trust.owner.get(&own).await.expect(200).json()["items"][0].clone();
    assert_eq!((&seen["in_recovery"], &seen["may_ask"]), (&json!(true), &json!(false)));
    let person = receives(&trust, &recovery, "person", 100, "缴1号").await.expect_problem(422, "invalid");
    assert_eq!(faults(&person), ["/amount_fen more_than_with_person"]);
    let unknown = receives(&trust, &recovery, "treasury", 100, "缴1号").await;
    assert_eq!(unknown.status, 422);
    let part = receives(&trust, &recovery, "custody", 200_000, "缴1号").await.expect(200).json();
    assert_eq!(
        (&part["state"], &part["held_fen"], &part["receipts"][0]["source"]),
        (&json!("recovering"), &json!(1_000_000), &json!("custody"))
    );
    let more = receives(&trust, &recovery, "custody", 300_001, "缴2号").await.expect_problem(422, "invalid");
    assert_eq!(faults(&more), ["/amount_fen more_than_decided"]);
    trust.steps(&trust.cash.maker, &mandate, &request, "release").await.expect_problem(409, "in_recovery");
    receives(&trust, &recovery, "custody", 300_000, "缴2号").await.expect(200);
    let kept = trust.custodian.get(&format!("/api/v1/partner/custody/{}", id(&mandate))).await.expect(200);
    assert_eq!(
        (&kept.json()["balance_fen"], &kept.json()["free_fen"]),
        (&json!(700_000), &json!(500_000)),
        "the custodian sees what is left"
    );
    trust.steps(&trust.cash.maker, &mandate, &request, "release").await.expect(200);
    let sums = trust.cash.maker.get("/api/v1/desk/ledger/balances?organ=540500&year=2026").await.json();
    assert_eq!(
        (&sums["in_custody_fen"], &sums["recovered_fen"], &sums["with_people_fen"]),
        (&json!(500_000), &json!(500_000), &json!(200_000))
    );
    holds(&town).await;
    let change = town.app().change(Author::System).await.unwrap();
    let forged = "UPDATE recovery_receipt SET source = 'wall'";
    assert!(change.db().execute_unprepared(forged).await.is_err(), "the table knows two sources");
}

#[rstest]
#[tokio::test]
async fn what_is_paid_back_in_full_ends_custody(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let recovery = decided(&town, &trust, 1_200_000).await;
    let done = receives(&trust, &recovery, "custody", 1_200_000, "缴1号").await.expect(200).json();
    assert_eq!((&done["state"], &done["held_fen"]), (&json!("recovered"), &json!(0)));
    let closed = trust.now(&mandate).await;
    assert_eq!((&closed["state"], &closed["closed_as"]), (&json!("closed"), &json!("recovered")));
    holds(&town).await;
}

#[rstest]
#[tokio::test]
async fn both_sources_go_together_and_a_write_off_lets_releases_go_on(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let spent = trust.asks(&mandate, 10_000).await;
    trust.releases(&mandate, &spent).await;
    let recovery = decided(&town, &trust, 900_000).await;
    let more = receives(&trust, &recovery, "custody", 200_001, "缴1号").await.expect_problem(422, "invalid");
    assert_eq!(faults(&more), ["/amount_fen more_than_held"]);
    assert!(more["errors"][0]["detail"].as_str().unwrap().contains("2,000"), "{more}");
    receives(&trust, &recovery, "custody", 100_000, "缴1号").await.expect(200);
    receives(&trust, &recovery, "person", 300_000, "缴2号").await.expect(200);
    let deputy = named(&town, "deputy-chief").await;
    let ask = format!("{}/requests", mandate_at(&mandate));
    trust.handler.post(&ask).json(&need(500)).await.expect_problem(409, "in_recovery");
    let off = json!({ "reason": "当事人无力退还" });
    deputy.post(&format!("{}/write-off", at(&recovery))).json(&off).await.expect(200);
    let asked = trust.handler.post(&ask).json(&need(500)).await.expect(201).json();
    assert_eq!((&asked["in_recovery"], &asked["balance_fen"]), (&json!(false), &json!(100_000)));
    trust.releases(&mandate, last(&asked)["id"].as_str().unwrap()).await;
    assert_eq!(trust.now(&mandate).await["balance_fen"], 50_000);
    holds(&town).await;
}

#[rstest]
#[tokio::test]
async fn finance_chooses_the_source_on_the_page(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let recovery = decided(&town, &trust, 500_000).await;
    let finance = desk(&town, "finance").await;
    finance.open(&format!("/console/custody/{}", id(&mandate))).await.expect(200).shows("正在追回");
    let place = format!("/console/recoveries/{}", recovery["id"].as_str().unwrap());
    let page = finance.open(&place).await.expect(200);
    page.shows("代管人从代管账户退回（现有12,000.00元）");
    let receipts = format!("{place}/receipts");
    let money = [("source", "custody"), ("amount_fen", "5,000.01"), ("on", "2026-03-02"), ("basis", "缴1号")];
    let page = finance.send(&page, &receipts, &money).await.expect(422);
    page.shows("f-amount_fen-fault");
    let money = [("source", "custody"), ("amount_fen", "5,000"), ("on", "2026-03-02"), ("basis", "缴1号")];
    finance.send(&page, &receipts, &money).await.expect(200).shows("代管人退回").shows("已全部追回");
}
