//! A paper that an applicant can't get: their form asks us to fetch it, so nobody demands it of them; the case has the task, which ends with
//! the paper.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::sends as sends_file;
use crate::{
    applications::ground::{adds_all_papers, adds_paper, at, id, judges_all},
    assistance::ground::{CASES, accepts, drafted_with, named, sends},
};

const LINE: &str = "hardship_proof";

fn wishes(form: &mut Value) {
    form["hardship"]["proof_by_us"] = json!(true);
    form["hardship"]["proof_held_by"] = json!("扎囊县民政局");
}

/// A draft that wishes it, with every other paper.
async fn drafted<'a>(town: &'a Town, phone: &str) -> (Person<'a>, Value) {
    let (person, draft) = drafted_with(town, phone, wishes).await;
    for line in ["identity", "harm_proof", "compensation_statement"] {
        adds_paper(town, &draft, line).await;
    }
    (person, draft)
}

/// The same, sent.
async fn sent<'a>(town: &'a Town, phone: &str) -> (Person<'a>, Value) {
    let (person, draft) = drafted(town, phone).await;
    let sent = sends(town, &person, &draft).await.expect(200).json();
    (person, sent)
}

/// A case of these applications: its tasks.
async fn opened(handler: &Person<'_>, applications: &[&Value]) -> Vec<Value> {
    let ids: Vec<_> = applications.iter().map(|one| one["id"].clone()).collect();
    let body = json!({ "application_ids": ids, "case_name": "王某故意伤害案", "case_number": "刑初18号" });
    let open = async || handler.post(CASES).header("idempotency-key", "open").json(&body).await.expect(201);
    let case = open().await.json();
    assert_eq!(open().await.json()["id"], case["id"], "asked twice, opened once");
    let tasks = format!("{CASES}/{}/tasks", case["id"].as_str().unwrap());
    handler.get(&tasks).await.expect(200).json()["items"].as_array().unwrap().clone()
}

fn desk(application: &Value) -> String {
    format!("/api/v1/desk/applications/{}", id(application))
}

#[rstest]
#[tokio::test]
async fn a_paper_that_we_shall_fetch_is_not_demanded_and_becomes_a_task(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (person, sent) = sent(&town, "13800000651").await;
    assert_eq!(sent["to_fetch"], json!([LINE]));
    let handler = town.staff(Role::Reviewer).await;
    assert_eq!(handler.get(&desk(&sent)).await.expect(200).json()["to_fetch"], json!([LINE]));
    accepts(&town, &sent).await;

    let tasks = opened(&handler, &[&sent]).await;
    let [task] = tasks.as_slice() else { panic!("{tasks:?}") };
    assert_eq!((&task["kind"], &task["state"]), (&json!("fetch_paper"), &json!("open")));
    assert_eq!((&task["checklist_key"], &task["application_id"]), (&json!(LINE), &sent["id"]));
    assert_eq!((&task["due_on"], &task["assignee"]), (&json!("2026-03-09"), &json!("reviewer")));
    assert!(task["text"].as_str().unwrap().ends_with("扎囊县民政局"), "{task}");
    assert_eq!(handler.get(&desk(&sent)).await.expect(200).json()["to_fetch"], json!([LINE]));

    let task = super::ground::at(task);
    let found = json!({ "held_on": "2026-03-02", "text": "已从扎囊县民政局调取", "finish": true });
    let notes = format!("{task}/notes");
    handler.post(&notes).json(&found).await.expect_problem(409, "paper_not_there");
    sends_file(&handler, &task, 5).await.expect(201);
    let done = handler.post(&notes).json(&found).await.expect(200).json();
    assert_eq!(done["state"], json!("done"));
    assert!(handler.get(&desk(&sent)).await.expect(200).json()["to_fetch"].is_null(), "it is there");
    assert_eq!(person.get(&at(&sent)).await.expect(200).json()["state"], "under_review");
}

