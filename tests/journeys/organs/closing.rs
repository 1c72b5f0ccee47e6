//! Nothing is closed while somebody works there, comes there or waits there; what is closed takes nothing new.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::keeping::{CENTERS, DEPARTMENTS, ORGANS, center, id, organ, put};
use crate::applications::ground::submits;

async fn add(admin: &hechang_tests::people::Person<'_>, path: &str, body: &Value) -> Value {
    admin.post(path).json(body).await.expect(201).json()
}

#[rstest]
#[tokio::test]
async fn an_organ_says_why_it_stays_open(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let county = organ(&admin, "540527").await;
    let close = format!("{ORGANS}/{}/close", id(&county));
    let below = json!({ "code": "540527-FL", "kind": "partner", "level": "county", "parent_code": "540527", "partner": "bank",
        "name": { "zh-CN": "洛扎县银行" } });
    let below = add(&admin, ORGANS, &below).await;
    let at = add(&admin, CENTERS, &center("LZX", "540527")).await;
    let citizen = town.citizen("13900000001").await;
    let application = submits(&town, &citizen, id(&at).parse().unwrap()).await;
    let problem = admin.post(&close).await.expect_problem(409, "still_in_use");
    assert_eq!(
        faults(&problem),
        [
            "/organs still_organs",
            "/centers still_centers",
            "/staff still_staff",
            "/applications still_matters"
        ]
    );

    admin.post(&format!("{ORGANS}/{}/close", id(&below))).await.expect(204);
    admin.post(&format!("{CENTERS}/{}/close", id(&at))).await.expect(204);
    let staff = admin.get("/api/v1/desk/staff?limit=100").await.expect(200).json();
    let there = staff["items"].as_array().unwrap().iter().filter(|member| member["organ_code"] == "540527");
    let there: Vec<_> = there.cloned().collect();
    for member in &there {
        admin.post(&format!("/api/v1/desk/staff/{}/disable", id(member))).await.expect(204);
    }
    let problem = admin.post(&close).await.expect_problem(409, "still_in_use");
    assert_eq!(faults(&problem), ["/applications still_matters"]);
    let withdraw = format!("/api/v1/applications/{}/withdraw", id(&application));
    citizen.post(&withdraw).json(&json!({ "reason": "已经解决" })).await.expect(200);
    admin.post(&close).await.expect(204);
    admin.post(&close).await.expect(204);

    let closed = organ(&admin, "540527").await;
    assert!(closed["closed_at"].is_string());
    let path = format!("{ORGANS}/{}", id(&county));
    let change = json!({ "level": "county", "parent_code": "540500", "name": { "zh-CN": "x" } });
    put(&admin, &path, &change).await.expect_problem(409, "closed_for_good");
    let enable = format!("/api/v1/desk/staff/{}/enable", id(&there[0]));
    admin.post(&enable).await.expect_problem(409, "closed_for_good");
    let member = json!({ "username": "droma", "organ_code": "540527", "roles": ["reception"] });
    let problem = admin.post("/api/v1/desk/staff").json(&member).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/organ_code not_an_option"]);
    let problem = admin.post(CENTERS).json(&center("LZY", "540527")).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/organ_code not_an_option"]);
}

#[rstest]
#[tokio::test]
async fn a_department_stays_open_while_somebody_works_there(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let body = json!({ "organ_code": "540500", "line": "civil", "name": { "zh-CN": "民事检察部" } });
    let department = add(&admin, DEPARTMENTS, &body).await;
    let me = town.staff(Role::Reviewer).await.get("/api/v1/me").await.expect(200).json();
    let place = format!("/api/v1/desk/staff/{}/department", id(&me));
    admin.post(&place).json(&json!({ "department_id": department["id"] })).await.expect(204);
    let close = format!("{DEPARTMENTS}/{}/close", id(&department));
    let problem = admin.post(&close).await.expect_problem(409, "still_in_use");
    assert_eq!(faults(&problem), ["/staff still_staff"]);
    admin.post(&place).json(&json!({})).await.expect(204);
    admin.post(&close).await.expect(204);
    let problem = admin.post(&place).json(&json!({ "department_id": department["id"] })).await;
    assert_eq!(faults(&problem.expect_problem(422, "invalid")), ["/department_id not_an_option"]);
}

