//! A request to another procuratorate: sent, received, answered with papers; returned; recalled with its task.

use hechang::identity::actor::Role;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{COUNTY, Looked, REQUESTS, member, refused, request, sends, with};

fn found() -> Value {
    json!({ "held_on": "2026-03-02", "text": "对方核实：年收入一万元", "finish": true })
}

#[rstest]
#[tokio::test]
async fn a_request_is_answered_with_text_and_papers(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000611").await;
    let (task, request) = looked.request().await;
    let sent = looked.now(&task).await;
    let clocks = (&sent["request"]["answer_by"], &sent["due_on"]);
    assert_eq!(clocks, (&json!("2026-03-11"), &json!("2026-03-16")), "theirs, and ours after it");
    looked.notes(&task, &found()).await.expect_problem(409, "request_not_answered");
    let listed = looked.county.get(REQUESTS).await.expect(200).json();
    let line = &listed["items"][0];
    assert_eq!(
        (&line["state"], &line["from_code"], &line["text"]),
        (&json!("sent"), &json!("540500"), &json!(null))
    );
    let shown = looked.county.get(&request).await.expect(200).json();
    assert_eq!(shown["text"], json!("请核实扎西一家在贵县的收入"), "each look at it is recorded");
    sends(&looked.county, &request, 1).await.expect_problem(409, "task_not_now");
    let received = looked.county_does(&request, "receive", json!({})).await.expect(200).json();
    assert_eq!(received["actions"], json!(["answer", "return"]));
    let paper = sends(&looked.county, &request, 1).await.expect(201).json();
    let answer = json!({ "text": "年收入一万元" });
    let answered = looked.county_does(&request, "answer", answer.clone()).await.expect(200).json();
    assert_eq!((&answered["state"], &answered["actions"]), (&json!("answered"), &json!([])));
    looked.county_does(&request, "answer", answer).await.expect_problem(409, "task_not_now");
    sends(&looked.county, &request, 2).await.expect_problem(409, "task_not_now");
    let seen = looked.now(&task).await;
    assert_eq!(seen["request"]["answer"], json!("年收入一万元"));
    assert_eq!(seen["request"]["files"][0]["id"], paper["id"]);
    let content = format!("files/{}/content", paper["id"].as_str().unwrap());
    looked.handler().get(&format!("{task}/{content}")).await.expect(200);
    looked.county.get(&format!("{request}/{content}")).await.expect(200);
    looked.notes(&task, &found()).await.expect(200);
    looked.county.get(&request).await.expect_problem(404, "not_found");
    looked.county.get(&format!("{request}/{content}")).await.expect_problem(404, "not_found");
    assert_eq!(looked.county.get(REQUESTS).await.expect(200).json()["items"], json!([]));
}

#[rstest]
#[tokio::test]
async fn the_asked_procuratorate_sees_nothing_else_of_the_case(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000612").await;
    let visit = looked.visit().await;
    let (task, request) = looked.request().await;
    let own = sends(looked.handler(), &task, 4).await.expect(201).json();
    let shown = looked.county.get(&request).await.expect(200).text();
    let case = &looked.case.now;
    for hidden in [&case["id"], &case["application_ids"][0], &case["people"][0]["id"], &own["id"]] {
        assert!(!shown.contains(hidden.as_str().unwrap()), "{shown}");
    }
    assert!(!shown.contains("王某") && !shown.contains("次仁"), "{shown}");
    for path in [&looked.case.at(), &looked.at(), &visit, &task, &visit.replace("tasks", "requests")] {
        looked.county.get(path).await.expect_problem(404, "not_found");
    }
    let content = format!("{request}/files/{}/content", own["id"].as_str().unwrap());
    looked.county.get(&content).await.expect_problem(404, "not_found");
    let drop = looked.county.post(&format!("{task}/drop")).json(&json!({ "reason": "x" })).await;
    drop.expect_problem(404, "not_found");
    // The same picture on both sides tells nobody of the other.
    looked.county_does(&request, "receive", json!({})).await.expect(200);
    sends(&looked.county, &request, 4).await.expect(201);
}

#[rstest]
#[tokio::test]
async fn a_request_is_sent_back_or_recalled_and_gone(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000613").await;
    let (task, back) = looked.request().await;
    refused(looked.county_does(&back, "return", json!({})).await, "/text required");
    looked.county_does(&back, "return", json!({ "text": "不在本县" })).await.expect(200);
    looked.county.get(&back).await.expect_problem(404, "not_found");
    let returned = looked.now(&task).await;
    assert_eq!(returned["request"]["answer"], json!("不在本县"));
    looked.notes(&task, &found()).await.expect_problem(409, "request_not_answered");
    let (task, recalled) = looked.request().await;
    looked.handler().post(&format!("{task}/drop")).json(&json!({ "reason": "不再需要" })).await.expect(200);
    looked.county.get(&recalled).await.expect_problem(404, "not_found");
    looked.county_does(&recalled, "receive", json!({})).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn only_the_asked_procuratorate_answers(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000614").await;
    let (_, request) = looked.request().await;
    let stranger = member(&town, "540528", Role::Reviewer).await;
    stranger.get(&request).await.expect_problem(404, "not_found");
    assert_eq!(stranger.get(REQUESTS).await.expect(200).json()["items"], json!([]));
    let receives = stranger.post(&format!("{request}/actions/receive")).json(&json!({})).await;
    receives.expect_problem(404, "not_found");
    for role in [Role::Finance, Role::Partner, Role::Admin] {
        let other = member(&town, COUNTY, role).await;
        other.get(&request).await.expect_problem(404, "not_found");
    }
    let reception = member(&town, COUNTY, Role::Reception).await;
    reception.get(&request).await.expect(200);
    let receives = reception.post(&format!("{request}/actions/receive")).json(&json!({})).await;
    receives.expect_problem(403, "forbidden");
    town.get(&request).await.expect(401);
}

#[rstest]
#[tokio::test]
async fn whoever_is_kept_out_of_the_matter_sees_no_request_about_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000615").await;
    let (_, request) = looked.request().await;
    let id = looked.county.get("/api/v1/me").await.expect(200).json()["id"].clone();
    let matter = looked.case.now["application_ids"][0].as_str().unwrap();
    let kin = json!({ "staff_id": id, "reason": "亲属" });
    let recusals = format!("/api/v1/desk/applications/{matter}/recusals");
    looked.office.head.post(&recusals).json(&kin).await.expect(201);
    looked.county.get(&request).await.expect_problem(404, "not_found");
    assert_eq!(looked.county.get(REQUESTS).await.expect(200).json()["items"], json!([]));
    looked.county_does(&request, "receive", json!({})).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn a_request_asks_another_open_procuratorate(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000616").await;
    for code in ["540500", "999999"] {
        let wrong = with(request(), json!({ "organ_code": code }));
        refused(looked.makes(&wrong).await, "/organ_code not_an_option");
    }
    let before = with(request(), json!({ "answer_by": "2026-03-10", "due_on": "2026-03-09" }));
    refused(looked.makes(&before).await, "/due_on too_early");
    let sunday = with(request(), json!({ "answer_by": "2026-03-08" }));
    refused(looked.makes(&sunday).await, "/answer_by not_a_working_day");
    let listed = looked.county.get(REQUESTS).await.expect(200).json();
    assert_eq!(listed["items"], json!([]), "nothing went out");
}
