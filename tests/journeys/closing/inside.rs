//! What the archive bundle holds of a case besides its decision: somebody finds it there years later, without this program.

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::{
    archive::Archive,
    ground::{asks, scans},
};
use crate::investigation::ground::{Looked, note, sends, with};

#[rstest]
#[tokio::test]
async fn what_was_found_is_inside(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let mut looked = Looked::into(&town, "13800000971").await;
    let visit = looked.visit().await;
    sends(looked.handler(), &visit, 11).await.expect(201);
    looked.notes(&visit, &with(note(), json!({ "finish": true }))).await.expect(200);
    let corrected = json!({ "text": "一家六口", "correction": "写错了人数" });
    looked.notes(&visit, &with(note(), corrected)).await.expect(200);
    let (task, request) = looked.request().await;
    looked.county_does(&request, "receive", json!({})).await.expect(200);
    sends(&looked.county, &request, 12).await.expect(201);
    looked.county_does(&request, "answer", json!({ "text": "年收入一万元" })).await.expect(200);
    let found = json!({ "held_on": "2026-03-02", "text": "对方核实：年收入一万元", "finish": true });
    looked.notes(&task, &found).await.expect(200);
    let hearing = json!({ "kind": "hearing", "text": "听取意见" });
    let hearing = looked.task(hearing).await;
    let held = json!({ "held_on": "2026-03-02", "text": "听证员一致同意救助", "place": "市院", "second": "approver", "finish": true });
    sends(looked.handler(), &hearing, 13).await.expect(201);
    looked.notes(&hearing, &held).await.expect(200);

    looked.case.proposes(&[0]).await;
    looked.case.approved(&[&looked.office.head, &looked.office.deputy]).await;
    scans(&town).await;
    let at = format!("{}/closing", looked.case.at());
    asks(&looked.case.handler, &at).await.expect(201);
    looked.office.head.post(&format!("{at}/confirm")).await.expect(200);
    let archive = Archive::of(&looked.case.handler, &at).await;
    let record = archive.record("investigation");
    let tasks = record["tasks"].as_array().unwrap();
    let told: Vec<_> = tasks.iter().map(|one| one["task"]["kind"].as_str().unwrap()).collect();
    assert_eq!(told, ["home_visit", "request_organ", "hearing"]);
    assert!(tasks.iter().all(|one| one["task"]["state"] == "done"));
    let home = &tasks[0];
    let second = home["notes"][0]["second_id"].as_str().unwrap();
    assert_eq!(record["staff"][second], "approver");
    assert_eq!(
        home["notes"][1]["words"],
        json!({ "text": "一家六口", "place": note()["place"], "correction": "写错了人数" })
    );
    assert_eq!(
        (&home["task"]["asked"], &home["task"]["due_on"]),
        (&json!("看家里的情况"), &json!("2026-03-09"))
    );
    let asked = &tasks[1]["request"];
    assert_eq!((&asked["answer"], &asked["state"]), (&json!("年收入一万元"), &json!("answered")));
    assert!(record["organs"][asked["to"].as_str().unwrap()].is_string());
    assert!(record["staff"][asked["answered_by"].as_str().unwrap()].is_string());
    for (place, seed) in (1..).zip([11, 12, 13]) {
        let path = format!("investigation/{place:03}/001-照片.jpg");
        assert_eq!(archive.file(&path), samples::jpeg(seed));
        assert_eq!(archive.part(&path)["media_type"], "image/jpeg");
    }
    let answer = archive.part("investigation/002/001-照片.jpg")["title"].as_str().unwrap();
    assert!(answer.contains("答复"), "{answer}");
}
