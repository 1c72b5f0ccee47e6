//! Who sees and does what: by role, by organ, and not whoever is kept out.

use hechang::identity::actor::Role;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{Looked, TASKS, note, refused, with};

#[rstest]
#[tokio::test]
async fn who_opens_the_case_reads_and_who_investigates_works(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000631").await;
    let task = looked.visit().await;
    let body = json!({ "kind": "inquiry", "text": "问" });
    for role in [Role::Reception, Role::Auditor] {
        let reader = town.staff(role).await;
        reader.get(&task).await.expect(200);
        reader.get(&looked.at()).await.expect(200);
        reader.post(&looked.at()).json(&body).await.expect_problem(403, "forbidden");
        reader.post(&format!("{task}/notes")).json(&note()).await.expect_problem(403, "forbidden");
    }
    for role in [Role::Finance, Role::Partner, Role::Admin, Role::Custodian] {
        let stranger = town.staff(role).await;
        stranger.get(&task).await.expect_problem(404, "not_found");
        stranger.get(TASKS).await.expect_problem(403, "forbidden");
    }
    looked.county.get(&task).await.expect_problem(404, "not_found");
    assert_eq!(looked.county.get(TASKS).await.expect(200).json()["items"], json!([]));
    looked.county.post(&looked.at()).json(&body).await.expect_problem(404, "not_found");
    town.get(&task).await.expect(401);
}

#[rstest]
#[tokio::test]
async fn whoever_is_kept_out_sees_no_task_and_gets_none(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000632").await;
    let task = looked.visit().await;
    let id = looked.office.deputy.get("/api/v1/me").await.expect(200).json()["id"].clone();
    let matter = looked.case.now["application_ids"][0].as_str().unwrap();
    let body = json!({ "staff_id": id, "reason": "亲属" });
    let recusals = format!("/api/v1/desk/applications/{matter}/recusals");
    looked.office.head.post(&recusals).json(&body).await.expect(201);
    looked.office.deputy.get(&task).await.expect_problem(404, "not_found");
    assert_eq!(looked.office.deputy.get(TASKS).await.expect(200).json()["items"], json!([]));
    let to = json!({ "username": "deputy-chief" });
    let given = looked.handler().put(&format!("{task}/assignee")).json(&to).await;
    refused(given, "/username not_an_option");
    let second = with(note(), json!({ "second": "deputy-chief" }));
    refused(looked.notes(&task, &second).await, "/second not_an_option");
    let to = json!({ "username": "approver" });
    let given = looked.handler().put(&format!("{task}/assignee")).json(&to).await.expect(200).json();
    assert_eq!(given["assignee"], json!("approver"));
}
