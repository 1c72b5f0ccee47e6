//! What is decided on the application itself, as the contract with the mini-program names it: `propose`, `grant`, `refuse`.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{CASES, NUMBER, Office, accepted, accepted_with};
use crate::applications::ground::at;

/// The desk's side of a matter.
fn desk(matter: &Value) -> String {
    format!("/api/v1/desk/applications/{}", matter["id"].as_str().unwrap())
}

async fn acts(by: &Person<'_>, matter: &Value, action: &str, body: Value) -> Answer {
    by.post(&format!("{}/actions/{action}", desk(matter))).json(&body).await
}

/// An application under review.
async fn reviewed<'a>(town: &'a Town, office: &Office<'_>, phone: &str) -> (Person<'a>, Value) {
    let (citizen, matter) = accepted(town, phone).await;
    acts(&office.handler, &matter, "start_review", json!({})).await.expect(200);
    (citizen, matter)
}

fn proposal(yuan: i64) -> Value {
    json!({ "case_name": "王某故意伤害案", "case_number": NUMBER, "category": "A1", "amount_fen": yuan * 100,
        "reasons": "符合条件", "to_citizen": "我们决定救助您。" })
}

fn refusal() -> Value {
    json!({ "case_name": "王某故意伤害案", "case_number": NUMBER, "refusal": "R5",
        "reasons": "生活困难与本案无关", "to_citizen": "这次不能救助，我们帮您联系民政部门。" })
}

#[rstest]
#[tokio::test]
async fn an_application_is_proposed_and_granted_where_it_is(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (citizen, matter) = reviewed(&town, &office, "13800000151").await;
    let seen = office.handler.get(&desk(&matter)).await.expect(200).json();
    assert_eq!(seen["actions"], json!(["propose"]));
    let seen = acts(&office.handler, &matter, "propose", proposal(30_000)).await.expect(200).json();
    assert_eq!((&seen["state"], &seen["actions"]), (&json!("under_review"), &json!([])));
    let seen = office.head.get(&desk(&matter)).await.expect(200).json();
    assert_eq!(seen["actions"], json!(["grant", "refuse"]));
    let seen = acts(&office.head, &matter, "grant", json!({})).await.expect(200).json();
    assert_eq!(seen["state"], "under_review", "the chain has another step");
    let seen = acts(&office.deputy, &matter, "grant", json!({})).await.expect(200).json();
    assert_eq!((&seen["state"], &seen["actions"]), (&json!("granted"), &json!([])));
    assert_eq!(office.balances("540500").await["committed_fen"], 3_000_000);
    let decision = citizen.get(&format!("{}/decision", at(&matter))).await.expect(200).json();
    assert_eq!(decision["people"][0]["granted_fen"], 3_000_000);
    let cases = office.handler.get(CASES).await.expect(200).json();
    assert_eq!(cases["items"].as_array().unwrap().len(), 1, "the same case as in the list");
}

#[rstest]
#[tokio::test]
async fn an_amount_is_changed_by_whoever_decides(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (_, matter) = reviewed(&town, &office, "13800000152").await;
    acts(&office.handler, &matter, "propose", proposal(30_000)).await.expect(200);
    let other = json!({ "amount_fen": 2_000_000 });
    let problem = acts(&office.head, &matter, "grant", other).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/reasons required"]);
    let above = json!({ "amount_fen": 900_000_000, "reasons": "伤情严重" });
    let problem = acts(&office.head, &matter, "grant", above).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/exception above_cap"]);
    let lower = json!({ "amount_fen": 2_000_000, "reasons": "已有部分赔偿" });
    acts(&office.head, &matter, "grant", lower).await.expect(200);
    acts(&office.deputy, &matter, "grant", json!({ "amount_fen": 2_000_000 })).await.expect(200);
    assert_eq!(office.balances("540500").await["committed_fen"], 2_000_000);
}

