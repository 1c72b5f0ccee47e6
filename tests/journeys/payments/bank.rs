//! By transfer: out as the bank's file, back as its answer, to the last fen and once.

use futures_util::future::join_all;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{Cash, NUMBER, answer, at, states};

async fn balances(cash: &Cash<'_>) -> Value {
    cash.maker.get("/api/v1/desk/ledger/balances?organ=540500&year=2026").await.expect(200).json()
}

async fn state_of(owner: &Person<'_>) -> Value {
    owner.get("/api/v1/applications").await.expect(200).json()["items"][0]["state"].clone()
}

async fn outcome(owner: &Person<'_>) -> Value {
    let id = owner.get("/api/v1/applications").await.expect(200).json()["items"][0]["id"].clone();
    let path = format!("/api/v1/applications/{}/decision", id.as_str().unwrap());
    owner.get(&path).await.expect(200).json()
}

#[rstest]
#[tokio::test]
async fn one_payment_fails_and_is_tried_again(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000, 8_000]).await;
    cash.accounts().await;
    let batch = cash.sends(Some("山财拨〔2026〕3号")).await;
    assert_eq!((&batch["number"], &batch["amount_fen"]), (&json!("540500-2026-1"), &json!(2_000_000)));
    assert_eq!((&batch["tell_by"], &batch["told_at"].is_string()), (&json!("2026-03-04"), &true));
    assert_eq!(state_of(&cash.owners[0]).await, "paying");

    let settled = cash.answers(&batch, &answer(&batch, &["成功", "失败"])).await.expect(200).json();
    assert_eq!(settled, json!({ "paid": 1, "failed": 1, "unchanged": 0 }));
    let now = cash.now(&batch).await;
    assert_eq!((states(&now), &now["state"]), (vec!["paid", "failed"], &json!("done")));
    assert_eq!(
        (&now["lines"][1]["reason"], &state_of(&cash.owners[1]).await),
        (&json!("户名不符"), &json!("paying"))
    );
    assert_eq!(state_of(&cash.owners[0]).await, "paid");
    let sums = balances(&cash).await;
    assert_eq!((&sums["with_people_fen"], &sums["in_bank_fen"]), (&json!(1_200_000), &json!(800_000)));

    let open = cash.open().await;
    assert_eq!((open.len(), &open[0]["tried"]), (1, &json!(true)));
    let again = cash.sends(None).await;
    cash.answers(&again, &answer(&again, &["成功"])).await.expect(200);
    let sums = balances(&cash).await;
    assert_eq!((&sums["with_people_fen"], &sums["in_bank_fen"]), (&json!(2_000_000), &json!(0)));
    assert_eq!((&sums["committed_fen"], cash.open().await.len()), (&json!(0), 0));
    assert_eq!(state_of(&cash.owners[1]).await, "paid");
    assert_eq!(outcome(&cash.owners[1]).await["people"][0]["paid_fen"], 800_000);
}

#[rstest]
#[tokio::test]
async fn the_same_answer_changes_nothing_the_second_time(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[5_000]).await;
    cash.accounts().await;
    let batch = cash.sends(Some("山财拨〔2026〕4号")).await;
    let text = answer(&batch, &["成功"]);
    cash.answers(&batch, &text).await.expect(200);
    let before = balances(&cash).await;
    let same = cash.answers(&batch, &text).await.expect(200).json();
    assert_eq!(same, json!({ "paid": 0, "failed": 0, "unchanged": 1 }));
    let other_bytes = cash.answers(&batch, &format!("{text}\n")).await.expect(200).json();
    assert_eq!(other_bytes["unchanged"], 1);
    assert_eq!(balances(&cash).await, before);
}

#[rstest]
#[tokio::test]
async fn sixty_four_at_once_pay_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    let cash = Cash::granted(&town, &[9_000, 1_000]).await;
    cash.accounts().await;
    let batch = cash.sends(Some("山财拨〔2026〕5号")).await;
    // Each file has other bytes, so that the lines themselves have to hold.
    let texts: Vec<_> =
        (0..64).map(|place| answer(&batch, &["成功", "成功"]) + &"\n".repeat(place)).collect();
    let answers = join_all(texts.iter().map(|text| cash.answers(&batch, text))).await;
    let told: Vec<_> = answers.into_iter().map(|answer| answer.expect(200).json()).collect();
    let paid: i64 = told.iter().map(|one| one["paid"].as_i64().unwrap()).sum();
    assert_eq!(paid, 2, "{told:?}");
    let sums = balances(&cash).await;
    assert_eq!((&sums["with_people_fen"], &sums["in_bank_fen"]), (&json!(1_000_000), &json!(0)));
}

#[rstest]
#[tokio::test]
async fn what_came_back_later_is_taken_back(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[5_000]).await;
    cash.accounts().await;
    let batch = cash.sends(Some("山财拨〔2026〕6号")).await;
    cash.answers(&batch, &answer(&batch, &["成功"])).await.expect(200);
    assert_eq!(state_of(&cash.owners[0]).await, "paid");
    let settled = cash.answers(&batch, &answer(&batch, &["退汇"])).await.expect(200).json();
    assert_eq!(settled["failed"], 1);
    assert_eq!(states(&cash.now(&batch).await), ["returned"]);
    assert_eq!(balances(&cash).await["in_bank_fen"], 500_000);
    assert_eq!((state_of(&cash.owners[0]).await, cash.open().await.len()), (json!("paying"), 1));
    let told = town.get("/sandbox/messages.json?to=13800000300").await.expect(200).text();
    assert!(told.contains("付款没有成功") && !told.contains("5,000") && !told.contains("次仁"), "{told}");
}

#[rstest]
#[tokio::test]
async fn the_file_holds_what_the_bank_needs(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000]).await;
    cash.accounts().await;
    let batch = cash.funds("bank", Some("山财拨〔2026〕7号")).await;
    let csv = format!("{}/bank-file?format=csv", at(&batch));
    cash.maker.get(&csv).await.expect_problem(409, "batch_not_now");
    cash.act(&cash.maker, &batch, "send").await.expect(200);
    let file = cash.maker.get(&csv).await.expect(200);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"540500-2026-1.csv\"");
    let line = format!("540500-2026-1-1,次仁卓玛,{NUMBER},农行山南乃东支行,12000.00,国家司法救助金");
    assert!(file.text().contains(&line), "{}", file.text());
    let book = cash.maker.get(&format!("{}/bank-file?format=xlsx", at(&batch))).await.expect(200);
    assert!(book.body.starts_with(b"PK"));
    let shown = cash.maker.get(&at(&batch)).await.expect(200).text();
    assert!(!shown.contains(NUMBER) && !shown.contains("次仁卓玛"), "{shown}");
    cash.case.handler.get(&csv).await.expect_problem(403, "forbidden");
}
