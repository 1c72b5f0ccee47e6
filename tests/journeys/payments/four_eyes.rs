//! Who enters an account doesn't confirm it, who makes a batch doesn't check it, who decides doesn't pay (security.md AC-5).

use hechang::{
    identity::{
        actor::Role,
        holder::Holder,
        staff::{self, NewStaff},
    },
    platform::change::{Author, Event},
};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::{resident_id, sign_in},
    town::Town,
};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::ground::{BATCHES, Cash, NUMBER};

#[rstest]
#[tokio::test]
async fn whoever_entered_an_account_does_not_confirm_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[5_000]).await;
    assert_eq!(cash.enters(0).await.expect(200).json()["state"], "entered");
    let confirm = format!("{}/confirm", cash.account(0));
    let typed = json!({ "number": NUMBER });
    cash.maker.post(&confirm).json(&typed).await.expect_problem(403, "four_eyes");
    let wrong = json!({ "number": "6222021508000123457" });
    cash.checker.post(&confirm).json(&wrong).await.expect_problem(422, "invalid");
    cash.case.handler.post(&confirm).json(&typed).await.expect_problem(403, "forbidden");
    let ids = [cash.open().await[0]["instalment_id"].clone()];
    let batch = json!({ "way": "bank", "instalment_ids": ids });
    let problem = cash.maker.post(BATCHES).json(&batch).await.expect_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "account_not_confirmed");
    let confirmed = cash.checker.post(&confirm).json(&typed).await.expect(200);
    assert_eq!(confirmed.json()["state"], "confirmed");
    assert!(!confirmed.text().contains(NUMBER));
}

#[rstest]
#[tokio::test]
async fn whoever_made_a_batch_does_not_check_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[5_000]).await;
    cash.accounts().await;
    let batch = cash.makes("bank").await;
    cash.act(&cash.maker, &batch, "approve").await.expect_problem(403, "four_eyes");
    cash.act(&cash.case.handler, &batch, "approve").await.expect_problem(403, "forbidden");
    cash.act(&cash.checker, &batch, "approve").await.expect(200);
    // The table refuses it as well, whatever the program does.
    let sql = "UPDATE payment_batch SET approved_by = made_by";
    let change = town.app().change(Author::System).await.unwrap();
    assert!(change.db().execute_unprepared(sql).await.is_err());
}

#[rstest]
#[tokio::test]
async fn whoever_decided_does_not_pay(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[5_000]).await;
    cash.accounts().await;
    let proposer = cash.case.now["steps"][0]["staff_id"].as_str().unwrap().parse().unwrap();
    let (name, word) = ("turned-cashier", "a wall of prayer flags in the wind");
    let password = staff::password(word.to_owned()).await.unwrap();
    let change = town.app().change(Author::System).await.unwrap();
    let organ_id = staff::find(change.db(), proposer).await.unwrap().unwrap().organ_id;
    let new = NewStaff {
        username: name.to_owned(),
        password,
        organ_id,
        department_id: None,
        roles: vec![Role::Finance],
        holder: Holder::of(change.vault(), &resident_id()).unwrap(),
    };
    let turned = staff::add(&change, new).await.unwrap();
    change.commit(Event::new("test.prepared", organ_id), ()).await.unwrap();
    // Somebody who took part in the decision and works for finance since.
    let sql = match db {
        Sqlite => format!("UPDATE assistance_step SET staff_id = x'{}' WHERE place = 0", turned.simple()),
        Postgres => format!("UPDATE assistance_step SET staff_id = '{turned}' WHERE place = 0"),
    };
    let change = town.app().change(Author::System).await.unwrap();
    change.db().execute_unprepared(&sql).await.unwrap();
    change.commit(Event::new("test.prepared", organ_id), ()).await.unwrap();
    let turned = sign_in(&town, name, word).await;
    let ids = [cash.open().await[0]["instalment_id"].clone()];
    let body = json!({ "way": "bank", "instalment_ids": ids });
    turned.post(BATCHES).json(&body).await.expect_problem(403, "four_eyes");
    let batch = cash.makes("bank").await;
    cash.act(&turned, &batch, "approve").await.expect_problem(403, "four_eyes");
}
