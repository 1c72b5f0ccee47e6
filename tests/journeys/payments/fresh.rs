//! Deciding and paying ask for a proof of at most five minutes ago (security.md ID-17).

use chrono::TimeDelta;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{Cash, at};
use crate::assistance::ground::{Office, proves};

fn later(town: &Town) {
    town.clock.advance(TimeDelta::minutes(5) + TimeDelta::seconds(1));
}

#[rstest]
#[tokio::test]
async fn a_decision_asks_again_who_decides(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let mut case = office.case(&town, "13800000001").await.described("A1").await;
    case.proposes(&[5_000]).await;
    later(&town);
    let steps = format!("{}/steps", case.at());
    let approve = json!({ "verdict": "approve" });
    office.head.post(&steps).json(&approve).await.expect_problem(403, "step_up_needed");
    office.head.get(&case.at()).await.expect(200);
    proves(&town, &office.head, "approver").await;
    let done: Value = office.head.post(&steps).json(&approve).await.expect(200).json();
    assert_eq!(done["steps"].as_array().unwrap().len(), 2);
}

#[rstest]
#[tokio::test]
async fn paying_asks_again_who_pays(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[5_000]).await;
    cash.accounts().await;
    let batch = cash.makes("bank").await;
    later(&town);
    cash.act(&cash.checker, &batch, "approve").await.expect_problem(403, "step_up_needed");
    assert_eq!(cash.now(&batch).await["state"], "made");
    proves(&town, &cash.checker, "cashier").await;
    cash.act(&cash.checker, &batch, "approve").await.expect(200);
    cash.maker
        .post(&format!("{}/funds", at(&batch)))
        .json(&json!({ "on": "2026-03-02", "basis": "山财拨〔2026〕1号" }))
        .await
        .expect(200);
    cash.act(&cash.maker, &batch, "send").await.expect_problem(403, "step_up_needed");
    proves(&town, &cash.maker, "finance").await;
    cash.act(&cash.maker, &batch, "send").await.expect(200);
    later(&town);
    let file = format!("{}/bank-file?format=csv", at(&batch));
    cash.maker.get(&file).await.expect_problem(403, "step_up_needed");
    proves(&town, &cash.maker, "finance").await;
    cash.maker.get(&file).await.expect(200);
}
