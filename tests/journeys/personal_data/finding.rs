//! The desk finds an application by receipt, phone, whole name or number of identity, and by nothing less.

use hechang::{
    config::Switch,
    identity::actor::Role,
    platform::change::{Author, Event},
};
use hechang_entity::application;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::applications::ground::submits;

async fn found(staff: &Person<'_>, words: &str) -> usize {
    let path = format!("/api/v1/desk/applications?q={words}");
    staff.get(&path).await.expect(200).json()["items"].as_array().unwrap().len()
}

pub async fn center(town: &Town) -> Uuid {
    let demo: Value =
        serde_json::from_slice(&std::fs::read(town.folder().join("demo.json")).unwrap()).unwrap();
    demo["center_id"].as_str().unwrap().parse().unwrap()
}

#[rstest]
#[tokio::test]
async fn an_applicant_is_found_by_name_and_number(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::with(db, |config| config.limits = Switch::Off).await;
    let receipt = {
        let sent = submits(&town, &town.citizen("13800000001").await, center(&town).await).await;
        sent["receipt_no"].as_str().unwrap().to_owned()
    };
    for again in [false, true] {
        let staff = town.staff(Role::Reviewer).await;
        for words in [
            receipt.as_str(),
            "13800000001",
            "540502198603150027",
            "540502 19860315 0027",
            "次仁卓玛",
            "次仁 卓玛",
        ] {
            assert_eq!(found(&staff, words).await, 1, "{words}, {again}");
        }
        for words in ["次仁", "卓玛", "54050219860315002", "540502198603150035", "13800000002", "0001"] {
            assert_eq!(found(&staff, words).await, 0, "{words}, {again}");
        }
        assert_eq!(found(&town.staff_of("540527", Role::Reviewer).await, "次仁卓玛").await, 0);
        if again {
            break;
        }
        // As it was before there were indexes: the next start fills them in.
        let change = town.app().change(Author::System).await.unwrap();
        let bare = application::Entity::update_many()
            .col_expr(application::Column::ApplicantNameIndex, Expr::value(None::<Vec<u8>>))
            .col_expr(application::Column::ApplicantIdIndex, Expr::value(None::<Vec<u8>>));
        assert_eq!(bare.exec(change.db()).await.unwrap().rows_affected, 1);
        change.commit(Event::new("test.prepared", Uuid::nil()), json!({})).await.unwrap();
        assert_eq!(found(&staff, "次仁卓玛").await, 0);
        town.restart().await;
        let filled = async || {
            let staff = town.staff(Role::Reviewer).await;
            (found(&staff, "次仁卓玛").await == 1).then_some(())
        };
        hechang_tests::patience::eventually("the indexes", filled).await;
    }
}
