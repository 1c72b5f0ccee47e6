//! A record compares the money with what was paid, is final, and its correction is a version beside it.

use hechang_entity::{follow_up_finding, follow_up_record};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::{Value, json};

use super::ground::{Followed, state_of};

async fn document(followed: &Followed<'_>, id: &Value) -> Value {
    let path = format!("/api/v1/desk/documents/{}?version=full", id.as_str().unwrap());
    followed.handler().get(&path).await.expect(200).json()
}

#[rstest]
#[tokio::test]
async fn a_visit_is_recorded_with_vouchers_and_its_document(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let visit = followed.first().await;
    let person = followed.cash.case.person(0);
    let voucher = [("kind", "voucher"), ("person_id", person.as_str())];
    let sent = followed.sends(&visit, &voucher, 1).await.expect(201).json();
    assert!(sent.get("record_version").is_none());
    let mut record = followed.record();
    record["second"] = json!("reception");
    record["people"][0]["spent"][0]["vouchers"] = json!(true);
    let now = followed.records(&visit, &record).await.expect(201).json();
    let made = &now["visits"][0];
    assert_eq!((&made["state"], &made["made_on"]), (&json!("made"), &json!("2026-03-02")));
    let kept = &made["records"][0];
    assert_eq!(
        (&kept["version"], &kept["first"], &kept["second"]),
        (&json!(1), &json!("reviewer"), &json!("reception"))
    );
    let found = &kept["people"][0];
    assert_eq!(
        (&found["paid_fen"], &found["unaccounted_fen"], &found["name"]),
        (&json!(1_200_000), &json!(0), &json!("次仁卓玛"))
    );
    assert_eq!(state_of(&followed.cash.owners[0]).await, "follow_up");
    let files = followed.handler().get(&format!("{visit}/files")).await.expect(200).json();
    assert_eq!(files["items"][0]["record_version"], 1);
    let content = format!("{visit}/files/{}/content", files["items"][0]["id"].as_str().unwrap());
    let bytes = followed.handler().get(&content).await.expect(200);
    assert_eq!(
        (bytes.header("content-type"), bytes.body.to_vec()),
        ("image/jpeg", hechang_tests::samples::jpeg(1))
    );
    let paper = document(&followed, &kept["documents"][0]).await.to_string();
    for words in ["次仁卓玛", "学习6,000.00元（有凭证）", "结余1,000.00元", "缺牧草", "reception"]
    {
        assert!(paper.contains(words), "{words}: {paper}");
    }
}

#[rstest]
#[tokio::test]
async fn a_correction_is_a_version_and_keeps_the_old_one(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let visit = followed.first().await;
    let first = followed.records(&visit, &followed.record()).await.expect(201).json();
    let mut right = followed.record();
    right["people"][0]["left_fen"] = json!(50_000);
    let problem = followed.records(&visit, &right).await.expect_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/correction");
    right["correction"] = json!("结余看错了");
    let now = followed.records(&visit, &right).await.expect(201).json();
    let records = now["visits"][0]["records"].as_array().unwrap();
    assert_eq!((records.len(), &records[0]["people"][0]["left_fen"]), (2, &json!(100_000)));
    assert_eq!(
        (&records[1]["people"][0]["unaccounted_fen"], &records[1]["correction"]),
        (&json!(50_000), &json!("结余看错了"))
    );
    let old = document(&followed, &first["visits"][0]["records"][0]["documents"][0]).await;
    let new = document(&followed, &records[1]["documents"][0]).await;
    assert!(old["voided_at"].is_string() && new.get("voided_at").is_none(), "{old:#} {new:#}");
}

#[rstest]
#[tokio::test]
async fn misuse_is_shown_to_whoever_opens_the_case(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    assert_eq!(followed.now().await["misuse"], false);
    let mut record = followed.record();
    record["people"][0]["misuse"] = json!("钱被亲戚借走");
    followed.records(&followed.first().await, &record).await.expect(201);
    assert_eq!(followed.now().await["misuse"], true);
}

#[rstest]
#[tokio::test]
async fn each_application_gets_a_document_of_its_own_people(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000, 8_000]).await;
    let mut record = followed.record();
    let mut other =
        json!({ "person_id": followed.cash.case.person(1), "living": "hard", "situation": "还在住院" });
    other["spent"] = json!([]);
    record["people"] = json!([followed.finding(0), other]);
    let now = followed.records(&followed.first().await, &record).await.expect(201).json();
    let documents = now["visits"][0]["records"][0]["documents"].as_array().unwrap().clone();
    assert_eq!(documents.len(), 2);
    for (paper, own, others) in [(0, "孩子上学了", "还在住院"), (1, "还在住院", "孩子上学了")]
    {
        let text = document(&followed, &documents[paper]).await.to_string();
        assert!(text.contains(own) && !text.contains(others), "{text}");
    }
}

#[rstest]
#[tokio::test]
async fn the_database_keeps_one_version_once_and_two_visitors_apart(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    followed.records(&followed.first().await, &followed.record()).await.expect(201);
    let kept = follow_up_record::Entity::find().one(town.app().db.read()).await.unwrap().unwrap();
    let again = follow_up_record::Model { id: uuid::Uuid::now_v7(), ..kept.clone() };
    let alone = follow_up_record::Model { id: uuid::Uuid::now_v7(), version: 2, ..kept.clone() };
    let mut alone: follow_up_record::ActiveModel = alone.into_active_model().reset_all();
    alone.second_id = Set(Some(kept.first_id));
    for wrong in [again.into_active_model().reset_all(), alone] {
        let tx = town.app().db.begin().await.unwrap();
        assert!(wrong.insert(&tx).await.is_err());
    }
    let sealed = follow_up_finding::Entity::find().one(town.app().db.read()).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&sealed.found_sealed).contains("孩子"));
    assert_eq!(follow_up_record::Entity::find().count(town.app().db.read()).await.unwrap(), 1);
}
