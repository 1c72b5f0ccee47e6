//! Money comes back to the fen, never more than was decided, and the ledger says so.

use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{at, decided, receipt, receives};
use crate::assistance::ground::named;

#[rstest]
#[tokio::test]
async fn receipts_add_up_to_what_was_decided(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (followed, recovery) = decided(&town).await;
    let finance = &followed.cash.maker;
    let path = format!("{}/receipts", at(&recovery));
    let body = receipt(200_000, "缴1号");
    let part = finance.post(&path).key("once").json(&body).await.expect(200).json();
    let again = finance.post(&path).key("once").json(&body).await.expect(200).json();
    assert_eq!(part, again, "a retry enters nothing");
    assert_eq!(
        (&part["state"], &part["recovered_fen"], &part["left_fen"]),
        (&json!("recovering"), &json!(200_000), &json!(300_000))
    );
    let twice = receives(finance, &recovery, 100, "缴1号").await.expect_problem(422, "invalid");
    assert_eq!(faults(&twice), ["/basis entered_already"]);
    let more = receives(finance, &recovery, 300_001, "缴2号").await.expect_problem(422, "invalid");
    assert_eq!(faults(&more), ["/amount_fen more_than_decided"]);
    let mut tomorrow = receipt(100, "缴2号");
    tomorrow["on"] = json!("2026-03-03");
    let early = finance.post(&path).json(&tomorrow).await.expect_problem(422, "invalid");
    assert_eq!(faults(&early), ["/on in_the_future"]);
    let all = receives(finance, &recovery, 300_000, "缴2号").await.expect(200).json();
    assert_eq!((&all["state"], &all["left_fen"]), (&json!("recovered"), &json!(0)));
    receives(finance, &recovery, 1, "缴3号").await.expect_problem(409, "recovery_not_now");
    let balances =
        finance.get("/api/v1/desk/ledger/balances?organ=540500&year=2026").await.expect(200).json();
    assert_eq!(
        (&balances["recovered_fen"], &balances["paid_fen"]),
        (&json!(500_000), &json!(1_200_000)),
        "the payment stays"
    );
    let faults = hechang::ledger::verification::verify(&town.app().db).await.unwrap().faults;
    assert!(faults.is_empty(), "{faults:?}");
}

#[rstest]
#[tokio::test]
async fn what_will_not_come_is_written_off_with_a_reason(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (followed, recovery) = decided(&town).await;
    receives(&followed.cash.maker, &recovery, 200_000, "缴1号").await.expect(200);
    let path = format!("{}/write-off", at(&recovery));
    let deputy = named(&town, "deputy-chief").await;
    let head = named(&town, "approver").await;
    let said = json!({ "reason": "当事人无力退还" });
    head.post(&path).json(&said).await.expect_problem(403, "another_post");
    followed.cash.maker.post(&path).json(&said).await.expect_problem(404, "not_found");
    let blank = deputy.post(&path).json(&json!({ "reason": " " })).await.expect_problem(422, "invalid");
    assert_eq!(faults(&blank), ["/reason required"]);
    let off = deputy.post(&path).json(&said).await.expect(200).json();
    assert_eq!(
        (&off["state"], &off["recovered_fen"], &off["left_fen"], &off["write_off"]),
        (&json!("written_off"), &json!(200_000), &json!(0), &said["reason"])
    );
}