#[rstest]
#[tokio::test]
async fn a_center_closes_once_nobody_comes_and_no_code_hangs(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let made = add(&admin, CENTERS, &center("LZX", "540527")).await;
    let schedules = format!("/api/v1/desk/centers/{}/schedules", id(&made));
    let hours = json!({ "weekday": 1, "from": "09:30", "to": "13:00", "slot_minutes": 30, "capacity": 5, "effective_from": "2026-03-01" });
    add(&admin, &schedules, &hours).await;
    let code = json!({ "purpose": "center", "center_id": made["id"], "label": "门口" });
    let code = add(&admin, "/api/v1/desk/qr-codes", &code).await;
    let citizen = town.citizen("13900000001").await;
    let slots = format!(
        "/api/v1/centers/{}/slots?service=legal-consultation&from=2026-03-09&to=2026-03-09",
        id(&made)
    );
    let slot = town.get(&slots).await.expect(200).json()["items"][0]["id"].clone();
    let booking = json!({ "slot_id": slot, "service_key": "legal-consultation" });
    let booked = citizen.post("/api/v1/appointments").json(&booking).await.expect(201).json();
    let close = format!("{CENTERS}/{}/close", id(&made));
    let problem = admin.post(&close).await.expect_problem(409, "still_in_use");
    assert_eq!(faults(&problem), ["/appointments still_visits", "/qr_codes still_codes"]);
    citizen.delete(&format!("/api/v1/appointments/{}", id(&booked))).await.expect(204);
    admin.post(&format!("/api/v1/desk/qr-codes/{}/revoke", id(&code))).await.expect(204);
    admin.post(&close).await.expect(204);

    // Nothing new begins there; nobody is led there; what names it still can.
    let list = town.get("/api/v1/centers").await.expect(200).json();
    assert!(list["items"].as_array().unwrap().iter().all(|center| center["code"] != "LZX"));
    town.get("/c/LZX").page().await.expect(404);
    town.get(&format!("/api/v1/centers/{}", id(&made))).await.expect(200);
    assert_eq!(town.get(&slots).await.expect(200).json()["items"], json!([]));
    citizen.post("/api/v1/appointments").json(&booking).await.expect_problem(409, "slot_closed");
    let draft = json!({ "service_key": "legal-consultation", "center_id": made["id"], "form": {} });
    let problem = citizen.post("/api/v1/applications").json(&draft).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/center_id unknown_center"]);
    let code = json!({ "purpose": "center", "center_id": made["id"], "label": "门口" });
    let problem = admin.post("/api/v1/desk/qr-codes").json(&code).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/center_id not_an_option"]);
    admin.post(&schedules).json(&hours).await.expect_problem(404, "not_found");
    let change = json!({ "name": { "zh-CN": "x" }, "address": { "zh-CN": "x" }, "phone": "12309", "opening_hours": [] });
    put(&admin, &format!("{CENTERS}/{}", id(&made)), &change).await.expect_problem(409, "closed_for_good");
}

#[rstest]
#[tokio::test]
async fn of_two_first_schedules_that_meet_one_is_made(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let made = add(&admin, CENTERS, &center("LZX", "540527")).await;
    let schedules = format!("/api/v1/desk/centers/{}/schedules", id(&made));
    let hours = json!({ "weekday": 1, "from": "09:30", "to": "13:00", "slot_minutes": 30, "capacity": 5, "effective_from": "2026-03-01" });
    let all = (0..8).map(async |_| admin.post(&schedules).json(&hours).await.status);
    let statuses = futures_util::future::join_all(all).await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
}