#[rstest]
#[tokio::test]
async fn a_refusal_is_proposed_and_followed_or_made_against_a_proposal(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let reason = json!({ "reason": "您的困难不是案件造成的，我们帮您联系民政部门。" });

    let (_, matter) = reviewed(&town, &office, "13800000153").await;
    acts(&office.handler, &matter, "propose", refusal()).await.expect(200);
    let nothing = acts(&office.head, &matter, "grant", json!({})).await.expect_problem(422, "invalid");
    assert_eq!(faults(&nothing), ["/amount_fen required"]);
    let amount = json!({ "amount_fen": 100_000, "reasons": "应当救助" });
    let problem = acts(&office.head, &matter, "grant", amount).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/to_citizen required"], "the words that are there explain a refusal");
    let seen = acts(&office.head, &matter, "refuse", reason.clone()).await.expect(200).json();
    assert_eq!(seen["state"], "under_review");
    let seen = acts(&office.deputy, &matter, "refuse", reason.clone()).await.expect(200).json();
    assert_eq!(seen["state"], "refused");
    let told = seen["timeline"].as_array().unwrap().last().unwrap()["text"].as_str().unwrap();
    assert!(told.contains("民政部门"), "{told}");

    let (_, matter) =
        accepted_with(&town, "13800000154", |form| form["case"]["number"] = json!("（2025）藏0502刑初19号"))
            .await;
    acts(&office.handler, &matter, "start_review", json!({})).await.expect(200);
    let mut named = proposal(10_000);
    named.as_object_mut().unwrap().remove("case_number");
    acts(&office.handler, &matter, "propose", named).await.expect(200);
    let problem = acts(&office.head, &matter, "refuse", reason.clone()).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/refusal required"], "a refusal cites its rule");
    let mut against = reason;
    against["refusal"] = json!("R5");
    let seen = acts(&office.head, &matter, "refuse", against).await.expect(200).json();
    assert_eq!(seen["state"], "refused");
}

#[rstest]
#[tokio::test]
async fn what_can_not_be_done_says_what_can_and_moves_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (_, matter) = accepted(&town, "13800000155").await;
    let early = acts(&office.handler, &matter, "propose", proposal(100)).await;
    let problem = early.expect_problem(409, "action_not_allowed");
    assert_eq!(problem["allowed"], json!(["start_review", "divert"]));
    acts(&office.handler, &matter, "start_review", json!({})).await.expect(200);
    let problem =
        acts(&office.head, &matter, "grant", json!({})).await.expect_problem(409, "action_not_allowed");
    assert_eq!(problem["allowed"], json!([]));
    let problem =
        acts(&office.handler, &matter, "accept", json!({})).await.expect_problem(409, "action_not_allowed");
    assert_eq!(problem["allowed"], json!(["propose"]));
    let reception = town.staff(Role::Reception).await;
    for (action, body) in
        [("propose", proposal(100)), ("grant", json!({})), ("refuse", json!({ "reason": "x" }))]
    {
        acts(&reception, &matter, action, body).await.expect_problem(403, "forbidden");
    }
    acts(&office.handler, &matter, "grant", json!({})).await.expect_problem(403, "forbidden");
    // A proposal that breaks a rule opens no case.
    let mut vague = proposal(100);
    vague.as_object_mut().unwrap().remove("category");
    let problem = acts(&office.handler, &matter, "propose", vague).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/amount_fen category_needed"]);
    let cases = office.handler.get(CASES).await.expect(200).json();
    assert_eq!(cases["items"], json!([]));
    acts(&office.handler, &matter, "propose", proposal(100)).await.expect(200);
    acts(&office.handler, &matter, "propose", proposal(100)).await.expect_problem(409, "action_not_allowed");
    acts(&office.head, &matter, "grant", json!({})).await.expect(200);
    acts(&office.head, &matter, "grant", json!({})).await.expect_problem(403, "four_eyes");
}

#[rstest]
#[tokio::test]
async fn several_people_are_decided_on_in_their_case(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (_, one) = accepted(&town, "13800000156").await;
    let (_, two) = accepted(&town, "13800000157").await;
    let mut case = office.case_of(&[&one, &two]).await;
    acts(&office.handler, &one, "propose", proposal(100)).await.expect_problem(409, "taken_in_the_case");
    case.proposes(&[100, 200]).await;
    let other = json!({ "amount_fen": 40_000, "reasons": "x" });
    acts(&office.head, &one, "grant", other).await.expect_problem(409, "taken_in_the_case");
    // As it is proposed, it is decided for all of them.
    acts(&office.head, &one, "grant", json!({})).await.expect(200);
    acts(&office.deputy, &two, "grant", json!({})).await.expect(200);
    let first = office.handler.get(&desk(&one)).await.expect(200).json();
    assert_eq!(first["state"], "granted");
}

#[rstest]
#[tokio::test]
async fn the_same_proposal_again_gets_the_same_answer(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (_, matter) = reviewed(&town, &office, "13800000158").await;
    let path = format!("{}/actions/propose", desk(&matter));
    for _ in 0..2 {
        let sent = office.handler.post(&path).header("idempotency-key", "one-proposal");
        let seen = sent.json(&proposal(100)).await.expect(200).json();
        assert_eq!(seen["state"], "under_review");
    }
    let mut petition = matter.clone();
    petition["id"] = json!("01900000-0000-7000-8000-000000000000");
    acts(&office.handler, &petition, "propose", proposal(100)).await.expect_problem(404, "not_found");
}
