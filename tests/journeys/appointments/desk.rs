//! At the door: check-in by ticket, the queue, who was served and who didn't come.

use chrono::TimeDelta;
use hechang::identity::actor::Role;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{SERVICE, at, books, center, slot};
use crate::applications::ground as applications;

const TODAY: &str = "2026-03-02";
const CHECK_IN: &str = "/api/v1/desk/appointments/check-in";

fn ticket(booked: &Value) -> Value {
    json!({ "ticket_code": booked["ticket_code"] })
}

async fn acts(clerk: &Person<'_>, booked: &Value, action: &str) -> hechang_tests::ask::Answer {
    let path = format!("/api/v1/desk/appointments/{}/actions/{action}", booked["id"].as_str().unwrap());
    clerk.post(&path).json(&json!({})).await
}

#[rstest]
#[tokio::test]
async fn a_ticket_lets_its_holder_in_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (zhuoma, clerk) = (town.citizen("13800000001").await, town.staff(Role::Reception).await);
    let booked = books(&zhuoma, &slot(&town, TODAY, "10:30").await).await;
    let code = booked["ticket_code"].as_str().unwrap();
    let typed = json!({ "ticket_code": format!(" {}-{} ", &code[..4], &code[4..]).to_lowercase() });
    let ask = || clerk.post(CHECK_IN).key("door-1").json(&typed);
    let checked = ask().await.expect(200).json();
    assert_eq!(
        (&checked["state"], &checked["queue_no"], &checked["id"]),
        (&json!("checked_in"), &json!(1), &booked["id"])
    );
    assert_eq!(ask().await.expect(200).json(), checked, "a retry changes nothing");
    clerk.post(CHECK_IN).json(&typed).await.expect_problem(409, "ticket_used");
    assert_eq!(zhuoma.get(&at(&booked)).await.expect(200).json()["queue_no"], 1);
    zhuoma.delete(&at(&booked)).await.expect_problem(409, "appointment_not_changeable");

    let other = town.citizen("13800000002").await;
    let second = books(&other, &slot(&town, TODAY, "10:30").await).await;
    assert_eq!(clerk.post(CHECK_IN).json(&ticket(&second)).await.expect(200).json()["queue_no"], 2);
}

#[rstest]
#[tokio::test]
async fn a_ticket_that_does_not_fit_is_told_why(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (zhuoma, clerk) = (town.citizen("13800000001").await, town.staff(Role::Reception).await);
    let tomorrow = books(&zhuoma, &slot(&town, "2026-03-03", "09:30").await).await;
    for language in ["zh-CN", "bo-CN", "en"] {
        let refused = clerk.post(CHECK_IN).language(language).json(&ticket(&tomorrow)).await;
        let refused = refused.expect_problem(409, "ticket_wrong_day");
        assert!(refused["detail"].as_str().unwrap().contains("2026-03-03"), "{refused}");
    }
    zhuoma.delete(&at(&tomorrow)).await.expect(204);
    clerk.post(CHECK_IN).json(&ticket(&tomorrow)).await.expect_problem(409, "ticket_cancelled");
    for typed in ["00000000", "UUUUUUUU", "票", "000", "0000 0000 0"] {
        let body = json!({ "ticket_code": typed });
        clerk.post(CHECK_IN).json(&body).await.expect_problem(404, "ticket_unknown");
    }
    let empty = clerk.post(CHECK_IN).json(&json!({ "ticket_code": "" })).await.expect_problem(422, "invalid");
    assert_eq!(faults(&empty), ["/ticket_code bad_length"]);
}

#[rstest]
#[tokio::test]
async fn only_the_center_s_reception_lets_people_in(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let booked = books(&zhuoma, &slot(&town, TODAY, "10:30").await).await;
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Reception) {
        let staff = town.staff(role).await;
        staff.post(CHECK_IN).json(&ticket(&booked)).await.expect_problem(403, "forbidden");
        acts(&staff, &booked, "no_show").await.expect_problem(403, "forbidden");
    }
    zhuoma.post(CHECK_IN).json(&ticket(&booked)).await.expect_problem(401, "unauthenticated");
    let county = clerk_of_the_county(&town).await;
    county.post(CHECK_IN).json(&ticket(&booked)).await.expect_problem(404, "ticket_unknown");
    acts(&county, &booked, "no_show").await.expect_problem(404, "not_found");
    let list = format!("/api/v1/desk/appointments?center={}", center(&town));
    county.get(&list).await.expect_problem(404, "not_found");
    town.staff(Role::Finance).await.get(&list).await.expect_problem(403, "forbidden");
}

