//! One case, one mandate: the agreement with its number, its signing by another, and payments that go into it.

use hechang::platform::change::Author;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::ground::{ACCOUNTS, DESK, Trust, at};
use crate::payments::ground::{BATCHES, at as batch_at};

/// The newest agreement as it is printed.
async fn paper(trust: &Trust<'_>) -> String {
    let path = format!("/api/v1/desk/applications/{}/documents", trust.application);
    let list = trust.handler.get(&path).await.expect(200).json();
    let mut all = list["items"].as_array().unwrap().iter();
    let one = all.find(|one| one["kind"] == "custody-agreement").unwrap();
    let path = format!("/api/v1/desk/documents/{}?version=full", one["id"].as_str().unwrap());
    trust.handler.get(&path).await.expect(200).text()
}

#[rstest]
#[tokio::test]
async fn two_children_are_paid_into_two_accounts(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of(&town, &[("2014-05-01", 12_000), ("2016-09-01", 8_000)]).await;
    let (one, two) = (trust.drafts(0).await, trust.drafts(1).await);
    assert_eq!((&one["state"], &one["ends_on"]), (&json!("draft"), &json!("2032-05-01")));
    assert_eq!(
        (&one["number"], &two["number"]),
        (&json!("山南检控申救〔2026〕1号"), &json!("山南检控申救〔2026〕2号"))
    );
    assert!(!one.to_string().contains(ACCOUNTS[0]) && !one.to_string().contains("扎西0"), "{one}");
    let papers = trust.owner.get("/api/v1/me/documents").await.expect(200).text();
    assert!(papers.contains("山南检控申救〔2026〕1号"), "{papers}");
    let paper = paper(&trust).await;
    for party in ["丙方（开户银行）：农行山南乃东支行", "丙方（签名盖章）", "监督方（签名）"]
    {
        assert!(paper.contains(party), "{paper}");
    }
    for (mandate, number) in [(&one, ACCOUNTS[0]), (&two, ACCOUNTS[1])] {
        assert_eq!(trust.signs(mandate, number).await.expect(200).json()["state"], "signed");
    }
    let open = trust.cash.open().await;
    assert!(open.iter().all(|one| one["account"] == "custody"), "{open:?}");
    let batch = trust.pays_all().await;
    let mandates: Vec<_> =
        batch["lines"].as_array().unwrap().iter().map(|line| &line["mandate_id"]).collect();
    assert_eq!(mandates, [&one["id"], &two["id"]]);
    let file = trust.cash.maker.get(&format!("{}/bank-file?format=csv", batch_at(&batch))).await.expect(200);
    let line = format!("扎西代管户,{},农行山南乃东支行,12000.00", ACCOUNTS[0]);
    assert!(file.text().contains(&line) && file.text().contains(ACCOUNTS[1]), "{}", file.text());
    for (mandate, fen) in [(&one, 1_200_000), (&two, 800_000)] {
        let now = trust.now(mandate).await;
        assert_eq!((&now["state"], &now["balance_fen"]), (&json!("active"), &json!(fen)));
    }
    let sums = trust.cash.maker.get("/api/v1/desk/ledger/balances?organ=540500&year=2026").await.json();
    assert_eq!((&sums["in_custody_fen"], &sums["with_people_fen"]), (&json!(2_000_000), &json!(0)));
}

#[rstest]
#[tokio::test]
async fn whoever_drew_it_up_does_not_sign(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.drafts(0).await;
    let sign = format!("{}/sign", at(&mandate));
    let right = json!({ "number": ACCOUNTS[0], "on": "2026-03-02" });
    trust.handler.post(&sign).json(&right).await.expect_problem(403, "forbidden");
    let differs = trust.signs(&mandate, ACCOUNTS[1]).await.expect_problem(422, "invalid");
    assert_eq!(faults(&differs), ["/number differs"]);
    let tomorrow = json!({ "number": ACCOUNTS[0], "on": "2026-03-03" });
    let problem = trust.head.post(&sign).json(&tomorrow).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/on in_the_future"]);
    trust.signs(&mandate, ACCOUNTS[0]).await.expect(200);
    trust.signs(&mandate, ACCOUNTS[0]).await.expect_problem(409, "custody_not_now");
    // The table refuses it as well, whatever the program does.
    let change = town.app().change(Author::System).await.unwrap();
    assert!(change.db().execute_unprepared("UPDATE custody_mandate SET signed_by = made_by").await.is_err());
}

