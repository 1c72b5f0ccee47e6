//! What administrators keep: schedules and closed days; and what becomes of visits that are booked.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{SERVICE, asks_for, at, books, center, makes_schedule, slot, slots};

const TUESDAY: &str = "2026-03-03";

fn evening() -> Value {
    json!({ "service_key": SERVICE, "weekday": 2, "from": "16:00", "to": "17:00", "slot_minutes": 20, "capacity": 2,
        "effective_from": "2026-03-01", "effective_until": "2026-03-10" })
}

#[rstest]
#[tokio::test]
async fn a_schedule_makes_slots_for_its_service_while_it_holds(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let made = makes_schedule(&admin, &town, &evening()).await.expect(201);
    assert_eq!(made.etag(), "\"1\"");
    let of_two = |slots: Vec<Value>| {
        let two = slots.into_iter().filter(|slot| slot["capacity"] == 2);
        two.map(|slot| slot["from"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of_two(slots(&town, TUESDAY).await), ["16:00", "16:20", "16:40"]);
    assert_eq!(of_two(slots(&town, "2026-03-10").await).len(), 3);
    assert!(of_two(slots(&town, "2026-03-17").await).is_empty());
    let petition =
        format!("/api/v1/centers/{}/slots?service=petition&from={TUESDAY}&to={TUESDAY}", center(&town));
    let others = town.get(&petition).await.expect(200).json()["items"].as_array().unwrap().clone();
    assert!(of_two(others).is_empty());
    let list = format!("/api/v1/desk/centers/{}/schedules", center(&town));
    let mut listed = Vec::new();
    let mut next = format!("{list}?limit=4");
    loop {
        let page = admin.get(&next).await.expect(200).json();
        listed.extend(page["items"].as_array().unwrap().clone());
        let Some(after) = page["next"].as_str() else { break };
        next = format!("{list}?limit=4&after={after}");
    }
    assert_eq!(listed.len(), 11);
    assert!(listed.contains(&made.json()));
}

#[rstest]
#[tokio::test]
async fn a_schedule_with_faults_is_told_all_of_them(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let with = |changes: Value| {
        let mut body = evening();
        changes.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
        body
    };
    for (changes, expected) in [
        (
            json!({ "to": "16:00", "effective_until": "2026-02-01", "service_key": "no-such" }),
            vec![
                "/service_key unknown_service",
                "/to ends_before_it_begins",
                "/effective_until ends_before_it_begins",
            ],
        ),
        (
            json!({ "weekday": 8, "slot_minutes": 1, "capacity": 0 }),
            vec!["/capacity out_of_range", "/slot_minutes out_of_range", "/weekday out_of_range"],
        ),
        (json!({ "from": "25:00" }), vec!["/from wrong_type"]),
        (json!({ "color": "red" }), vec!["/color unknown_field"]),
    ] {
        let refused = makes_schedule(&admin, &town, &with(changes)).await.expect_problem(422, "invalid");
        assert_eq!(faults(&refused), expected);
    }
    makes_schedule(&admin, &town, &evening()).await.expect(201);
    let half_over = with(json!({ "from": "16:40", "to": "18:00" }));
    makes_schedule(&admin, &town, &half_over).await.expect_problem(409, "schedule_overlaps");
    makes_schedule(&admin, &town, &with(json!({ "effective_from": "2026-03-11", "effective_until": null })))
        .await
        .expect(201);
    for role in [Role::Reception, Role::Auditor, Role::Finance] {
        let staff = town.staff(role).await;
        makes_schedule(&staff, &town, &evening()).await.expect_problem(403, "forbidden");
    }
}

#[rstest]
#[tokio::test]
async fn a_lower_capacity_takes_nobodys_place(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let made = makes_schedule(&admin, &town, &evening()).await.expect(201).json();
    let wanted = slot(&town, TUESDAY, "16:20").await;
    let (zhuoma, other) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let mine = books(&zhuoma, &wanted).await;
    books(&other, &wanted).await;
    let path = format!("/api/v1/desk/schedules/{}", made["id"].as_str().unwrap());
    let one = json!({ "capacity": 1, "effective_until": "2026-03-10" });
    admin.put(&path).json(&one).await.expect_problem(428, "precondition_required");
    let changed = admin.put(&path).if_match("\"1\"").json(&one).await.expect(200);
    assert_eq!((changed.json()["capacity"].clone(), changed.etag()), (json!(1), "\"2\"".to_owned()));
    admin.put(&path).if_match("\"1\"").json(&one).await.expect_problem(412, "precondition_failed");
    let now = slot(&town, TUESDAY, "16:20").await;
    assert_eq!((&now["id"], &now["capacity"], &now["free"]), (&wanted["id"], &json!(2), &json!(0)));
    assert_eq!(zhuoma.get(&at(&mine)).await.expect(200).json()["state"], "booked");
    zhuoma.delete(&at(&mine)).await.expect(204);
    let now = slot(&town, TUESDAY, "16:20").await;
    assert_eq!((&now["capacity"], &now["free"]), (&json!(1), &json!(0)));
    asks_for(&zhuoma, &wanted).await.expect_problem(409, "slot_full");

    let ended = json!({ "capacity": 2, "effective_until": "2026-03-02" });
    admin.put(&path).if_match("\"2\"").json(&ended).await.expect(200);
    asks_for(&zhuoma, &wanted).await.expect_problem(409, "slot_closed");
    let before = json!({ "capacity": 2, "effective_until": "2026-02-02" });
    let refused = admin.put(&path).if_match("\"3\"").json(&before).await.expect_problem(422, "invalid");
    assert_eq!(faults(&refused), ["/effective_until ends_before_it_begins"]);
    let list = other.get("/api/v1/appointments").await.expect(200).json();
    assert_eq!(list["items"][0]["state"], "booked", "a visit outlives its schedule");
    town.staff(Role::Reception)
        .await
        .put(&path)
        .if_match("*")
        .json(&one)
        .await
        .expect_problem(403, "forbidden");
}

#[rstest]
#[tokio::test]
async fn a_closed_day_cancels_nobody_and_names_who_is_affected(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (admin, zhuoma) = (town.staff(Role::Admin).await, town.citizen("13800000001").await);
    let wanted = slot(&town, TUESDAY, "09:30").await;
    let mine = books(&zhuoma, &wanted).await;
    let path = format!("/api/v1/desk/centers/{}/closures", center(&town));
    let close = json!({ "date": TUESDAY, "reason": "停电" });
    let closed = admin.post(&path).json(&close).await.expect(201).json();
    assert_eq!((&closed["date"], &closed["reason"]), (&close["date"], &close["reason"]));
    let affected = closed["affected"].as_array().unwrap();
    assert_eq!(
        (affected.len(), &affected[0]["id"], &affected[0]["visitor_masked"]),
        (1, &mine["id"], &json!("138****0001"))
    );
    assert!(slots(&town, TUESDAY).await.is_empty());
    assert_eq!(zhuoma.get(&at(&mine)).await.expect(200).json()["state"], "booked");
    let other = town.citizen("13800000002").await;
    asks_for(&other, &wanted).await.expect_problem(409, "slot_closed");
    admin.post(&path).json(&close).await.expect_problem(409, "already_closed");
    // Who is affected may still move to another day.
    let body = json!({ "slot_id": slot(&town, "2026-03-04", "09:30").await["id"] });
    zhuoma.put(&at(&mine)).if_match("\"1\"").json(&body).await.expect(200);

    let listed = town.staff(Role::Reception).await.get(&path).await.expect(200).json();
    assert_eq!(listed["items"], json!([{ "id": closed["id"], "date": TUESDAY, "reason": "停电" }]));
    let one = format!("/api/v1/desk/closures/{}", closed["id"].as_str().unwrap());
    town.staff(Role::Reception).await.delete(&one).await.expect_problem(403, "forbidden");
    admin.delete(&one).await.expect(204);
    admin.delete(&one).await.expect_problem(404, "not_found");
    books(&other, &wanted).await;
    for (body, fault) in [
        (json!({ "date": "2026-03-01", "reason": "x" }), "/date not_in_the_future"),
        (json!({ "date": TUESDAY, "reason": " " }), "/reason required"),
        (json!({ "date": "soon", "reason": "x" }), "/date wrong_type"),
    ] {
        let refused = admin.post(&path).json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&refused), [fault]);
    }
}

#[rstest]
#[tokio::test]
async fn a_year_without_calendar_offers_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let to_december =
        "2026-12-21T02:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap() - town.app().clock.now();
    town.clock.advance(to_december);
    assert!(!slots(&town, "2026-12-31").await.is_empty());
    for day in ["2027-01-04", "2027-01-05"] {
        assert!(slots(&town, day).await.is_empty(), "{day}");
    }
}
