//! Sign-in tries and refusals of rights are on the record, without anything personal.

use hechang::{config::Switch, identity::actor::Role};
use hechang_entity::audit_entry::{Column, Entity, Model};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::{code_sent_to, login},
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::ground::{center, submits};

async fn recorded(town: &Town, act: &str) -> Vec<Model> {
    let rows = Entity::find().filter(Column::Action.eq(act)).order_by_asc(Column::Id);
    rows.all(town.app().db.read()).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_refused_staff_sign_in_names_the_account_and_never_what_was_typed(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let known = login(&town, Role::Reviewer, "540527");
    let name = known["username"].as_str().unwrap();
    for (username, password) in [(name, "not-the-password"), ("my-secret-password", "x")] {
        let body = json!({ "username": username, "password": password });
        town.post("/api/v1/auth/staff").json(&body).await.expect_problem(401, "invalid_credentials");
    }
    let right = json!({ "username": name, "password": known["password"] });
    town.post("/api/v1/auth/staff").json(&right).await.expect(200);

    let refused = recorded(&town, "staff.sign_in_refused").await;
    let [known, unknown] = refused.as_slice() else { panic!("{refused:#?}") };
    let passed = recorded(&town, "staff.signed_in").await.remove(0);
    assert_eq!((known.subject_id, known.organ_id), (passed.subject_id, passed.organ_id));
    assert_eq!(known.detail, json!({ "wrong": "password", "network": "127.0.0.0/24" }));
    assert_eq!((unknown.subject_id, unknown.organ_id, unknown.actor_id), (Uuid::nil(), None, None));
    for row in [known, unknown, &passed] {
        let text = serde_json::to_string(&row.detail).unwrap();
        assert!(
            ["not-the-password", "my-secret-password", name].iter().all(|typed| !text.contains(typed)),
            "{text}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_citizens_tries_are_recorded_without_the_phone(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let asked =
        town.post("/api/v1/auth/otp").json(&json!({ "phone": "13800000001" })).await.expect(202).json();
    let code = code_sent_to(&town, "13800000001").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    // A wrong one, the right one, the right one again, which is spent, and one that never was.
    for (code, status) in [(wrong, 422), (code.as_str(), 200), (code.as_str(), 422)] {
        let answer = json!({ "challenge_id": asked["challenge_id"], "code": code });
        town.post("/api/v1/auth/otp/verify").json(&answer).await.expect(status);
    }
    let never = json!({ "challenge_id": Uuid::max(), "code": wrong });
    town.post("/api/v1/auth/otp/verify").json(&never).await.expect(422);
    let mut told = Vec::new();
    for (act, times) in [("code.sent", 1), ("code.refused", 1), ("code.dead", 2), ("citizen.signed_in", 1)] {
        let rows = recorded(&town, act).await;
        assert_eq!(rows.len(), times, "{act}");
        told.push(format!("{rows:?}"));
    }
    let told = told.concat();
    assert!(!told.contains("13800000001") && !told.contains(&code), "{told}");
}

#[rstest]
#[tokio::test]
async fn who_was_refused_what_is_recorded(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (zhaxi, droma) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let application = submits(&town, &zhaxi).await;
    let id: Uuid = application["id"].as_str().unwrap().parse().unwrap();
    let account = |me: serde_json::Value| me["id"].as_str().unwrap().parse::<Uuid>().unwrap();

    let finance = town.staff(Role::Finance).await;
    finance.get("/api/v1/desk/audit").await.expect_problem(403, "forbidden");
    droma.get(&format!("/api/v1/applications/{id}")).await.expect_problem(404, "not_found");
    let county = town.staff_of("540527", Role::Reviewer).await;
    county
        .get(&format!("/api/v1/desk/applications/{id}?q=13800000001"))
        .await
        .expect_problem(404, "not_found");

    let refused = recorded(&town, "access.refused").await;
    let [finance_row, droma_row, county_row] = refused.as_slice() else { panic!("{refused:#?}") };
    let finance = account(finance.get("/api/v1/me").await.json());
    assert_eq!((finance_row.actor_id, finance_row.subject_id), (Some(finance), finance));
    let facts = json!({ "method": "GET", "route": "/api/v1/desk/audit", "code": "forbidden" });
    assert_eq!(finance_row.detail, facts);
    let droma = account(droma.get("/api/v1/me").await.json());
    assert_eq!((droma_row.actor_id, droma_row.subject_id, droma_row.organ_id), (Some(droma), id, None));
    assert_eq!(county_row.subject_id, id);
    let facts = json!({ "method": "GET", "route": "/api/v1/desk/applications/{id}", "code": "not_found" });
    assert_eq!(county_row.detail, facts, "the pattern of the route, never the address");
    assert!(county_row.organ_id.is_some());

    town.get("/api/v1/desk/audit").await.expect_problem(401, "unauthenticated");
    zhaxi.get("/api/v1/nowhere").await.expect_problem(404, "not_found");
    assert_eq!(
        recorded(&town, "access.refused").await.len(),
        3,
        "strangers and slips aren't refusals of rights"
    );
}

/// No change without a record (AUD-8), and no record without the change (AUD-2).
#[rstest]
#[tokio::test]
async fn what_can_not_be_recorded_does_not_happen(#[values(Sqlite, Postgres)] db: Db) {
    use sea_orm::ConnectionTrait;
    let town = Town::new(db).await;
    let clerk = town.staff(Role::Reception).await;
    let body = json!({ "purpose": "center", "center_id": center(&town), "label": "社区大门" });
    let tx = town.app().db.begin().await.unwrap();
    tx.execute_unprepared("ALTER TABLE audit_entry RENAME TO audit_entry_away").await.unwrap();
    tx.commit().await.unwrap();
    let before = hechang_entity::qr_code::Entity::find().all(town.app().db.read()).await.unwrap();
    clerk.post("/api/v1/desk/qr-codes").json(&body).await.expect_problem(500, "internal");
    let after = hechang_entity::qr_code::Entity::find().all(town.app().db.read()).await.unwrap();
    assert_eq!(before, after);
}