/// A receptionist of another organ.
async fn clerk_of_the_county(town: &Town) -> Person<'_> {
    use hechang::{
        identity::staff,
        organs,
        platform::change::{Author, Event},
    };
    let change = town.app().change(Author::System).await.unwrap();
    let organ = organs::service::organ_by_code(change.db(), "540527").await.unwrap();
    let password = staff::first_password();
    let new = staff::NewStaff {
        username: "reception-540527".into(),
        password: staff::password(password.clone()).await.unwrap(),
        organ_id: organ.id,
        department_id: None,
        roles: vec![Role::Reception],
        holder: None,
    };
    staff::add(&change, new).await.unwrap();
    change.commit(Event::new("test.prepared", organ.id), ()).await.unwrap();
    let login = json!({ "username": "reception-540527", "password": password });
    let tokens = town.post("/api/v1/auth/staff").json(&login).await.expect(200).json();
    Person::of(town, tokens)
}

#[rstest]
#[tokio::test]
async fn a_visit_goes_its_way(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (zhuoma, clerk) = (town.citizen("13800000001").await, town.staff(Role::Reception).await);
    let booked = books(&zhuoma, &slot(&town, TODAY, "10:30").await).await;
    let refused = acts(&clerk, &booked, "call").await.expect_problem(409, "action_not_allowed");
    assert_eq!(refused["allowed"], json!(["no_show"]));
    acts(&clerk, &booked, "dance").await.expect_problem(409, "action_not_allowed");
    clerk.post(CHECK_IN).json(&ticket(&booked)).await.expect(200);
    for _ in 0..2 {
        assert_eq!(acts(&clerk, &booked, "call").await.expect(200).json()["state"], "called");
    }
    assert_eq!(acts(&clerk, &booked, "served").await.expect(200).json()["state"], "served");
    let refused = acts(&clerk, &booked, "no_show").await.expect_problem(409, "action_not_allowed");
    assert_eq!(refused["allowed"], json!([]));

    let tomorrow = books(&zhuoma, &slot(&town, "2026-03-03", "09:30").await).await;
    acts(&clerk, &tomorrow, "no_show").await.expect_problem(409, "action_not_allowed");
    town.clock.advance(TimeDelta::days(1));
    let clerk = town.staff(Role::Reception).await;
    assert_eq!(acts(&clerk, &tomorrow, "no_show").await.expect(200).json()["state"], "no_show");
}

#[rstest]
#[tokio::test]
async fn the_desk_sees_who_comes(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (zhuoma, other) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let center = center(&town);
    let sent = applications::submits(&town, &zhuoma, center.parse().unwrap()).await;
    let wanted = slot(&town, TODAY, "11:00").await;
    let body = json!({ "slot_id": wanted["id"], "service_key": SERVICE, "application_id": sent["id"], "note": "轮椅" });
    zhuoma.post("/api/v1/appointments").json(&body).await.expect(201);
    books(&other, &slot(&town, TODAY, "10:30").await).await;
    let gone = books(&other, &slot(&town, TODAY, "12:00").await).await;
    other.delete(&at(&gone)).await.expect(204);

    let list = format!("/api/v1/desk/appointments?center={center}");
    for role in [Role::Reception, Role::Auditor] {
        let staff = town.staff(role).await;
        let page = staff.get(&format!("{list}&limit=1")).await.expect(200).json();
        assert_eq!(page["items"][0]["visitor_masked"], "138****0002");
        let next = format!("{list}&limit=1&after={}", page["next"].as_str().unwrap());
        let rest = staff.get(&next).await.expect(200).json();
        let visitor = &rest["items"][0];
        let masked = visitor["visitor_masked"].as_str().unwrap();
        assert!(masked.ends_with('*') && masked.chars().count() <= 4, "{masked}");
        assert_eq!((&visitor["note"], &visitor["actions"]), (&json!("轮椅"), &json!(["no_show"])));
        assert!(rest.get("next").is_none());
        let tomorrow = staff.get(&format!("{list}&date=2026-03-03")).await.expect(200).json();
        assert_eq!(tomorrow["items"], json!([]));
        staff.get(&format!("{list}&date=never")).await.expect_problem(400, "unreadable");
    }
}
