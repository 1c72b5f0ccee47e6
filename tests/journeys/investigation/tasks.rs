//! Tasks: made with a day, noted, ended; a list by day; what is final.

use chrono::Duration;
use hechang_entity::{audit_entry, investigation_note, investigation_task};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::ground::{Looked, TASKS, note, refused, sends, with};
use crate::{
    applications::ground::id,
    assistance::ground::{accepted, named},
};

#[rstest]
#[tokio::test]
async fn a_home_visit_is_made_noted_by_two_and_done(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000601").await;
    let task = looked.visit().await;
    let made = looked.now(&task).await;
    assert_eq!(
        (&made["state"], &made["due_on"]),
        (&json!("open"), &json!("2026-03-09")),
        "five working days"
    );
    assert_eq!(made["actions"], json!(["finish", "drop"]));
    sends(looked.handler(), &task, 1).await.expect(201);
    looked.notes(&task, &with(note(), json!({ "text": "没有人在家" }))).await.expect(200);
    let done = looked.notes(&task, &with(note(), json!({ "finish": true }))).await.expect(200).json();
    assert_eq!((&done["state"], done["notes"].as_array().unwrap().len()), (&json!("done"), 2));
    assert_eq!(done["notes"][1]["by"], json!(["reviewer", "approver"]));
    let file = format!("{task}/files/{}/content", done["files"][0]["id"].as_str().unwrap());
    let bytes = looked.handler().get(&file).await.expect(200);
    assert_eq!(bytes.header("content-type"), "image/jpeg");
    let all = looked.handler().get(&looked.at()).await.expect(200).json();
    assert_eq!(all["items"][0]["id"], done["id"]);
}

#[rstest]
#[tokio::test]
async fn what_is_done_is_corrected_by_a_further_note(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000602").await;
    let task = looked.visit().await;
    let early = with(note(), json!({ "correction": "写错了" }));
    refused(looked.notes(&task, &early).await, "/correction not_before_it_is_done");
    looked.notes(&task, &with(note(), json!({ "finish": true }))).await.expect(200);
    refused(looked.notes(&task, &note()).await, "/correction required");
    let again = with(early, json!({ "finish": true }));
    looked.notes(&task, &again).await.expect_problem(409, "task_not_now");
    let corrected = with(note(), json!({ "text": "一家六口", "correction": "写错了人数" }));
    let corrected = looked.notes(&task, &corrected).await.expect(200).json();
    let texts: Vec<_> = corrected["notes"].as_array().unwrap().iter().map(|note| &note["text"]).collect();
    assert_eq!(texts, ["一家五口，只有一人能劳动", "一家六口"]);
    looked
        .handler()
        .post(&format!("{task}/drop"))
        .json(&json!({ "reason": "x" }))
        .await
        .expect_problem(409, "task_not_now");
    let body = json!({ "username": "approver" });
    looked.handler().put(&format!("{task}/assignee")).json(&body).await.expect_problem(409, "task_not_now");
}

#[rstest]
#[tokio::test]
async fn a_paper_is_fetched_by_the_office(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000603").await;
    let body =
        json!({ "kind": "fetch_paper", "checklist_key": "hardship_proof", "text": "向民政局调取低保证明" });
    let task = looked.task(body).await;
    assert!(looked.now(&task).await["checklist_title"].is_string());
    let found = json!({ "held_on": "2026-03-02", "text": "已调取", "finish": true });
    looked.notes(&task, &found).await.expect_problem(409, "paper_not_there");
    assert_eq!(looked.now(&task).await["notes"], json!([]), "nothing is half kept");
    sends(looked.handler(), &task, 2).await.expect(201);
    let done = looked.notes(&task, &found).await.expect(200).json();
    assert_eq!(done["state"], json!("done"));
    sends(looked.handler(), &task, 2).await.expect_problem(409, "file_already_there");
}

#[rstest]
#[tokio::test]
async fn open_tasks_are_listed_by_day(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000604").await;
    for (day, who) in [("2026-03-12", "reviewer"), ("2026-03-04", "reviewer"), ("2026-03-05", "approver")] {
        let body = json!({ "kind": "inquiry", "text": "问村委会", "due_on": day, "assignee": who });
        looked.task(body).await;
    }
    let dropped = looked.visit().await;
    let reason = json!({ "reason": "已由村委会说明" });
    let dropped = looked.handler().post(&format!("{dropped}/drop")).json(&reason).await.expect(200).json();
    assert_eq!((&dropped["state"], &dropped["reason"]), (&json!("dropped"), &json!("已由村委会说明")));
    let days = async |query: &str| {
        let page = looked.handler().get(&format!("{TASKS}?{query}")).await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        (items.iter().map(|task| task["due_on"].clone()).collect::<Vec<_>>(), page["next"].clone())
    };
    assert_eq!(days("").await.0, ["2026-03-04", "2026-03-05", "2026-03-12"]);
    let (first, next) = days("mine=true&limit=1").await;
    assert_eq!(first, ["2026-03-04"]);
    assert_eq!(days(&format!("mine=true&after={}", next.as_str().unwrap())).await.0, ["2026-03-12"]);
    town.clock.advance(Duration::days(7));
    let handler = named(&town, "reviewer").await;
    let late = handler.get(TASKS).await.expect(200).json();
    assert_eq!((&late["items"][0]["overdue"], &late["items"][2]["overdue"]), (&json!(true), &json!(false)));
}

