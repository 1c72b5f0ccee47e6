//! What was granted and isn't paid yet is revoked: alone, or with what is to be paid back.

use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{claim, decides};
use crate::{
    assistance::ground::named,
    followup::ground::{Followed, state_of},
    payments::ground::Cash,
};

async fn asks(cash: &Cash<'_>, place: usize, fen: i64) -> Answer {
    let mut claim = claim(&cash.case.person(place), fen);
    claim["revokes"] = json!(true);
    cash.case.handler.post(&format!("{}/recoveries", cash.case.at())).json(&claim).await
}

async fn balances(finance: &Person<'_>) -> Value {
    finance.get("/api/v1/desk/ledger/balances?organ=540500&year=2026").await.expect(200).json()
}

#[rstest]
#[tokio::test]
async fn a_grant_is_revoked_before_it_is_paid(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000, 8_000]).await;
    let deputy = named(&town, "deputy-chief").await;
    let free = balances(&cash.maker).await["left_fen"].as_i64().unwrap();
    let more = asks(&cash, 0, 1).await.expect_problem(422, "invalid");
    assert_eq!(faults(&more), ["/amount_fen more_than_there"]);
    let opened = asks(&cash, 0, 0).await.expect(201).json();
    assert_eq!((&opened["state"], &opened["revokes"]), (&json!("open"), &json!(true)));
    let revoked = decides(&deputy, &opened, true).await.expect(200).json();
    assert_eq!(revoked["state"], "revoked");
    assert_eq!(state_of(&cash.owners[0]).await, "closed");
    assert_eq!(state_of(&cash.owners[1]).await, "granted");
    assert_eq!(balances(&cash.maker).await["left_fen"], free + 1_200_000, "its budget is free again");
    assert_eq!(cash.open().await.len(), 1, "the other is still to be paid");
    let nothing = asks(&cash, 0, 0).await.expect_problem(422, "invalid");
    assert_eq!(faults(&nothing), ["/person_id not_paid"]);
    let found = hechang::ledger::verification::verify(&town.app().db).await.unwrap().faults;
    assert!(found.is_empty(), "{found:?}");
}

#[rstest]
#[tokio::test]
async fn what_a_batch_pays_is_not_revoked(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000]).await;
    let deputy = named(&town, "deputy-chief").await;
    let opened = asks(&cash, 0, 0).await.expect(201).json();
    let batch = cash.makes("in_person").await;
    decides(&deputy, &opened, true).await.expect_problem(409, "recovery_being_paid");
    assert_eq!(state_of(&cash.owners[0]).await, "paying");
    cash.act(&cash.maker, &batch, "cancel").await.expect(200);
    assert_eq!(decides(&deputy, &opened, true).await.expect(200).json()["state"], "revoked");
    assert_eq!(state_of(&cash.owners[0]).await, "closed");
    assert!(cash.open().await.is_empty());
}

#[rstest]
#[tokio::test]
async fn nothing_is_to_be_revoked_once_all_is_paid(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let paid = asks(&followed.cash, 0, 500_000).await.expect_problem(422, "invalid");
    assert_eq!(faults(&paid), ["/revokes nothing_unpaid"]);
}
