//! The rule about hand-offs, said once to the program and once to the database: over many hand-offs and readers both say the same.

use std::collections::BTreeSet;

use hechang::{
    catalog::{HandoffKind, HandoffState},
    identity::actor::{Role, Staff},
    organs,
    platform::{
        change::{Author, Event},
        ids,
        paging::PageQuery,
        vault::Place,
    },
    referrals::{
        model::{Content, HandoffQuery},
        service,
    },
};
use hechang_entity::referral;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::ground::{FEDERATION, WELFARE, hires, partners};
use crate::{
    applications::ground::clerk,
    console::ground::{center, id, sent},
};

#[rstest]
#[tokio::test]
async fn lists_hold_what_may_be_opened_and_nothing_else(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    hires(&town, FEDERATION, "droma").await;
    let matter = id(&sent(&town, &town.citizen("13800000001").await).await);
    let staff = clerk(&town, center(&town)).await;
    let mut seats = Vec::new();
    for code in ["540500", "540527", FEDERATION, WELFARE] {
        seats.push(organs::service::organ_by_code(town.app().db.read(), code).await.unwrap().id);
    }
    let change = town.app().change(Author::System).await.unwrap();
    let mut all = Vec::new();
    for state in HandoffState::ALL {
        for kind in HandoffKind::ALL {
            for partner in [seats[1], seats[2], seats[3]] {
                for office in [seats[0], seats[1]] {
                    let row = ids::new_id();
                    let (from, to) =
                        if kind == HandoffKind::Clue { (partner, office) } else { (office, partner) };
                    let place = Place { column: "referral.content", row };
                    let made = referral::Model {
                        id: row,
                        kind: kind.word().to_owned(),
                        from_organ_id: from,
                        to_organ_id: to,
                        application_id: (kind == HandoffKind::Referral).then_some(matter),
                        state: state.word().to_owned(),
                        measures: json!([]),
                        taken: json!([]),
                        content_sealed: change.vault().seal_json(place, &Content::default()).unwrap(),
                        due_on: None,
                        due_limit: None,
                        version: 1,
                        sent_by: staff,
                        sent_at: change.now(),
                        updated_at: change.now(),
                        ended_at: None,
                        code_index: None,
                        code_until: None,
                        letter_id: None,
                    };
                    referral::Entity::insert(made.into_active_model())
                        .exec_without_returning(change.db())
                        .await
                        .unwrap();
                    all.push(row);
                }
            }
        }
    }
    change.commit(Event::new("test.prepared", Uuid::nil()), ()).await.unwrap();
    let mut met = 0;
    for organ in seats {
        for role in Role::ALL {
            met += compare(&town, staff, organ, role, &all).await;
        }
    }
    assert!(met > 50, "readers met {met}");
}

async fn compare(town: &Town, account: Uuid, organ: Uuid, role: Role, all: &[Uuid]) -> usize {
    let code = String::new();
    let who =
        Staff { id: account, organ_id: organ, organ_code: code, line: None, roles: vec![role], known: true };
    let page = PageQuery { limit: Some(100), after: None };
    let listed = service::list(town.app(), &who, &HandoffQuery::default(), &page).await;
    let listed: BTreeSet<_> =
        listed.map(|page| page.items.into_iter().map(|one| one.id).collect()).unwrap_or_default();
    for one in all {
        let change = town.app().change(Author::Staff(account)).await.unwrap();
        let opens = service::open(town.app(), change, &who, *one).await.is_ok();
        assert_eq!(opens, listed.contains(one), "{role:?} at {organ}");
    }
    listed.len()
}
