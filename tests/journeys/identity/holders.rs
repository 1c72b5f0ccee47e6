//! One person has one account, and takes it along: four eyes are never two of the same (security.md AC-5).

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    people::{self, Person, resident_id},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::factor::{enter, login};

const STAFF: &str = "/api/v1/desk/staff";

async fn adds(
    admin: &Person<'_>,
    username: &str,
    roles: Value,
    number: Option<&str>,
) -> hechang_tests::ask::Answer {
    let body = json!({ "username": username, "organ_code": "540500", "roles": roles, "id_number": number });
    admin.post(STAFF).json(&body).await
}

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap_or_else(|| panic!("{value}"))
}

#[rstest]
#[tokio::test]
async fn a_person_has_one_account_also_when_it_was_closed(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let number = resident_id();
    let first = adds(&admin, "droma", json!(["approver"]), Some(&number)).await.expect(201).json();
    admin.post(&format!("{STAFF}/{}/disable", id(&first))).await.expect(204);
    let small = number.to_ascii_lowercase();
    let again = adds(&admin, "droma2", json!(["finance"]), Some(&small)).await.expect_problem(422, "invalid");
    assert_eq!(faults(&again), ["/id_number person_has_account"]);
    let members = admin.get(STAFF).await.expect(200).json();
    assert!(members["items"].as_array().unwrap().iter().all(|member| member["username"] != "droma2"));
    // Nor is it given to another account later.
    let other = adds(&admin, "pema", json!(["reception"]), None).await.expect(201).json();
    let holder = format!("{STAFF}/{}/holder", id(&other));
    let taken =
        admin.post(&holder).json(&json!({ "id_number": number })).await.expect_problem(422, "invalid");
    assert_eq!(faults(&taken), ["/id_number person_has_account"]);
    let wrong = admin.post(&holder).json(&json!({ "id_number": "540502199001010000" })).await;
    assert_eq!(faults(&wrong.expect_problem(422, "invalid")), ["/id_number bad_resident_id"]);
    admin.post(&holder).json(&json!({ "id_number": resident_id() })).await.expect(204);
}

#[rstest]
#[tokio::test]
async fn whoever_proposes_decides_or_pays_is_known(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    for role in ["reviewer", "approver", "finance"] {
        let problem = adds(&admin, "nyima", json!([role]), None).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), ["/id_number required"], "{role}");
    }
    // Somebody who came without, and got another role since.
    let handed = adds(&admin, "nyima", json!(["reception"]), None).await.expect(201).json();
    let nyima = people::sign_in(&town, "nyima", handed["first_password"].as_str().unwrap()).await;
    let change = json!({ "password": handed["first_password"], "new_password": "a quiet otter" });
    nyima.post("/api/v1/me/password").json(&change).await.expect(204);
    let roles = format!("{STAFF}/{}/roles", id(&handed));
    admin.post(&roles).json(&json!({ "roles": ["finance"] })).await.expect(204);
    let batch = json!({ "way": "bank", "instalment_ids": ["00000000-0000-7000-8000-000000000000"] });
    let nyima = people::sign_in(&town, "nyima", "a quiet otter").await;
    nyima.get("/api/v1/desk/payments/batches").await.expect(200);
    nyima.post("/api/v1/desk/payments/batches").json(&batch).await.expect_problem(403, "holder_unknown");
    let known = json!({ "id_number": resident_id() });
    admin.post(&format!("{STAFF}/{}/holder", id(&handed))).json(&known).await.expect(204);
    nyima.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let nyima = people::sign_in(&town, "nyima", "a quiet otter").await;
    nyima.post("/api/v1/desk/payments/batches").json(&batch).await.expect_problem(422, "invalid");
}

#[rstest]
#[tokio::test]
async fn who_goes_to_work_elsewhere_takes_the_account_along_and_leaves_the_posts(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = Town::new(db).await;
    let admin = town.staff(Role::Admin).await;
    let approver = town.staff(Role::Approver).await;
    let me = approver.get("/api/v1/me").await.expect(200).json();
    let place = format!("{STAFF}/{}/place", id(&me));
    let nowhere = json!({ "organ_code": "110000", "roles": ["auditor", "admin"] });
    let problem = admin.post(&place).json(&nowhere).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/organ_code not_an_option", "/roles auditor_alone"]);
    let county = json!({ "organ_code": "540527", "roles": ["approver"] });
    admin.post(&place).json(&county).await.expect(204);
    approver.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let kept = admin.get(&format!("{STAFF}/{}", id(&me))).await.expect(200).json();
    assert_eq!((&kept["organ_code"], &kept["holder_known"]), (&json!("540527"), &json!(true)));
    let posts = admin.get("/api/v1/desk/assistance/posts").await.expect(200).json();
    let mine = posts.as_array().unwrap().iter().find(|one| one["staff_id"] == me["id"]).unwrap();
    assert_eq!(mine["posts"], json!([]));
}

#[rstest]
#[tokio::test]
async fn the_console_enters_the_person_and_moves_the_account(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (name, password) = login(&town, Role::Admin);
    let browser = town.browser("en");
    enter(&browser, &name, &password, "").await;
    let reviewer = town.staff(Role::Reviewer).await.get("/api/v1/me").await.expect(200).json();
    let link = format!("/console/staff/{}", id(&reviewer));
    let member = browser.open(&link).await.expect(200);
    let wrong = [("act", "holder"), ("id_number", "54050219")];
    let member = browser.send(&member, &link, &wrong).await.expect(422);
    member.shows("This ID number is not right");
    let number = resident_id();
    let member = browser.send(&member, &link, &[("act", "holder"), ("id_number", &number)]).await.expect(200);
    let nowhere = [("act", "place"), ("organ_code", "110000"), ("roles", "reviewer")];
    let member = browser.send(&member, &link, &nowhere).await.expect(422);
    let moved = [("act", "place"), ("organ_code", "540527"), ("roles", "reviewer")];
    let member = browser.send(&member, &link, &moved).await.expect(200);
    member.shows("<dd>540527</dd>");
    assert!(!member.text().contains(&number));
}
