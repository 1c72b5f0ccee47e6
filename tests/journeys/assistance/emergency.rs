//! Pay first, paperwork after (先行救助): one post approves, the file is completed before the case is closed. And the report that each proposal
//! writes.

use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{Case, Office};
use crate::{documents::paper::copied, investigation::ground::sends};

const WHY: &str = "被害人正在抢救，医院催缴费用。";

async fn proposes(case: &Case<'_>, yuan: i64, why: &str) -> Answer {
    let mut proposal = case.proposal(&[yuan]);
    proposal["emergency"] = json!(why);
    case.handler.post(&format!("{}/proposals", case.at())).json(&proposal).await
}

async fn tasks(case: &Case<'_>) -> Vec<Value> {
    let tasks = case.handler.get(&format!("{}/tasks", case.at())).await.expect(200).json();
    tasks["items"].as_array().or(tasks.as_array()).unwrap().clone()
}

#[rstest]
#[tokio::test]
async fn one_post_approves_what_can_not_wait_and_the_file_is_completed_after(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 1_000_000).await;
    let mut case = office.case(&town, "13800000001").await;
    let blank = proposes(&case, 80_000, " ").await.expect_problem(422, "invalid");
    assert_eq!(faults(&blank), ["/emergency required"]);
    let nothing = proposes(&case, 0, WHY).await.expect_problem(422, "invalid");
    assert_eq!(faults(&nothing), ["/emergency nothing_granted"]);
    case.now = proposes(&case, 80_000, WHY).await.expect(200).json();
    assert_eq!(case.now["steps"][0]["emergency"], WHY);
    let path = format!("{}/steps", case.at());
    let approve = json!({ "verdict": "approve" });
    office.head.post(&path).json(&approve).await.expect_problem(403, "another_post");
    case.step(&office.deputy, approve).await;
    assert_eq!(case.now["state"], "granted", "80,000 yuan, and nobody else was asked");
    let [task] = tasks(&case).await.try_into().unwrap();
    assert_eq!((&task["kind"], &task["state"]), (&json!("complete_file"), &json!("open")));
    let place = format!("/api/v1/desk/investigation/tasks/{}", task["id"].as_str().unwrap());
    let drop = json!({ "reason": "不办了" });
    case.handler.post(&format!("{place}/drop")).json(&drop).await.expect_problem(409, "task_not_now");
    let closing = case.handler.get(&format!("{}/closing", case.at())).await.expect(200).json();
    assert!(closing.to_string().contains("task_open"), "{closing}");
    let note = json!({ "held_on": "2026-03-02", "text": "已补齐申请书和证明", "finish": true });
    case.handler.post(&format!("{place}/notes")).json(&note).await.expect_problem(409, "paper_not_there");
    sends(&case.handler, &place, 3).await.expect(201);
    case.handler.post(&format!("{place}/notes")).json(&note).await.expect(200);
    let closing = case.handler.get(&format!("{}/closing", case.at())).await.expect(200).json();
    assert!(!closing.to_string().contains("task_open"), "{closing}");
}

#[rstest]
#[tokio::test]
async fn nobody_makes_a_task_that_is_a_decisions(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Office::of(&town).await.case(&town, "13800000001").await;
    let task = json!({ "kind": "complete_file", "text": "补办" });
    let refused = case.handler.post(&format!("{}/tasks", case.at())).json(&task).await;
    assert_eq!(faults(&refused.expect_problem(422, "invalid")), ["/kind not_an_option"]);
}

#[rstest]
#[tokio::test]
async fn the_report_says_what_was_asked_found_and_proposed(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 1_000_000).await;
    let case = office.case(&town, "13800000001").await;
    let asked = json!({ "kind": "inquiry", "text": "问村委会" });
    let task = case.handler.post(&format!("{}/tasks", case.at())).json(&asked).await.expect(201).json();
    let notes = format!("/api/v1/desk/investigation/tasks/{}/notes", task["id"].as_str().unwrap());
    let note = json!({ "held_on": "2026-03-02", "text": "村委会证明家中无劳动力", "place": "村委会", "finish": true });
    case.handler.post(&notes).json(&note).await.expect(200);
    proposes(&case, 12_000, WHY).await.expect(200);
    let application = case.now["application_ids"][0].as_str().unwrap();
    let list = format!("/api/v1/desk/applications/{application}/documents");
    let list = case.handler.get(&list).await.expect(200).json();
    let report = list["items"].as_array().unwrap().iter().find(|one| one["kind"] == "review-report").unwrap();
    let pdf = format!("/api/v1/desk/documents/{}/pdf?version=full", report["id"].as_str().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let text = copied(folder.path(), &case.handler.get(&pdf).patiently().await.expect(200).body);
    let flat: String = text.split_whitespace().collect();
    for said in ["村委会证明家中无劳动力", "先行救助", "被害人正在抢救", "12,000.00元", "reviewer"]
    {
        assert!(flat.contains(said), "{said} isn't in {text}");
    }
}
