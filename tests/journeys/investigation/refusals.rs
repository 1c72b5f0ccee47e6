//! What bad input gets: the reason, and nothing kept.

use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{Looked, note, refused, with};

#[rstest]
#[tokio::test]
async fn a_task_has_to_make_sense(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000621").await;
    let visit = json!({ "kind": "home_visit", "text": "看看" });
    let faulty = async |more: Value| looked.makes(&with(visit.clone(), more)).await;
    refused(faulty(json!({ "text": " " })).await, "/text required");
    refused(faulty(json!({ "due_on": "2026-03-01" })).await, "/due_on too_early");
    refused(faulty(json!({ "due_on": "2026-03-07" })).await, "/due_on not_a_working_day");
    refused(faulty(json!({ "assignee": "nobody" })).await, "/assignee not_an_option");
    refused(faulty(json!({ "assignee": "finance" })).await, "/assignee not_an_option");
    refused(faulty(json!({ "checklist_key": "hardship_proof" })).await, "/checklist_key not_an_option");
    refused(faulty(json!({ "organ_code": "540527" })).await, "/organ_code not_an_option");
    refused(faulty(json!({ "answer_by": "2026-03-05" })).await, "/answer_by not_an_option");
    refused(faulty(json!({ "kind": "fetch_paper" })).await, "/checklist_key required");
    refused(
        faulty(json!({ "kind": "fetch_paper", "checklist_key": "moon" })).await,
        "/checklist_key not_an_option",
    );
    refused(faulty(json!({ "kind": "request_organ" })).await, "/organ_code required");
    let other = json!({ "application_id": "00000000-0000-7000-8000-000000000000" });
    refused(faulty(other).await, "/application_id not_an_option");
    faulty(json!({ "kind": "dance" })).await.expect(422);
    assert_eq!(looked.handler().get(&looked.at()).await.expect(200).json()["items"], json!([]));
}

#[rstest]
#[tokio::test]
async fn a_note_has_to_make_sense(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000622").await;
    let task = looked.visit().await;
    let faulty = async |more: Value| -> Answer { looked.notes(&task, &with(note(), more)).await };
    refused(faulty(json!({ "second": null })).await, "/second required");
    refused(faulty(json!({ "second": "reviewer" })).await, "/second not_an_option");
    refused(faulty(json!({ "second": "finance" })).await, "/second not_an_option");
    refused(faulty(json!({ "place": "" })).await, "/place required");
    refused(faulty(json!({ "held_on": "2026-03-03" })).await, "/held_on in_the_future");
    refused(faulty(json!({ "text": " " })).await, "/text required");
    assert_eq!(looked.now(&task).await["notes"], json!([]));
    let files = format!("{task}/files");
    let text = looked.handler().post(&files).upload(&[], "a.txt", "text/plain", b"hello".to_vec());
    text.await.expect_problem(415, "file_type_not_accepted");
    let broken = samples::jpeg(9)[..40].to_vec();
    let broken = looked.handler().post(&files).upload(&[], "a.jpg", "image/jpeg", broken);
    broken.await.expect_problem(422, "file_unreadable");
    assert_eq!(looked.now(&task).await["files"], json!([]));
}

#[rstest]
#[tokio::test]
async fn nothing_is_begun_in_a_case_that_is_decided(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let mut looked = Looked::into(&town, "13800000623").await;
    let task = looked.visit().await;
    looked.case.proposes(&[10_000]).await;
    looked.case.approved(&[&looked.office.head, &looked.office.deputy]).await;
    let late = looked.makes(&json!({ "kind": "inquiry", "text": "问" })).await;
    late.expect_problem(409, "case_decided");
    looked.notes(&task, &with(note(), json!({ "finish": true }))).await.expect(200);
}
