//! Administrators keep what is below them.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    people::{self, Person},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

pub const ORGANS: &str = "/api/v1/desk/organs";
pub const DEPARTMENTS: &str = "/api/v1/desk/departments";
pub const CENTERS: &str = "/api/v1/desk/centers";

pub fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap_or_else(|| panic!("{value}"))
}

/// The organ of a code, as an administrator reads it.
pub async fn organ(admin: &Person<'_>, code: &str) -> Value {
    let page = admin.get(&format!("{ORGANS}?limit=100")).await.expect(200).json();
    let found = page["items"].as_array().unwrap().iter().find(|organ| organ["code"] == code);
    found.unwrap_or_else(|| panic!("{code} in {page}")).clone()
}

/// An administrator of a county, signed in with a password of their own.
pub async fn county_admin<'a>(town: &'a Town, admin: &Person<'_>, organ: &str) -> Person<'a> {
    let username = format!("admin-{organ}");
    let body = json!({ "username": username, "organ_code": organ, "roles": ["admin"] });
    let handed = admin.post("/api/v1/desk/staff").json(&body).await.expect(201).json();
    let first = handed["first_password"].as_str().unwrap();
    let county = people::sign_in(town, &username, first).await;
    let change = json!({ "password": first, "new_password": "a quiet otter" });
    county.post("/api/v1/me/password").json(&change).await.expect(204);
    people::sign_in(town, &username, "a quiet otter").await
}

fn partner(code: &str, parent: &str) -> Value {
    json!({ "code": code, "kind": "partner", "level": "county", "parent_code": parent, "partner": "womens_federation",
        "name": { "zh-CN": "洛扎县妇联" }, "phone": "0893-7820001", "contact": "权益部" })
}

pub fn center(code: &str, organ: &str) -> Value {
    json!({ "code": code, "organ_code": organ, "name": { "zh-CN": "洛扎县中心", "en": "Lhozhag Center" },
        "address": { "zh-CN": "洛扎县" }, "phone": "12309", "latitude": 28.4, "longitude": 90.9,
        "opening_hours": [{ "weekday": 1, "from": "09:30", "to": "13:00" }] })
}

/// A changing PUT of a row as it was just read.
pub async fn put(admin: &Person<'_>, path: &str, body: &Value) -> Answer {
    let etag = admin.get(path).await.expect(200).etag();
    admin.put(path).if_match(&etag).json(body).await
}

#[rstest]
#[tokio::test]
async fn a_partner_is_added_and_changed(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let body = partner("540527-FL", "540527");
    let (one, two) =
        (admin.post(ORGANS).key("k").json(&body).await, admin.post(ORGANS).key("k").json(&body).await);
    let (one, two) = (one.expect(201), two.expect(201));
    assert_eq!(one.json(), two.json());
    let path = one.header("location").to_owned();
    let made = one.json();
    assert_eq!((&made["partner"], &made["parent_code"]), (&json!("womens_federation"), &json!("540527")));
    assert_eq!(made["name"], json!({ "zh-CN": "洛扎县妇联" }));
    admin.post(ORGANS).json(&body).await.expect_problem(409, "code_taken");

    let change = json!({ "level": "county", "parent_code": "540528", "partner": "disabled_persons_federation",
        "name": { "zh-CN": "残联", "en": "Federation" } });
    admin.put(&path).json(&change).await.expect_problem(428, "precondition_required");
    let first = admin.get(&path).await.expect(200).etag();
    let changed = admin.put(&path).if_match(&first).json(&change).await.expect(200).json();
    assert_eq!((&changed["parent_code"], &changed["version"]), (&json!("540528"), &json!(2)));
    assert!(changed.get("phone").is_none(), "what is left out is emptied: {changed}");
    admin.put(&path).if_match(&first).json(&change).await.expect_problem(412, "precondition_failed");
    // As it is already: nothing moves, and nothing is recorded.
    assert_eq!(put(&admin, &path, &change).await.expect(200).json()["version"], 2);
    let auditor = town.staff(Role::Auditor).await;
    let entries = auditor.get("/api/v1/desk/audit?limit=100").await.expect(200).json();
    let acts = entries["items"].as_array().unwrap().iter().filter(|entry| entry["subject_id"] == made["id"]);
    assert_eq!(
        acts.map(|entry| entry["act"].as_str().unwrap()).collect::<Vec<_>>(),
        ["organ.changed", "organ.made"]
    );
}

#[rstest]
#[tokio::test]
async fn every_fault_of_an_organ_is_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let wrong = json!({ "code": "5405", "kind": "procuratorate", "level": "city", "parent_code": "540500", "partner": "bank",
        "name": { "zh-CN": " ", "en": "x".repeat(121) }, "phone": "call me" });
    let problem = admin.post(ORGANS).json(&wrong).await.expect_problem(422, "invalid");
    assert_eq!(
        faults(&problem),
        [
            "/code bad_organ_code",
            "/name/zh-CN required",
            "/name/en bad_length",
            "/phone bad_office_phone",
            "/partner partners_only",
            "/level level_not_below",
        ]
    );
    let unknown = json!({ "code": "540530", "kind": "court", "level": "county", "parent_code": "540500", "name": { "zh-CN": "x" } });
    admin.post(ORGANS).json(&unknown).await.expect_problem(422, "invalid");
    let county = organ(&admin, "540527").await;
    let path = format!("{ORGANS}/{}", id(&county));
    let under_partner = json!({ "level": "county", "parent_code": "540502-QGD", "name": county["name"] });
    let problem = put(&admin, &path, &under_partner).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/parent_code not_an_option"]);
    let nedong = format!("{ORGANS}/{}", id(&organ(&admin, "540502").await));
    let itself = json!({ "level": "county", "parent_code": "540502", "name": county["name"] });
    let problem = put(&admin, &nedong, &itself).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/parent_code parent_below"]);
    let smaller = json!({ "level": "village", "parent_code": "540500", "name": county["name"] });
    let partner = partner("540502-FL", "540502");
    admin.post(ORGANS).json(&partner).await.expect(201);
    let problem = put(&admin, &nedong, &smaller).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/level level_not_above"]);
}

