//! Administrators keep the staff of their organ and those below it.

use chrono::TimeDelta;
use hechang::{
    identity::actor::Role,
    organs::{self, model::Line},
    platform::change::Author,
    web::language::Text,
};
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    people::{self, Person, resident_id},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::factor::{between, enter, login};

const STAFF: &str = "/api/v1/desk/staff";

async fn add(admin: &Person<'_>, username: &str, organ: &str, roles: Value) -> Value {
    let body =
        json!({ "username": username, "organ_code": organ, "roles": roles, "id_number": resident_id() });
    admin.post(STAFF).json(&body).await.expect(201).json()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{value}"))
}

async fn first_sign_in<'a>(town: &'a Town, handed: &Value) -> Person<'a> {
    people::sign_in(town, text(handed, "username"), text(handed, "first_password")).await
}

#[rstest]
#[tokio::test]
async fn somebody_new_chooses_a_password_before_anything_else(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let handed = add(&admin, "droma", "540527", json!(["reviewer"])).await;
    let first = text(&handed, "first_password");
    let droma = first_sign_in(&town, &handed).await;
    droma.get("/api/v1/desk/applications").await.expect_problem(403, "password_change_needed");
    let change = |new: &str| json!({ "password": first, "new_password": new });
    for (new, code) in [
        ("short", "bad_length"),
        (first, "password_same"),
        ("password1234", "password_common"),
        ("Droma-otter-quay", "password_holds_name"),
    ] {
        let problem =
            droma.post("/api/v1/me/password").json(&change(new)).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [format!("/new_password {code}")]);
    }
    let wrong = json!({ "password": "wrong", "new_password": "a quiet otter" });
    let problem = droma.post("/api/v1/me/password").json(&wrong).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/password not_proved"]);
    droma.post("/api/v1/me/password").json(&change("a quiet otter")).await.expect(204);
    droma.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let droma = people::sign_in(&town, "droma", "a quiet otter").await;
    droma.get("/api/v1/desk/applications").await.expect(200);
    town.clock.advance(TimeDelta::days(2));
    people::sign_in(&town, "droma", "a quiet otter").await;
}

#[rstest]
#[tokio::test]
async fn a_reset_password_works_for_a_day_and_only_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let reviewer = town.staff(Role::Reviewer).await;
    let id = text(&reviewer.get("/api/v1/me").await.expect(200).json(), "id").to_owned();
    let reset = admin.post(&format!("{STAFF}/{id}/reset-password")).await.expect(200).json();
    reviewer.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let again = first_sign_in(&town, &reset).await;
    again.get("/api/v1/desk/applications").await.expect_problem(403, "password_change_needed");
    town.clock.advance(TimeDelta::hours(24));
    let body = json!({ "username": reset["username"], "password": reset["first_password"] });
    town.post("/api/v1/auth/staff").json(&body).await.expect_problem(401, "invalid_credentials");
}

#[rstest]
#[tokio::test]
async fn what_is_taken_away_ends_at_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    for (act, body) in [
        ("roles", json!({ "roles": ["reviewer", "reception"] })),
        ("end-sessions", json!(null)),
        ("reset-factor", json!(null)),
        ("disable", json!(null)),
    ] {
        let reviewer = town.staff(Role::Reviewer).await;
        let id = text(&reviewer.get("/api/v1/me").await.expect(200).json(), "id").to_owned();
        let ask = admin.post(&format!("{STAFF}/{id}/{act}"));
        let ask = if body.is_null() { ask } else { ask.json(&body) };
        ask.await.expect(204);
        reviewer.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
        let refresh = json!({ "refresh_token": reviewer.tokens["refresh_token"] });
        town.post("/api/v1/auth/refresh").json(&refresh).await.expect_problem(401, "invalid_token");
    }
    let (name, password) = login(&town, Role::Reviewer);
    let body = json!({ "username": name, "password": password });
    town.post("/api/v1/auth/staff").json(&body).await.expect_problem(401, "invalid_credentials");
    let members = admin.get(STAFF).await.expect(200).json();
    let closed =
        members["items"].as_array().unwrap().iter().find(|member| member["username"] == "reviewer").unwrap();
    assert_eq!(closed["roles"], json!(["reception", "reviewer"]));
    assert!(closed["disabled_at"].is_string());
    admin.post(&format!("{STAFF}/{}/enable", text(closed, "id"))).await.expect(204);
    people::sign_in(&town, &name, &password).await;
}

