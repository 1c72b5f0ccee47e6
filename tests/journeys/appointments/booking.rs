//! Slots and bookings.

use chrono::TimeDelta;
use hechang::config::Switch;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{SERVICE, asks_for, at, books, center, messages, slot, slots, slots_at};

const TUESDAY: &str = "2026-03-03";

#[rstest]
#[tokio::test]
async fn anybody_sees_what_is_free(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let today = slots(&town, "2026-03-02").await;
    // It is ten: the slot of half past nine has begun, and that of ten as well.
    assert_eq!((&today[0]["from"], &today[0]["to"]), (&json!("10:30"), &json!("11:00")));
    let tuesday = slots(&town, TUESDAY).await;
    assert_eq!(tuesday.len(), 12);
    let first = &tuesday[0];
    let told = json!({ "id": first["id"], "date": TUESDAY, "from": "09:30", "to": "10:00", "capacity": 5, "free": 5 });
    assert_eq!(*first, told);
    assert_eq!(slots(&town, TUESDAY).await, tuesday, "a slot keeps its id");
    for closed in ["2026-03-07", "2026-03-08", "2026-04-06", "2026-03-01", "2026-03-31"] {
        assert!(slots(&town, closed).await.is_empty(), "{closed}");
    }
    assert_eq!(slots(&town, "2026-03-30").await.len(), 12, "28 days ahead");
    let all = town.get(&slots_at(&town, "2026-03-01", "2026-03-31")).await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 20 * 12 + 10);
}

#[rstest]
#[tokio::test]
async fn a_question_for_slots_that_makes_no_sense_is_told_so(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for (query, fault) in [
        ("", "/service required"),
        ("service=no-such", "/service unknown_service"),
        ("service=public-interest-clue", "/service not_bookable"),
        ("service=petition&from=tomorrow", "/from not_a_date"),
        ("service=petition&from=2026-03-05&to=2026-03-04", "/to ends_before_it_begins"),
        ("service=petition&from=2026-03-01&to=2026-04-01", "/to too_many_days"),
    ] {
        let path = format!("/api/v1/centers/{}/slots?{query}", center(&town));
        let problem = town.get(&path).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault], "{query}");
    }
    let nowhere = format!("/api/v1/centers/{}/slots?service=petition", uuid::Uuid::now_v7());
    town.get(&nowhere).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn a_citizen_books_an_hour(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let wanted = slot(&town, TUESDAY, "09:30").await;
    let body = json!({ "slot_id": wanted["id"], "service_key": SERVICE, "note": "需要轮椅" });
    let ask = || zhuoma.post("/api/v1/appointments").key("book-1").json(&body);
    let answer = ask().await.expect(201);
    let booked = answer.json();
    assert_eq!(answer.header("location"), at(&booked));
    let expected = json!({
        "id": booked["id"], "center_id": center(&town), "service_key": SERVICE, "state": "booked",
        "slot": { "id": wanted["id"], "date": TUESDAY, "from": "09:30", "to": "10:00" },
        "ticket_code": booked["ticket_code"],
    });
    assert_eq!(booked, expected);
    assert_eq!(booked["ticket_code"].as_str().unwrap().len(), 8);
    assert_eq!(ask().await.expect(201).json(), booked, "a retry changes nothing");
    assert_eq!(slot(&town, TUESDAY, "09:30").await["free"], 4);

    let read = zhuoma.get(&at(&booked)).await.expect(200);
    assert_eq!((read.json(), read.etag()), (booked.clone(), answer.etag()));
    zhuoma.get(&at(&booked)).header("if-none-match", &read.etag()).await.expect(304);
    let list = zhuoma.get("/api/v1/appointments").await.expect(200).json();
    assert_eq!(list["items"], json!([booked]));

    let sent = messages(&town, "13800000001").await;
    assert_eq!((sent.len(), &sent[0]["template"]), (1, &json!("appointment-booked")));
    let text = sent[0]["text"].as_str().unwrap();
    assert!(text.contains("2026年3月3日 09:30") && !text.contains("轮椅"), "{text}");
}

#[rstest]
#[tokio::test]
async fn one_citizen_has_one_place_in_a_slot(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let wanted = slot(&town, TUESDAY, "09:30").await;
    books(&zhuoma, &wanted).await;
    asks_for(&zhuoma, &wanted).await.expect_problem(409, "already_booked");
    assert_eq!(slot(&town, TUESDAY, "09:30").await["free"], 4);
}

#[rstest]
#[tokio::test]
async fn a_full_slot_takes_nobody(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let wanted = slot(&town, TUESDAY, "09:30").await;
    for number in 0..5 {
        books(&town.citizen(&format!("1380000001{number}")).await, &wanted).await;
    }
    assert_eq!(slot(&town, TUESDAY, "09:30").await["free"], 0);
    let late = town.citizen("13800000020").await;
    for language in ["zh-CN", "bo-CN", "en"] {
        let body = json!({ "slot_id": wanted["id"], "service_key": SERVICE });
        let answer = late.post("/api/v1/appointments").language(language).json(&body).await;
        answer.expect_problem(409, "slot_full");
    }
    assert_eq!(late.get("/api/v1/appointments").await.expect(200).json()["items"], json!([]));
}