#[rstest]
#[tokio::test]
async fn the_same_key_makes_one_task(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000605").await;
    let body = json!({ "kind": "inquiry", "text": "问邻居" });
    let ask = || looked.handler().post(&looked.at()).header("idempotency-key", "task-1").json(&body);
    let (first, second) = (ask().await.expect(201).json(), ask().await.expect(201).json());
    assert_eq!(first["id"], second["id"]);
    let all = looked.handler().get(&looked.at()).await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_was_done_is_on_the_record_without_what_was_found(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000606").await;
    let task = looked.visit().await;
    looked.notes(&task, &with(note(), json!({ "finish": true }))).await.expect(200);
    let read = town.app().db.read();
    let entries =
        audit_entry::Entity::find().filter(audit_entry::Column::Action.starts_with("investigation."));
    let entries = entries.all(read).await.unwrap();
    let acts: Vec<_> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(acts, ["investigation.task_made", "investigation.note_kept"]);
    let details: String = entries.iter().map(|entry| entry.detail.to_string()).collect();
    assert!(!details.contains("一家") && !details.contains("琼嘎顶"), "{details}");
    let rows = investigation_note::Entity::find().all(read).await.unwrap();
    let sealed = String::from_utf8_lossy(&rows[0].words_sealed).into_owned();
    assert!(!sealed.contains("一家"));
}

#[rstest]
#[tokio::test]
async fn the_database_refuses_a_visit_of_one_and_an_end_without_a_reason(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000607").await;
    let task = looked.visit().await;
    looked.notes(&task, &note()).await.expect(200);
    let read = town.app().db.read();
    let known = investigation_note::Entity::find().one(read).await.unwrap().unwrap();
    let writes = async |row: investigation_note::Model| {
        let tx = town.app().db.begin().await.unwrap();
        let row: investigation_note::ActiveModel =
            investigation_note::Model { id: hechang::platform::ids::new_id(), number: 2, ..row }
                .into_active_model()
                .reset_all();
        row.insert(&tx).await
    };
    writes(known.clone()).await.expect("the same with another number would do");
    let alone = investigation_note::Model { second_id: None, ..known.clone() };
    assert!(writes(alone.clone()).await.is_err(), "one person alone");
    assert!(
        writes(investigation_note::Model { kind: "inquiry".to_owned(), ..alone }).await.is_err(),
        "a home visit that says it is something else"
    );
    let twice = investigation_note::Model { second_id: Some(known.first_id), ..known };
    assert!(writes(twice).await.is_err(), "one person twice");
    let row = investigation_task::Entity::find().one(read).await.unwrap().unwrap();
    let dropped = investigation_task::Model {
        state: "dropped".to_owned(),
        ended_by: Some(row.made_by),
        ended_at: Some(row.made_at),
        ..row
    };
    let tx = town.app().db.begin().await.unwrap();
    let dropped: investigation_task::ActiveModel = dropped.into_active_model().reset_all();
    assert!(dropped.update(&tx).await.is_err(), "dropped without a reason");
}

#[rstest]
#[tokio::test]
async fn a_task_is_forgotten_with_the_application_that_it_is_about(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000608").await;
    let task = looked.visit().await;
    sends(looked.handler(), &task, 3).await.expect(201);
    looked.notes(&task, &note()).await.expect(200);
    let (_, other) = accepted(&town, "13800000609").await;
    let change = town.app().change(hechang::platform::change::Author::System).await.unwrap();
    let about: uuid::Uuid = looked.case.now["application_ids"][0].as_str().unwrap().parse().unwrap();
    hechang::assistance::service::forget(&change, id(&other)).await.unwrap();
    assert_eq!(investigation_task::Entity::find().all(change.db()).await.unwrap().len(), 1, "nobody else's");
    hechang::assistance::service::forget(&change, about).await.unwrap();
    assert!(investigation_task::Entity::find().all(change.db()).await.unwrap().is_empty());
    let files = hechang_entity::stored_file::Entity::find();
    let gone = files.filter(hechang_entity::stored_file::Column::RemoveAfter.is_not_null());
    assert!(!gone.all(change.db()).await.unwrap().is_empty(), "its photographs go, too");
    let event = hechang::platform::change::Event::new("test.prepared", about);
    change.commit(event, ()).await.unwrap();
}
