//! Money that is handed over: two members of staff are there.

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{Cash, at, states};

/// What is still open before the case can be closed.
fn codes(closing: &Value) -> Vec<&str> {
    closing["open"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}

#[rstest]
#[tokio::test]
async fn two_are_there_when_money_is_handed_over(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[3_000]).await;
    let batch = cash.funds("in_person", Some("山财拨〔2026〕8号")).await;
    cash.act(&cash.maker, &batch, "send").await.expect_problem(409, "batch_not_now");
    let line = format!("{}/lines/{}", at(&batch), batch["lines"][0]["id"].as_str().unwrap());
    let paid = |witness: Option<&str>| json!({ "outcome": "paid", "on": "2026-03-02", "witness": witness });
    for alone in
        [None, Some("finance"), Some("nobody"), Some("partner"), Some("auditor"), Some("reviewer-540527")]
    {
        cash.maker.post(&line).json(&paid(alone)).await.expect_problem(422, "invalid");
    }
    let now = cash.maker.post(&line).json(&paid(Some("cashier"))).await.expect(200).json();
    assert_eq!((states(&now), &now["state"]), (vec!["paid"], &json!("done")));
    let closing = cash.case.handler.get(&format!("{}/closing", cash.case.at())).await.expect(200).json();
    assert!(codes(&closing).contains(&"receipt_missing"), "{closing:#}");
    // The receipt with the thumbprint is filed once, and each look at it is on the record.
    let receipt = format!("{line}/receipt");
    let photo = || cash.maker.post(&receipt).upload(&[], "thumb.jpg", "image/jpeg", samples::jpeg(3));
    cash.maker.get(&receipt).await.expect_problem(404, "not_found");
    let text = cash.maker.post(&receipt).upload(&[], "a.txt", "text/plain", b"no photo".to_vec()).await;
    assert_eq!(text.status, 415, "{}", text.text());
    cash.case
        .handler
        .post(&receipt)
        .upload(&[], "thumb.jpg", "image/jpeg", samples::jpeg(3))
        .await
        .expect(403);
    assert_eq!(photo().await.expect(200).json()["lines"][0]["receipt"], true);
    photo().await.expect_problem(409, "batch_not_now");
    assert_eq!(cash.checker.get(&receipt).await.expect(200).body, samples::jpeg(3));
    cash.case.handler.get(&receipt).await.expect(403);
    let closing = cash.case.handler.get(&format!("{}/closing", cash.case.at())).await.expect(200).json();
    assert!(!codes(&closing).contains(&"receipt_missing"), "{closing:#}");
    let sums = cash.maker.get("/api/v1/desk/ledger/balances?organ=540500&year=2026").await.json();
    assert_eq!(sums["with_people_fen"], 300_000);
}