#[rstest]
#[tokio::test]
async fn without_the_wish_the_paper_is_demanded(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (person, draft) = drafted(&town, "13800000652").await;
    let mut form = draft["form"].clone();
    form["hardship"]["proof_by_us"] = json!(false);
    let saved = person.put(&at(&draft)).header("if-match", "*").json(&json!({ "form": form })).await;
    saved.expect(200);
    let problem = sends(&town, &person, &draft).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/checklist/hardship_proof missing_paper"]);
}

#[rstest]
#[tokio::test]
async fn each_application_has_its_own_and_a_paper_that_came_after_all_needs_none(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = Town::new(db).await;
    let (_, one) = sent(&town, "13800000653").await;
    let (_, other) = sent(&town, "13800000654").await;
    let (person, draft) = drafted(&town, "13800000655").await;
    adds_paper(&town, &draft, LINE).await;
    let there = sends(&town, &person, &draft).await.expect(200).json();
    assert!(there["to_fetch"].is_null());
    for sent in [&one, &other, &there] {
        accepts(&town, sent).await;
    }
    let handler = named(&town, "reviewer").await;
    let tasks = opened(&handler, &[&one, &other, &there]).await;
    let mut about: Vec<_> = tasks.iter().map(|task| task["application_id"].clone()).collect();
    about.sort_by_key(Value::to_string);
    assert_eq!(about, [one["id"].clone(), other["id"].clone()]);
}

#[rstest]
#[tokio::test]
async fn the_desk_may_ask_for_the_paper_in_spite_of_the_wish(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (person, sent) = sent(&town, "13800000656").await;
    judges_all(&town, &sent).await;
    let clerk = town.staff(Role::Reception).await;
    let list = json!({ "requests": [{ "checklist_key": LINE, "text": "民政局没有记录，请提供村委会证明" }] });
    clerk.post(&format!("{}/actions/request_correction", desk(&sent))).json(&list).await.expect(200);
    let problem = sends(&town, &person, &sent).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/checklist/hardship_proof not_answered"]);
    adds_paper(&town, &sent, LINE).await;
    let again = sends(&town, &person, &sent).await.expect(200).json();
    assert!(again["to_fetch"].is_null());
}

#[rstest]
#[tokio::test]
async fn a_correction_is_answered_by_the_wish(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (person, draft) = drafted_with(&town, "13800000657", |_| ()).await;
    adds_all_papers(&town, &draft).await;
    let sent = sends(&town, &person, &draft).await.expect(200).json();
    let clerk = town.staff(Role::Reception).await;
    let matter = clerk.get(&desk(&sent)).await.expect(200).json();
    for paper in matter["materials"].as_array().unwrap() {
        let blurred = paper["checklist_key"] == LINE;
        let verdict = if blurred {
            json!({ "state": "rejected", "reason": "照片模糊" })
        } else {
            json!({ "state": "accepted" })
        };
        let review = format!("{}/materials/{}/review", desk(&sent), paper["id"].as_str().unwrap());
        clerk.put(&review).json(&verdict).await.expect(200);
    }
    let asks = format!("{}/actions/request_correction", desk(&sent));
    clerk
        .post(&asks)
        .json(&json!({ "requests": [{ "checklist_key": LINE, "text": "照片模糊" }] }))
        .await
        .expect(200);

    let mut form = sent["form"].clone();
    form["case"]["name"] = json!("李某案");
    wishes(&mut form);
    let save = async |form: &Value| {
        person.put(&at(&sent)).header("if-match", "*").json(&json!({ "form": form })).await
    };
    let problem = save(&form).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/form/case/name not_asked"], "the wish alone may be said");
    form["case"]["name"] = sent["form"]["case"]["name"].clone();
    save(&form).await.expect(200);
    let again = sends(&town, &person, &sent).await.expect(200).json();
    assert_eq!((&again["state"], &again["to_fetch"]), (&json!("submitted"), &json!([LINE])));
}
