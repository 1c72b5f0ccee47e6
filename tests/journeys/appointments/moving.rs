//! Moving and cancelling.

use chrono::TimeDelta;
use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{SERVICE, at, books, center, makes_schedule, messages, slot};

const TUESDAY: &str = "2026-03-03";

#[rstest]
#[tokio::test]
async fn a_visit_is_moved(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let booked = books(&zhuoma, &slot(&town, TUESDAY, "09:30").await).await;
    let wanted = slot(&town, "2026-03-04", "16:00").await;
    let body = json!({ "slot_id": wanted["id"] });
    zhuoma.put(&at(&booked)).json(&body).await.expect_problem(428, "precondition_required");
    zhuoma.put(&at(&booked)).if_match("\"7\"").json(&body).await.expect_problem(412, "precondition_failed");
    let moved = zhuoma.put(&at(&booked)).if_match("\"1\"").json(&body).await.expect(200);
    assert_eq!(moved.etag(), "\"2\"");
    let moved = moved.json();
    let there = json!({ "id": wanted["id"], "date": "2026-03-04", "from": "16:00", "to": "16:30" });
    assert_eq!((&moved["slot"], &moved["ticket_code"]), (&there, &booked["ticket_code"]));
    assert_eq!(slot(&town, TUESDAY, "09:30").await["free"], 5);
    assert_eq!(slot(&town, "2026-03-04", "16:00").await["free"], 4);
    zhuoma.put(&at(&booked)).if_match("\"1\"").json(&body).await.expect_problem(412, "precondition_failed");
    let same = zhuoma.put(&at(&booked)).if_match("\"2\"").json(&body).await.expect(200);
    assert_eq!(
        (same.json(), same.etag()),
        (moved, "\"2\"".to_owned()),
        "where it is already, nothing changes"
    );
    assert_eq!(messages(&town, "13800000001").await[0]["template"], "appointment-moved");
}

#[rstest]
#[tokio::test]
async fn when_moving_fails_the_old_place_stands(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let zhuoma = town.citizen("13800000001").await;
    let booked = books(&zhuoma, &slot(&town, TUESDAY, "09:30").await).await;
    let full = slot(&town, TUESDAY, "10:00").await;
    for number in 0..5 {
        books(&town.citizen(&format!("1380000001{number}")).await, &full).await;
    }
    let mine_too = slot(&town, TUESDAY, "11:00").await;
    books(&zhuoma, &mine_too).await;
    let moves = |slot: &serde_json::Value| {
        zhuoma.put(&at(&booked)).if_match("\"1\"").json(&json!({ "slot_id": slot["id"] }))
    };
    moves(&full).await.expect_problem(409, "slot_full");
    moves(&mine_too).await.expect_problem(409, "already_booked");
    let refused = moves(&json!({ "id": uuid::Uuid::now_v7() })).await.expect_problem(422, "invalid");
    assert_eq!(faults(&refused), ["/slot_id unknown_slot"]);
    town.clock.advance(TimeDelta::hours(7));
    let zhuoma = town.citizen("13800000001").await;
    let moves = |slot: &serde_json::Value| {
        zhuoma.put(&at(&booked)).if_match("\"1\"").json(&json!({ "slot_id": slot["id"] }))
    };
    let past = hechang::appointments::slot_id::of(
        full["id"].as_str().unwrap().parse().unwrap(),
        "2026-03-02T02:30:00Z".parse().unwrap(),
    );
    moves(&json!({ "id": past })).await.expect_problem(409, "slot_past");
    assert_eq!(zhuoma.get(&at(&booked)).await.expect(200).json(), booked);
    assert_eq!(slot(&town, TUESDAY, "09:30").await["free"], 4);
    assert_eq!(slot(&town, TUESDAY, "10:00").await["free"], 0);
}

#[rstest]
#[tokio::test]
async fn a_visit_stays_at_its_center_and_service(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let body = json!({ "service_key": "petition", "weekday": 6, "from": "10:00", "to": "11:00", "slot_minutes": 30,
        "capacity": 1, "effective_from": "2026-03-01" });
    let other = makes_schedule(&admin, &town, &body).await.expect(201).json();
    let zhuoma = town.citizen("13800000001").await;
    let booked = books(&zhuoma, &slot(&town, TUESDAY, "09:30").await).await;
    let at_ten = "2026-03-07T02:00:00Z".parse().unwrap();
    let id = hechang::appointments::slot_id::of(other["id"].as_str().unwrap().parse().unwrap(), at_ten);
    let refused = zhuoma.put(&at(&booked)).if_match("*").json(&json!({ "slot_id": id })).await;
    assert_eq!(faults(&refused.expect_problem(422, "invalid")), ["/slot_id unknown_slot"]);
    // Nobody opens on Saturdays.
    let ask = json!({ "slot_id": id, "service_key": "petition" });
    zhuoma.post("/api/v1/appointments").json(&ask).await.expect_problem(409, "slot_closed");
    let path =
        format!("/api/v1/centers/{}/slots?service={SERVICE}&from=2026-03-07&to=2026-03-07", center(&town));
    assert_eq!(town.get(&path).await.expect(200).json()["items"], json!([]));
}

#[rstest]
#[tokio::test]
async fn a_cancelled_visit_frees_its_place_at_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let wanted = slot(&town, TUESDAY, "09:30").await;
    let booked = books(&zhuoma, &wanted).await;
    for _ in 0..2 {
        zhuoma.delete(&at(&booked)).await.expect(204);
    }
    assert_eq!(slot(&town, TUESDAY, "09:30").await["free"], 5);
    assert_eq!(zhuoma.get(&at(&booked)).await.expect(200).json()["state"], "cancelled");
    zhuoma.get(&format!("{}/ticket.svg", at(&booked))).await.expect_problem(404, "not_found");
    let body = json!({ "slot_id": slot(&town, TUESDAY, "10:00").await["id"] });
    let moved = zhuoma.put(&at(&booked)).if_match("*").json(&body).await;
    moved.expect_problem(409, "appointment_not_changeable");
    let again = books(&zhuoma, &wanted).await;
    assert_ne!(again["ticket_code"], booked["ticket_code"]);
    let templates: Vec<_> =
        messages(&town, "13800000001").await.into_iter().map(|m| m["template"].clone()).collect();
    assert_eq!(templates, ["appointment-booked", "appointment-cancelled", "appointment-booked"]);
}

#[rstest]
#[tokio::test]
async fn a_visit_that_has_begun_is_not_changed(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let zhuoma = town.citizen("13800000001").await;
    let booked = books(&zhuoma, &slot(&town, "2026-03-02", "10:30").await).await;
    let later = json!({ "slot_id": slot(&town, "2026-03-02", "12:00").await["id"] });
    town.clock.advance(TimeDelta::minutes(30));
    let zhuoma = town.citizen("13800000001").await;
    zhuoma.delete(&at(&booked)).await.expect_problem(409, "appointment_not_changeable");
    let moved = zhuoma.put(&at(&booked)).if_match("*").json(&later).await;
    moved.expect_problem(409, "appointment_not_changeable");
}