#[rstest]
#[tokio::test]
async fn a_countys_administrator_keeps_the_county_alone(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let county = county_admin(&town, &admin, "540527").await;
    let list = county.get(ORGANS).await.expect(200).json();
    let codes: Vec<_> = list["items"].as_array().unwrap().iter().map(|organ| organ["code"].clone()).collect();
    assert_eq!(codes, [json!("540527")]);
    let (own, city) = (organ(&admin, "540527").await, organ(&admin, "540500").await);
    let city_path = format!("{ORGANS}/{}", id(&city));
    county.get(&city_path).await.expect_problem(404, "not_found");
    county.get(&format!("{city_path}/departments")).await.expect_problem(404, "not_found");
    county.post(&format!("{city_path}/close")).await.expect_problem(404, "not_found");
    let renamed = json!({ "level": "city", "name": { "zh-CN": "x" } });
    county.put(&city_path).if_match("\"1\"").json(&renamed).await.expect_problem(404, "not_found");
    // Below another organ nothing can be made, and one's own stays where it is.
    let problem =
        county.post(ORGANS).json(&partner("540500-FL", "540500")).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/parent_code not_an_option"]);
    let own_path = format!("{ORGANS}/{}", id(&own));
    let moved = json!({ "level": "county", "parent_code": "540528", "name": own["name"] });
    let problem = put(&county, &own_path, &moved).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/parent_code not_an_option"]);
    let renamed = json!({ "level": "county", "name": { "zh-CN": "洛扎县院" } });
    let stays = put(&county, &own_path, &renamed).await.expect(200).json();
    assert_eq!((&stays["parent_code"], &stays["name"]["zh-CN"]), (&json!("540500"), &json!("洛扎县院")));
    county.post(&format!("{own_path}/close")).await.expect_problem(409, "own_organ");
    // Nor departments and centers elsewhere.
    let department = json!({ "organ_code": "540500", "line": "civil", "name": { "zh-CN": "民事检察部" } });
    let problem = county.post(DEPARTMENTS).json(&department).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/organ_code not_an_option"]);
    let problem = county.post(CENTERS).json(&center("LZX", "540500")).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/organ_code not_an_option"]);
    let made = county.post(CENTERS).json(&center("LZX", "540527")).await.expect(201).json();
    let centers = county.get(CENTERS).await.expect(200).json();
    assert_eq!(centers["items"], json!([made]));
}

#[rstest]
#[tokio::test]
async fn nobody_else_keeps_organs(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let county = organ(&admin, "540527").await;
    town.get(ORGANS).await.expect_problem(401, "unauthenticated");
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
        let other = town.staff(role).await;
        for path in [ORGANS, CENTERS, &format!("{ORGANS}/{}", id(&county))] {
            other.get(path).await.expect_problem(403, "forbidden");
        }
        other.post(ORGANS).json(&partner("540527-FL", "540527")).await.expect_problem(403, "forbidden");
        other.post(CENTERS).json(&center("LZX", "540527")).await.expect_problem(403, "forbidden");
        let department =
            json!({ "organ_code": "540527", "line": "civil", "name": { "zh-CN": "民事检察部" } });
        other.post(DEPARTMENTS).json(&department).await.expect_problem(403, "forbidden");
        other.post(&format!("{ORGANS}/{}/close", id(&county))).await.expect_problem(403, "forbidden");
    }
}

#[rstest]
#[tokio::test]
async fn a_department_is_opened_changed_and_ends_the_sign_ins_of_its_people(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let body = json!({ "organ_code": "540500", "line": "civil", "name": { "zh-CN": "民事检察部" } });
    let made = admin.post(DEPARTMENTS).json(&body).await.expect(201).json();
    let problem = admin.post(DEPARTMENTS).json(&body).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/name/zh-CN name_of_another"]);
    let of_partner = json!({ "organ_code": "540502-QGD", "line": "civil", "name": { "zh-CN": "部" } });
    let problem = admin.post(DEPARTMENTS).json(&of_partner).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/organ_code not_an_option"]);

    let reviewer = town.staff(Role::Reviewer).await;
    let me = reviewer.get("/api/v1/me").await.expect(200).json();
    let place = json!({ "department_id": made["id"] });
    admin.post(&format!("/api/v1/desk/staff/{}/department", id(&me))).json(&place).await.expect(204);
    let reviewer = town.staff(Role::Reviewer).await;
    let path = format!("{DEPARTMENTS}/{}", id(&made));
    let renamed = json!({ "line": "civil", "name": { "zh-CN": "第五检察部" } });
    put(&admin, &path, &renamed).await.expect(200);
    assert_eq!(reviewer.get("/api/v1/me").await.expect(200).json()["line"], "civil");
    let other_line = json!({ "line": "administrative", "name": { "zh-CN": "第五检察部" } });
    put(&admin, &path, &other_line).await.expect(200);
    reviewer.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let reviewer = town.staff(Role::Reviewer).await;
    assert_eq!(reviewer.get("/api/v1/me").await.expect(200).json()["line"], "administrative");
    let city = organ(&admin, "540500").await;
    let all = admin.get(&format!("{ORGANS}/{}/departments", id(&city))).await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().last().unwrap()["name"]["zh-CN"], "第五检察部");
}
