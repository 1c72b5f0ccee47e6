//! Money that is handed over: two members of staff are there.

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{Cash, at, states};

#[rstest]
#[tokio::test]
async fn two_are_there_when_money_is_handed_over(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[3_000]).await;
    let batch = cash.funds("in_person", Some("山财拨〔2026〕8号")).await;
    cash.act(&cash.maker, &batch, "send").await.expect_problem(409, "batch_not_now");
    let line = format!("{}/lines/{}", at(&batch), batch["lines"][0]["id"].as_str().unwrap());
    let paid = |witness: Option<&str>| json!({ "outcome": "paid", "on": "2026-03-02", "witness": witness });
    for alone in [None, Some("finance"), Some("nobody")] {
        cash.maker.post(&line).json(&paid(alone)).await.expect_problem(422, "invalid");
    }
    let now = cash.maker.post(&line).json(&paid(Some("cashier"))).await.expect(200).json();
    assert_eq!((states(&now), &now["state"]), (vec!["paid"], &json!("done")));
    let sums = cash.maker.get("/api/v1/desk/ledger/balances?organ=540500&year=2026").await.json();
    assert_eq!(sums["with_people_fen"], 300_000);
}