#[rstest]
#[tokio::test]
async fn bad_terms_are_named_and_nothing_is_issued(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of(&town, &[("2014-05-01", 12_000), ("2016-09-01", 8_000)]).await;
    let with = |path: &str, value: Value| {
        let mut terms = trust.terms(0);
        *terms.pointer_mut(path).unwrap() = value;
        terms
    };
    let planned =
        |on: &str, fen: i64, purpose: &str| json!([{ "on": on, "amount_fen": fen, "purpose": purpose }]);
    for (body, fault) in [
        (with("/person_id", json!(trust.cash.case.person(0))), "/person_id not_granted"),
        (with("/custodian_code", json!("540500")), "/custodian_code not_an_option"),
        (with("/account/number", json!("6228 4800x")), "/account/number digits_only"),
        (with("/account/holder", json!("=1+1")), "/account/holder begins_with_a_sign"),
        (with("/purposes", json!(["living", "gambling"])), "/purposes not_an_option"),
        (with("/purposes", json!(["living", "living"])), "/purposes not_an_option"),
        (with("/plan", planned("2026-03-01", 100, "living")), "/plan/0/on in_the_past"),
        (with("/plan", planned("2026-04-01", 100, "medical")), "/plan/0/purpose not_an_option"),
        (with("/plan", planned("2026-04-01", 0, "living")), "/plan/0/amount_fen not_money"),
        (with("/plan", planned("2026-04-01", 1_200_001, "living")), "/plan more_than_granted"),
    ] {
        let problem = trust.handler.post(DESK).json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault]);
    }
    // Nothing took a number.
    assert_eq!(trust.drafts(0).await["number"], "山南检控申救〔2026〕1号");
    let again = trust.handler.post(DESK).json(&trust.terms(0)).await.expect_problem(422, "invalid");
    assert_eq!(faults(&again), ["/person_id in_custody", "/account/number account_of_another"]);
    let mut pooled = trust.terms(1);
    pooled["account"]["number"] = json!(ACCOUNTS[0]);
    let problem = trust.handler.post(DESK).json(&pooled).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/account/number account_of_another"]);
}

#[rstest]
#[tokio::test]
async fn an_agreement_is_given_up_before_money_comes(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.drafts(0).await;
    trust.signs(&mandate, ACCOUNTS[0]).await.expect(200);
    let ids = [trust.cash.open().await[0]["instalment_id"].clone()];
    let by_hand = json!({ "way": "in_person", "instalment_ids": ids });
    let problem = trust.cash.maker.post(BATCHES).json(&by_hand).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/instalment_ids/0 in_custody"]);
    let batch = trust.cash.makes("bank").await;
    let give_up = format!("{}/give-up", at(&mandate));
    let why = json!({ "reason": "村委会换届" });
    trust.head.post(&give_up).json(&why).await.expect_problem(409, "custody_money_on_its_way");
    trust.cash.act(&trust.cash.maker, &batch, "cancel").await.expect(200);
    trust.handler.post(&give_up).json(&why).await.expect_problem(403, "forbidden");
    let closed = trust.head.post(&give_up).json(&why).await.expect(200).json();
    assert_eq!((&closed["state"], &closed["closed_as"]), (&json!("closed"), &json!("dropped")));
    assert_eq!(trust.cash.open().await[0]["account"], "missing");
    // Another agreement takes another number, and may use the account.
    assert_eq!(trust.drafts(0).await["number"], "山南检控申救〔2026〕2号");
}

#[rstest]
#[tokio::test]
async fn what_the_bank_returned_is_no_longer_in_custody(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let batches = trust.cash.maker.get(BATCHES).await.expect(200).json();
    let batch = &batches["items"][0];
    let line = format!("{}/lines/{}", batch_at(batch), batch["lines"][0]["id"].as_str().unwrap());
    let back = json!({ "outcome": "failed", "on": "2026-03-02", "reason": "户名不符" });
    trust.cash.maker.post(&line).json(&back).await.expect(200);
    assert_eq!(trust.now(&mandate).await["balance_fen"], 0);
    hechang::assistance::custody::service::tend(town.app()).await.unwrap();
    assert_eq!(trust.now(&mandate).await["state"], "active", "the instalment is still to be paid");
    assert_eq!(trust.cash.open().await.len(), 1);
}