#[rstest]
#[tokio::test]
async fn nobody_gives_beyond_their_organs_or_to_themselves(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let me = text(&admin.get("/api/v1/me").await.expect(200).json(), "id").to_owned();
    for (act, body) in
        [("roles", json!({ "roles": ["approver"] })), ("disable", json!({})), ("reset-password", json!({}))]
    {
        let ask = admin.post(&format!("{STAFF}/{me}/{act}")).json(&body);
        ask.await.expect_problem(409, "own_account");
    }
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
        let other = town.staff(role).await;
        let body = json!({ "username": "droma", "organ_code": "540500", "roles": ["admin"] });
        other.post(STAFF).json(&body).await.expect_problem(403, "forbidden");
        other.get(STAFF).await.expect_problem(403, "forbidden");
        other.post(&format!("{STAFF}/{me}/disable")).await.expect_problem(403, "forbidden");
    }
    // An administrator of a county has the city's staff neither in the list nor within reach.
    let handed = add(&admin, "county-admin", "540527", json!(["admin"])).await;
    let county = first_sign_in(&town, &handed).await;
    let change = json!({ "password": handed["first_password"], "new_password": "a quiet otter" });
    county.post("/api/v1/me/password").json(&change).await.expect(204);
    let county = people::sign_in(&town, "county-admin", "a quiet otter").await;
    let members = county.get(STAFF).await.expect(200).json();
    assert!(members["items"].as_array().unwrap().iter().all(|member| member["organ_code"] == "540527"));
    county.get(&format!("{STAFF}/{me}")).await.expect_problem(404, "not_found");
    county.post(&format!("{STAFF}/{me}/disable")).await.expect_problem(404, "not_found");
    let body = json!({ "username": "droma", "organ_code": "540500", "roles": ["reviewer"], "id_number": resident_id() });
    let problem = county.post(STAFF).json(&body).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/organ_code not_an_option"]);
}

#[rstest]
#[tokio::test]
async fn every_fault_of_a_new_member_is_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let body = json!({ "username": "卓玛 1", "organ_code": "000000", "roles": ["auditor", "admin"] });
    let problem = admin.post(STAFF).json(&body).await.expect_problem(422, "invalid");
    assert_eq!(
        faults(&problem),
        ["/username bad_username", "/organ_code not_an_option", "/roles auditor_alone"]
    );
    let body = json!({ "username": "reviewer", "organ_code": "540500", "roles": ["reviewer"], "id_number": resident_id() });
    admin.post(STAFF).json(&body).await.expect_problem(409, "name_taken");
    let body = json!({ "username": "pema", "organ_code": "540500", "roles": ["reviewer"], "id_number": resident_id() });
    let (one, two) =
        (admin.post(STAFF).key("k1").json(&body).await, admin.post(STAFF).key("k1").json(&body).await);
    assert_eq!(one.expect(201).json(), two.expect(201).json());
}

#[rstest]
#[tokio::test]
async fn the_console_adds_changes_and_closes(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (name, password) = login(&town, Role::Admin);
    let browser = town.browser("en");
    enter(&browser, &name, &password, "").await;
    let page = browser.open("/console/staff/new").await.expect(200);
    let page = browser.send(&page, "/console/staff/new", &[("username", "")]).await.expect(422);
    page.shows("/console/staff/new");
    let fields = [("username", "pema"), ("organ_code", "540500"), ("roles", "reception")];
    let page = browser.send(&page, "/console/staff/new", &fields).await.expect(200);
    let first = between(&page.text(), "class=\"typed\">", "</b>").to_owned();

    let pema = town.browser("zh-CN");
    let forced = enter(&pema, "pema", &first, "").await;
    let elsewhere = pema.open("/console/staff").await;
    assert!(elsewhere.path.starts_with("/console/account/password"), "{} {}", forced.path, elsewhere.path);
    let forced = pema.open("/console/account/password").await;
    let wrong = [("password", first.as_str()), ("new_password", "a quiet otter"), ("again", "another otter")];
    let forced = pema.send(&forced, "/console/account/password", &wrong).await.expect(422);
    let right = [("password", first.as_str()), ("new_password", "a quiet otter"), ("again", "a quiet otter")];
    let done = pema.send(&forced, "/console/account/password", &right).await.expect(200);
    assert_eq!(done.path, "/console/account");

    let list = browser.open("/console/staff").await.expect(200);
    let row = list.text();
    let link =
        row.split("href=\"").find(|rest| rest.contains(">pema<")).expect("pema").split('"').next().unwrap();
    let member = browser.open(link).await.expect(200);
    let member = browser.send(&member, link, &[("act", "disable")]).await;
    assert_eq!(member.path, link);
    assert!(pema.open("/console/account").await.path.starts_with("/console/sign-in"));
}

