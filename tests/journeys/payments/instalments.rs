//! Payment in instalments: every day and amount is fixed with the decision, and nothing is paid before its day is near.

use chrono::Duration;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{BATCHES, Cash, NUMBER, at};
use crate::{
    applications::ground::at as application_at,
    assistance::ground::{Office, accepted, named},
    followup::ground::state_of,
};

const SEPTEMBER: &str = "2026-09-01";

#[rstest]
#[tokio::test]
async fn each_is_paid_on_its_day(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 1_000_000).await;
    let (owner, application) = accepted(&town, "13800000221").await;
    let mut case = office.case_of(&[&application]).await;
    let mut proposal = case.proposal(&[9_000]);
    let later = |yuan: i64, day: &str| json!({ "person_id": case.person(0), "amount_fen": yuan * 100, "due_on": day });
    let path = format!("{}/proposals", case.at());
    proposal["instalments"] = json!([later(9_001, "2026-03-01"), later(1, "2026-03-01")]);
    let wrong = office.handler.post(&path).json(&proposal).await.expect_problem(422, "invalid");
    assert_eq!(
        faults(&wrong),
        [
            "/instalments/0/amount_fen above_grant",
            "/instalments/0/due_on in_the_past",
            "/instalments/1/amount_fen above_grant",
            "/instalments/1/due_on in_the_past",
            "/instalments/1/due_on named_twice",
        ]
    );
    proposal["instalments"] = json!([later(3_000, SEPTEMBER), later(2_000, "2026-03-10")]);
    case.now = office.handler.post(&path).json(&proposal).await.expect(200).json();
    case.approved(&[&office.head, &office.deputy]).await;
    assert_eq!(case.now["state"], "granted");
    let own = owner.get(&format!("{}/decision", application_at(&application))).await.expect(200).json();
    let later = json!([{ "amount_fen": 200_000, "due_on": "2026-03-10" }, { "amount_fen": 300_000, "due_on": SEPTEMBER }]);
    assert_eq!(own["people"][0]["later"], later);
    let cash =
        Cash { maker: office.finance, checker: named(&town, "cashier").await, case, owners: vec![owner] };
    assert!(decision(&cash, &application).await.contains("2026年9月1日发放3,000.00元"));

    cash.enters(0).await.expect(200);
    let confirm = format!("{}/confirm", cash.account(0));
    cash.checker.post(&confirm).json(&json!({ "number": NUMBER })).await.expect(200);
    let open = cash.open().await;
    let dues: Vec<_> =
        open.iter().map(|one| (one["amount_fen"].as_i64().unwrap(), one["due_on"].as_str())).collect();
    assert_eq!(dues, [(400_000, None), (200_000, Some("2026-03-10")), (300_000, Some(SEPTEMBER))]);
    let all: Vec<_> = open.iter().map(|one| one["instalment_id"].clone()).collect();
    let asked = json!({ "way": "in_person", "instalment_ids": all });
    let early = cash.maker.post(BATCHES).json(&asked).await.expect_problem(422, "invalid");
    assert_eq!(faults(&early), ["/instalment_ids/2 not_due_yet"]);
    pays(&cash, &all[..2], "2026-03-02").await;
    assert_eq!(state_of(&cash.owners[0]).await, "paying", "something is still to come");

    town.clock.advance(Duration::days(175));
    let cash = Cash { maker: named(&town, "finance").await, checker: named(&town, "cashier").await, ..cash };
    pays(&cash, &all[2..], "2026-08-24").await;
    let now = cash.maker.get("/api/v1/desk/payments/open").await.expect(200).json();
    assert_eq!(now["items"], json!([]));
}

/// The decision to grant as it is printed.
async fn decision(cash: &Cash<'_>, application: &Value) -> String {
    let path = format!("/api/v1/desk/applications/{}/documents", application["id"].as_str().unwrap());
    let list = cash.case.handler.get(&path).await.expect(200).json();
    let one = list["items"].as_array().unwrap().iter().find(|one| one["kind"] == "decision").unwrap();
    let path = format!("/api/v1/desk/documents/{}?version=full", one["id"].as_str().unwrap());
    cash.case.handler.get(&path).await.expect(200).text()
}

/// Hands over these instalments.
async fn pays(cash: &Cash<'_>, instalments: &[Value], on: &str) {
    let asked = json!({ "way": "in_person", "instalment_ids": instalments });
    let batch = cash.maker.post(BATCHES).json(&asked).await.expect(201).json();
    cash.act(&cash.checker, &batch, "approve").await.expect(200);
    let funds = json!({ "on": on, "basis": format!("山财拨〔2026〕{on}号") });
    let funded = cash.maker.post(&format!("{}/funds", at(&batch))).json(&funds).await.expect(200).json();
    for line in funded["lines"].as_array().unwrap() {
        let path = format!("{}/lines/{}", at(&batch), line["id"].as_str().unwrap());
        let said = json!({ "outcome": "paid", "on": on, "witness": "reviewer" });
        cash.maker.post(&path).json(&said).await.expect(200);
    }
}