#[rstest]
#[tokio::test]
async fn only_so_many_visits_lie_ahead_of_one_citizen(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let slots = slots(&town, TUESDAY).await;
    let mut booked = Vec::new();
    for slot in &slots[..5] {
        booked.push(books(&zhuoma, slot).await);
    }
    asks_for(&zhuoma, &slots[5]).await.expect_problem(409, "too_many_appointments");
    books(&town.citizen("13800000002").await, &slots[5]).await;
    zhuoma.delete(&at(&booked[0])).await.expect(204);
    books(&zhuoma, &slots[5]).await;
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_booked_is_told_why(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (zhuoma, other) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let wanted = slot(&town, TUESDAY, "09:30").await;
    let draft = |person, service: &str| draft(&town, person, service.to_owned());
    let (foreign, petition) = (draft(&other, SERVICE).await, draft(&zhuoma, "petition").await);
    let with = |name: &str, value: Value| {
        let mut body = json!({ "slot_id": wanted["id"], "service_key": SERVICE });
        body[name] = value;
        body
    };
    for (body, fault) in [
        (with("slot_id", json!(uuid::Uuid::now_v7())), "/slot_id unknown_slot"),
        (with("slot_id", json!(uuid::Uuid::nil())), "/slot_id unknown_slot"),
        (with("slot_id", json!("10:00")), "/slot_id wrong_type"),
        (with("slot_id", shifted(&wanted)), "/slot_id unknown_slot"),
        (with("service_key", json!("no-such")), "/service_key unknown_service"),
        (with("service_key", json!("public-interest-clue")), "/service_key not_bookable"),
        (with("application_id", json!(uuid::Uuid::now_v7())), "/application_id unknown_application"),
        (with("application_id", foreign["id"].clone()), "/application_id unknown_application"),
        (with("application_id", petition["id"].clone()), "/application_id other_service"),
        (with("note", json!("长".repeat(501))), "/note too_long"),
        (with("place", json!(1)), "/place unknown_field"),
        (json!({ "service_key": SERVICE }), "/slot_id required"),
    ] {
        let refused = zhuoma.post("/api/v1/appointments").json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&refused), [fault], "{body}");
    }
    town.post("/api/v1/appointments")
        .json(&with("note", json!("x")))
        .await
        .expect_problem(401, "unauthenticated");
    assert_eq!(slot(&town, TUESDAY, "09:30").await["free"], 5);
    town.clock.advance(TimeDelta::hours(24));
    let zhuoma = town.citizen("13800000001").await;
    asks_for(&zhuoma, &wanted).await.expect_problem(409, "slot_past");
}

async fn draft(town: &Town, person: &hechang_tests::people::Person<'_>, service: String) -> Value {
    let body = json!({ "service_key": service, "center_id": center(town), "form": {} });
    person.post("/api/v1/applications").json(&body).await.expect(201).json()
}

/// An id that would be a slot's if slots began seven minutes later.
fn shifted(slot: &Value) -> Value {
    let id: uuid::Uuid = slot["id"].as_str().unwrap().parse().unwrap();
    let at = hechang::appointments::slot_id::starts_at(id).unwrap() + TimeDelta::minutes(7);
    json!(hechang::appointments::slot_id::of(id, at))
}

#[rstest]
#[tokio::test]
async fn a_visit_may_belong_to_an_application(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let mine = draft(&town, &zhuoma, SERVICE.to_owned()).await;
    let wanted = slot(&town, TUESDAY, "09:30").await;
    let body = json!({ "slot_id": wanted["id"], "service_key": SERVICE, "application_id": mine["id"] });
    let booked = zhuoma.post("/api/v1/appointments").json(&body).await.expect(201).json();
    assert_eq!(booked["application_id"], mine["id"]);
}

#[rstest]
#[tokio::test]
async fn somebody_elses_visit_is_unknown(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (zhuoma, other) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let booked = books(&zhuoma, &slot(&town, TUESDAY, "09:30").await).await;
    let wanted = json!({ "slot_id": slot(&town, TUESDAY, "10:00").await["id"] });
    let nowhere = format!("/api/v1/appointments/{}", uuid::Uuid::now_v7());
    for path in [at(&booked), nowhere] {
        other.get(&path).await.expect_problem(404, "not_found");
        other.get(&format!("{path}/ticket.svg")).await.expect_problem(404, "not_found");
        other.get(&format!("{path}/calendar.ics")).await.expect_problem(404, "not_found");
        other.put(&path).if_match("\"1\"").json(&wanted).await.expect_problem(404, "not_found");
        other.delete(&path).await.expect_problem(404, "not_found");
    }
    assert_eq!(zhuoma.get(&at(&booked)).await.expect(200).json()["state"], "booked");
}

#[rstest]
#[tokio::test]
async fn visits_outlive_a_restart(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::new(db).await;
    let booked = books(&town.citizen("13800000001").await, &slot(&town, TUESDAY, "09:30").await).await;
    town.restart().await;
    town.clock.advance(TimeDelta::minutes(2));
    let zhuoma = town.citizen("13800000001").await;
    assert_eq!(zhuoma.get(&at(&booked)).await.expect(200).json(), booked);
    assert_eq!(slot(&town, TUESDAY, "09:30").await["free"], 4);
}