/// A department as the program makes it; answers its id.
async fn department(town: &Town, organ: &str, line: Line) -> String {
    let change = town.app().change(Author::System).await.unwrap();
    let organ = organs::service::organ_by_code(change.db(), organ).await.unwrap();
    let name = Text {
        zh_cn: "第八检察部".into(), bo_cn: "སྡེ་ཚན་བརྒྱད་པ།".into(), en: "8th".into()
    };
    let (made, event) = organs::service::open_department(&change, organ.id, line, name).await.unwrap();
    change.commit(event, made.id.to_string()).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn another_department_is_another_line_after_the_next_sign_in(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let juvenile = department(&town, "540500", Line::Juvenile).await;
    let elsewhere = department(&town, "540527", Line::Civil).await;
    let reviewer = town.staff(Role::Reviewer).await;
    let me = reviewer.get("/api/v1/me").await.expect(200).json();
    assert!(me.get("line").is_none(), "{me}");
    let path = format!("{STAFF}/{}/department", text(&me, "id"));
    for wrong in [elsewhere.as_str(), "01890000-0000-7000-8000-000000000000"] {
        let body = json!({ "department_id": wrong });
        let problem = admin.post(&path).json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), ["/department_id not_an_option"]);
    }
    reviewer.post(&path).json(&json!({})).await.expect_problem(403, "forbidden");
    admin.post(&path).json(&json!({ "department_id": juvenile })).await.expect(204);
    reviewer.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let reviewer = town.staff(Role::Reviewer).await;
    assert_eq!(reviewer.get("/api/v1/me").await.expect(200).json()["line"], "juvenile");
    let kept = admin.get(&format!("{STAFF}/{}", text(&me, "id"))).await.expect(200).json();
    assert_eq!(kept["department_id"], juvenile.as_str());
    admin.post(&path).json(&json!({})).await.expect(204);
    reviewer.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let reviewer = town.staff(Role::Reviewer).await;
    assert!(reviewer.get("/api/v1/me").await.expect(200).json().get("line").is_none());
    let own = admin.get("/api/v1/me").await.expect(200).json();
    let own = format!("{STAFF}/{}/department", text(&own, "id"));
    admin.post(&own).json(&json!({ "department_id": juvenile })).await.expect_problem(409, "own_account");
    let body = json!({ "username": "droma", "organ_code": "540500", "department_id": elsewhere, "roles": ["reviewer"], "id_number": resident_id() });
    let problem = admin.post(STAFF).json(&body).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/department_id not_an_option"]);
    let body = json!({ "username": "droma", "organ_code": "540500", "department_id": juvenile, "roles": ["reviewer"], "id_number": resident_id() });
    admin.post(STAFF).json(&body).await.expect(201);
}

#[rstest]
#[tokio::test]
async fn a_password_is_taken_as_it_was_typed_and_chosen_by_nobody_else(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    let admin = town.staff(Role::Admin).await;
    let chosen = json!({ "username": "droma", "organ_code": "540500", "roles": ["reviewer"], "id_number": resident_id(), "password": "a quiet otter" });
    let refused = admin.post(STAFF).json(&chosen).await.expect_problem(422, "invalid");
    assert_eq!(faults(&refused), ["/password unknown_field"]);
    let handed = add(&admin, "droma", "540500", json!(["reviewer"])).await;
    let mut present = text(&handed, "first_password").to_owned();
    let spaced = "  a quiet otter of 和畅  ".to_owned();
    let longest = format!("{} é\u{1f9a6}", "otter quay ".repeat(11)).chars().take(128).collect::<String>();
    for new in [spaced, longest, "雅鲁藏布江边的小木屋很安静".to_owned(), "བོད་ལྗོངས་ཀྱི་གནམ་སྔོན་པོ།".to_owned()]
    {
        let change = json!({ "password": present, "new_password": new });
        let droma = people::sign_in(&town, "droma", &present).await;
        droma.post("/api/v1/me/password").json(&change).await.expect(204);
        for other in [new.trim().to_owned(), new.chars().skip(1).collect(), new.to_uppercase() + "x"] {
            if other == new {
                continue;
            }
            let body = json!({ "username": "droma", "password": other });
            let answer = town.post("/api/v1/auth/staff").json(&body).await;
            assert!([401, 422].contains(&answer.status), "{other:?}");
        }
        present = new;
    }
    let droma = people::sign_in(&town, "droma", &present).await;
    let long = json!({ "password": present, "new_password": "otter quay ".repeat(12) });
    let refused = droma.post("/api/v1/me/password").json(&long).await.expect_problem(422, "invalid");
    assert_eq!(faults(&refused), ["/new_password bad_length"]);
}
