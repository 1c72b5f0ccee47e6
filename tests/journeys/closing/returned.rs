//! Money that the bank gives back after the case was closed: the case is open again, and the money can be paid anew.

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::Finished;
use crate::{
    followup::ground::state_of,
    payments::ground::{BATCHES, answer},
};

#[rstest]
#[tokio::test]
async fn what_comes_back_opens_the_case_again(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let finished = Finished::of_one(&town).await;
    finished.closes().await;
    assert_eq!(state_of(finished.owner()).await, "closed");
    let cash = &finished.followed.cash;
    let batches = cash.maker.get(BATCHES).await.expect(200).json();
    let batch = cash.now(&batches["items"][0]).await;
    cash.answers(&batch, &answer(&batch, &["退汇"])).await.expect(200);
    assert_eq!((state_of(finished.owner()).await, cash.open().await.len()), (json!("paying"), 1));
    let closing = finished.now().await;
    assert!(closing["rounds"][0]["reopened_at"].is_string(), "{closing}");
    finished.asks().await.expect_problem(409, "case_unfinished");
}
