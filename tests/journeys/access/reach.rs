//! The rule about matters, said once to the program and once to the database: over many matters and readers both say the same.

use std::collections::BTreeSet;

use hechang::{
    applications,
    error::Problem,
    identity::{
        actor::{Role, Staff},
        policy::{self, Action, Matter, On, Reach},
        staff,
    },
    organs::{self, model::Line},
    platform::change::{Author, Event},
};
use hechang_entity::{application, staff_account};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::{
    applications::ground::clerk,
    console::ground::{center, sent},
};

/// Picks that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        of[usize::try_from(self.0 >> 33).unwrap() % of.len()]
    }
}

#[rstest]
#[tokio::test]
async fn lists_hold_what_the_rule_allows_and_nothing_else(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let matter = sent(&town, &town.citizen("13800000001").await).await;
    let id: Uuid = matter["id"].as_str().unwrap().parse().unwrap();
    let model = application::Entity::find_by_id(id).one(town.app().db.read()).await.unwrap().unwrap();
    let mut organs = Vec::new();
    for code in ["540500", "540502", "540527"] {
        organs.push(organs::service::organ_by_code(town.app().db.read(), code).await.unwrap().id);
    }
    let mut dice = Dice(7);
    let people = town.staff_of("540527", Role::Reviewer).await.get("/api/v1/me").await.expect(200).json();
    let people = [people["id"].as_str().unwrap().parse().unwrap(), clerk(&town, center(&town)).await];
    let lines = [None, Some(Line::Civil), Some(Line::Juvenile)];
    let change = town.app().change(Author::System).await.unwrap();
    let mut matters = Vec::new();
    for number in 0..90_u128 {
        let made = Matter {
            id: Uuid::from_u128(1000 + number),
            organ_id: dice.pick(&organs),
            line: dice.pick(&lines),
            assignee_id: dice.pick(&[None, Some(people[0]), Some(people[1])]),
            guarded: dice.pick(&[true, false]),
        };
        let row = application::Model {
            id: made.id,
            organ_id: made.organ_id,
            line: made.line.map(|line| line.word().to_owned()),
            assignee_id: made.assignee_id,
            guarded: made.guarded,
            receipt_no: Some(format!("test-{number}")),
            ..model.clone()
        };
        application::Entity::insert(row.into_active_model())
            .exec_without_returning(change.db())
            .await
            .unwrap();
        matters.push(made);
    }
    change.commit(Event::new("test.prepared", Uuid::nil()), ()).await.unwrap();
    for number in 0..60 {
        let organ = dice.pick(&organs);
        let staff = Staff {
            id: people[number % people.len()],
            organ_id: organ,
            organ_code: String::new(),
            line: dice.pick(&lines),
            roles: vec![dice.pick(&Role::ALL)],
            known: true,
        };
        let recused = vec![dice.pick(&matters).id, dice.pick(&matters).id];
        let below = organs::service::organ_and_below(town.app().db.read(), organ).await.unwrap();
        let reach = Reach { staff, organs: below, recused };
        compare(&town, &reach, &matters).await;
    }
}

async fn compare(town: &Town, reach: &Reach, matters: &[Matter]) {
    let reached = applications::service::reached(reach);
    let list = application::Entity::find().filter(application::Column::Id.in_subquery(reached));
    let list: BTreeSet<_> =
        list.all(town.app().db.read()).await.unwrap().into_iter().map(|one| one.id).collect();
    for matter in matters {
        let allowed = policy::decide(reach, Action::SeeMatters, On::Matter(matter)).is_ok();
        assert_eq!(list.contains(&matter.id), allowed, "{matter:?} by {reach:?}");
    }
}

/// Between the beginning of a request and its change a role is taken, the account moves to another organ, or it ends: the change
/// doesn't begin.
#[rstest]
#[tokio::test]
async fn a_right_that_was_just_taken_away_changes_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let reviewer = town.staff(Role::Reviewer).await;
    let me: Uuid =
        reviewer.get("/api/v1/me").await.expect(200).json()["id"].as_str().unwrap().parse().unwrap();
    let row = staff_account::Entity::find_by_id(me).one(town.app().db.read()).await.unwrap().unwrap();
    let known = staff::find(town.app().db.read(), me).await.unwrap().unwrap();
    drop(town.app().change(&known).await.unwrap());
    let elsewhere = organs::service::organ_by_code(town.app().db.read(), "540527").await;
    let elsewhere = elsewhere.expect("the county").id;
    let changes = [
        staff_account::ActiveModel { roles: Set(json!(["reception"])), ..row.clone().into() },
        staff_account::ActiveModel { organ_id: Set(elsewhere), ..row.clone().into() },
        staff_account::ActiveModel { disabled_at: Set(Some(row.created_at)), ..row.clone().into() },
    ];
    for changed in changes {
        set(&town, changed).await;
        let refused = town.app().change(&known).await.err().expect("the change began");
        assert_eq!(Problem::from(refused).status.as_u16(), 401);
        set(&town, row.clone().into_active_model().reset_all()).await;
        drop(town.app().change(&known).await.expect("as it was"));
    }
}

async fn set(town: &Town, row: staff_account::ActiveModel) {
    let change = town.app().change(Author::System).await.unwrap();
    row.update(change.db()).await.unwrap();
    change.commit(Event::new("test.prepared", Uuid::nil()), ()).await.unwrap();
}
