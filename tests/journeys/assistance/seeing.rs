//! Who sees a case, and what is written down of it.

use hechang::{identity::actor::Role, platform::ids};
use hechang_entity::{assistance_person, assistance_step, audit_entry};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::ground::{CASES, Office, accepted};
use crate::applications::ground::at;

#[rstest]
#[tokio::test]
async fn a_case_is_seen_by_those_who_open_its_applications(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::of(&town).await;
    let (citizen, application) = accepted(&town, "13800000501").await;
    let case = office.case_of(&[&application]).await;
    let county = town.staff_of("540527", Role::Reviewer).await;
    county.get(&case.at()).await.expect_problem(404, "not_found");
    assert_eq!(county.get(CASES).await.expect(200).json()["items"], json!([]));
    office.finance.get(&case.at()).await.expect_problem(404, "not_found");
    citizen.get(&case.at()).await.expect(401);
    town.get(&case.at()).await.expect(401);
    town.staff(Role::Auditor).await.get(&case.at()).await.expect(200);
    let list = office.head.get(&format!("{CASES}?state=preparing")).await.expect(200).json();
    assert_eq!((&list["items"][0]["first_masked"], &list["items"][0]["people"]), (&json!("次**"), &json!(1)));
    assert!(
        office.head.get(&format!("{CASES}?state=granted")).await.expect(200).json()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let stranger = town.citizen("13800000502").await;
    stranger.get(&format!("{}/decision", at(&application))).await.expect_problem(404, "not_found");
    office.handler.get(&format!("{CASES}/{}", ids::new_id())).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn what_was_done_is_on_the_record_without_names(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let mut case = office.case(&town, "13800000503").await;
    case.proposes(&[10_000]).await;
    case.approved(&[&office.head, &office.deputy]).await;
    let entries = audit_entry::Entity::find().filter(audit_entry::Column::Action.starts_with("assistance."));
    let entries = entries.order_by_asc(audit_entry::Column::Seq).all(town.app().db.read()).await.unwrap();
    let mut acts: Vec<_> = entries.iter().map(|entry| entry.action.as_str()).collect();
    acts.dedup();
    assert_eq!(
        acts,
        ["assistance.opened", "assistance.person_described", "assistance.proposed", "assistance.decided"]
    );
    let details: String = entries.iter().map(|entry| entry.detail.to_string()).collect();
    assert!(!details.contains("次仁") && !details.contains("5405021986"), "{details}");
}

#[rstest]
#[tokio::test]
async fn the_database_keeps_to_four_eyes_and_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let mut case = office.case(&town, "13800000504").await;
    case.proposes(&[10_000]).await;
    let read = town.app().db.read();
    let step = assistance_step::Entity::find().one(read).await.unwrap().unwrap();
    let tx = town.app().db.begin().await.unwrap();
    let again = assistance_step::Model { id: ids::new_id(), place: 1, ..step };
    let again: assistance_step::ActiveModel = again.into_active_model().reset_all();
    assert!(again.insert(&tx).await.is_err(), "one person took two steps of one round");
    drop(tx);
    case.approved(&[&office.head, &office.deputy]).await;
    let granted = assistance_person::Entity::find().limit(1).one(read).await.unwrap().unwrap();
    let tx = town.app().db.begin().await.unwrap();
    let twice = assistance_person::Model { id: ids::new_id(), person_index: vec![1], ..granted };
    let twice: assistance_person::ActiveModel = twice.into_active_model().reset_all();
    assert!(twice.insert(&tx).await.is_err(), "somebody was granted twice in one underlying case");
}
