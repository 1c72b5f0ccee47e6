//! A copy of everything: whole, for its owner alone, not too often, on record.

use std::io::{Cursor, Read};

use chrono::Duration;
use hechang_entity::{audit_entry, data_request};
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;
use zip::ZipArchive;

use super::{QUESTION, asks};
use crate::applications::ground::{at, center, drafts, example};

const EXPORT: &str = "/api/v1/me/export";

fn open(answer: &Answer) -> ZipArchive<Cursor<Vec<u8>>> {
    assert_eq!(answer.header("content-type"), "application/zip");
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    assert!(answer.header("cache-control").contains("no-store"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    ZipArchive::new(Cursor::new(answer.body.to_vec())).unwrap()
}

fn bytes(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Vec<u8> {
    let mut content = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
    content
}

fn json(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Value {
    serde_json::from_slice(&bytes(archive, name)).unwrap()
}

#[rstest]
#[tokio::test]
async fn a_copy_has_everything_of_its_owner_and_nothing_of_others(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let (zhuoma, other) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let sent = asks(&town, &zhuoma, center).await;
    asks(&town, &other, center).await;
    let draft = drafts(&zhuoma, center, "judicial-assistance", &example("judicial-assistance")).await;
    let photo = samples::jpeg(1);
    let upload = zhuoma.post(&format!("{}/materials", at(&draft)));
    upload
        .upload(&[("checklist_key", "identity")], "扎西 证件.jpg", "image/jpeg", photo.clone())
        .await
        .expect(201);

    let mut archive = open(&zhuoma.get(EXPORT).language("en").await.expect(200));
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names.iter().filter(|name| name.ends_with("application.json")).count(), 2, "{names:?}");
    let account = json(&mut archive, "account.json");
    assert_eq!(account["phone"], "13800000001");
    assert_eq!(account["sign_ins"].as_array().unwrap().len(), 1);
    let receipt = sent["receipt_no"].as_str().unwrap();
    let question = json(&mut archive, &format!("applications/{receipt}/application.json"));
    assert_eq!(question["application"]["form"], example(QUESTION));
    assert_eq!(question["sent"][0], example(QUESTION));
    assert_eq!(question["consents"][0]["kind"], "general");
    assert_eq!(question["application"]["timeline"][0]["state"], "submitted");
    let requests = String::from_utf8(bytes(&mut archive, "requests.jsonl")).unwrap();
    assert!(requests.contains("\"kind\":\"export\""), "{requests}");
    let messages = String::from_utf8(bytes(&mut archive, "messages.jsonl")).unwrap();
    assert!(messages.contains(receipt), "{messages}");
    let file = format!("applications/{}/files/01-扎西 证件.jpg", draft["id"].as_str().unwrap());
    assert_eq!(bytes(&mut archive, &file), photo);
    assert!(archive.by_name("README.txt").is_ok());
}

#[rstest]
#[tokio::test]
async fn a_copy_is_given_three_times_a_day_and_is_on_record(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    for _ in 0..3 {
        open(&zhuoma.get(EXPORT).await.expect(200));
    }
    let refused = zhuoma.get(EXPORT).await;
    assert!(!refused.header("retry-after").is_empty());
    refused.expect_problem(429, "too_many_requests");
    let recorded = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("account.exported"));
    assert_eq!(recorded.count(town.app().db.read()).await.unwrap(), 3);
    let requests = data_request::Entity::find().all(town.app().db.read()).await.unwrap();
    assert!(
        requests.iter().all(|one| one.kind == "export"
            && one.done_at.is_some()
            && one.due_on.to_string() == "2026-03-17")
    );
}

#[rstest]
#[tokio::test]
async fn a_copy_needs_a_code_that_was_just_entered(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    town.clock.advance(Duration::minutes(6));
    zhuoma.get(EXPORT).await.expect_problem(403, "fresh_sign_in_needed");
    town.get(EXPORT).await.expect_problem(401, "unauthenticated");
}
