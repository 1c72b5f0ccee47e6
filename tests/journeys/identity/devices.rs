//! Where somebody is signed in, and ending it there.

use hechang::config::Switch;
use hechang::identity::actor::Role;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::code_sent_to,
    town::Town,
};
use rstest::rstest;
use serde_json::Value;

use super::factor::{enter, login};

fn items(list: &Value) -> &Vec<Value> {
    list["items"].as_array().expect("a list")
}

#[rstest]
#[tokio::test]
async fn a_lost_phone_is_signed_out_from_another(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (lost, here) = (town.citizen("13800000001").await, town.citizen("13800000001").await);
    let other = town.citizen("13800000002").await;
    let list = here.get("/api/v1/me/devices").await.expect(200).json();
    assert_eq!(items(&list).len(), 2);
    let gone = items(&list).iter().find(|device| device["current"] == false).unwrap()["id"].as_str().unwrap();
    other.delete(&format!("/api/v1/me/devices/{gone}")).await.expect_problem(404, "not_found");
    lost.get("/api/v1/me").await.expect(200);
    here.delete(&format!("/api/v1/me/devices/{gone}")).await.expect(204);
    lost.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    here.get("/api/v1/me").await.expect(200);
    here.delete("/api/v1/me/devices").await.expect(204);
    here.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    other.get("/api/v1/me").await.expect(200);
}

#[rstest]
#[tokio::test]
async fn the_portal_lists_devices_and_signs_out_everywhere(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let phone = town.citizen("13800000001").await;
    let browser = town.browser("zh-CN");
    let page = browser.open("/me").await;
    let page = browser.send(&page, "/sign-in", &[("phone", "13800000001")]).await;
    let code = code_sent_to(&town, "13800000001").await;
    let page = browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    assert_eq!(page.path, "/me");
    assert_eq!(page.text().matches("name=\"id\"").count(), 2);
    let page = browser.send(&page, "/me", &[]).await;
    assert!(!page.path.starts_with("/me"), "{}", page.path);
    phone.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
}

#[rstest]
#[tokio::test]
async fn staff_end_their_other_sessions(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (name, password) = login(&town, Role::Reviewer);
    let (here, there) = (town.browser("en"), town.browser("en"));
    enter(&here, &name, &password, "").await;
    enter(&there, &name, &password, "").await;
    let page = here.open("/console/account").await.expect(200);
    // Without a session named, the second form ends all others.
    let answer = here.ask(hechang_tests::ask::Method::POST, "/console/account");
    let fields: Vec<_> = page.form("/console/account").into_iter().filter(|(name, _)| name != "id").collect();
    answer.form(&fields).await.expect(303);
    assert!(there.open("/console/account").await.path.starts_with("/console/sign-in"));
    assert_eq!(here.open("/console/account").await.path, "/console/account");
}

#[rstest]
#[tokio::test]
async fn administrators_see_and_end_the_sessions_of_their_staff(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (admin, reviewer) = (town.staff(Role::Admin).await, town.staff(Role::Reviewer).await);
    let other = town.staff(Role::Reviewer).await;
    let id = reviewer.get("/api/v1/me").await.json()["id"].as_str().unwrap().to_owned();
    let sessions = format!("/api/v1/desk/staff/{id}/sessions");
    let list = admin.get(&sessions).await.expect(200).json();
    assert_eq!(items(&list).len(), 2);
    let own = items(&reviewer.get("/api/v1/me/devices").await.expect(200).json()).clone();
    let mine = own.iter().find(|one| one["current"] == true).unwrap()["id"].as_str().unwrap().to_owned();
    // Neither another's session under this account, nor by somebody who isn't an administrator.
    let admins = items(&admin.get("/api/v1/me/devices").await.json())[0]["id"].as_str().unwrap().to_owned();
    admin.delete(&format!("{sessions}/{admins}")).await.expect_problem(404, "not_found");
    other.get(&sessions).await.expect_problem(403, "forbidden");
    other.delete(&format!("{sessions}/{mine}")).await.expect_problem(403, "forbidden");
    admin.delete(&format!("{sessions}/{mine}")).await.expect(204);
    reviewer.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    other.get("/api/v1/me").await.expect(200);

    let (name, password) = login(&town, Role::Admin);
    let browser = town.browser("en");
    enter(&browser, &name, &password, "").await;
    let link = format!("/console/staff/{id}");
    let page = browser.open(&link).await.expect(200);
    let left = items(&admin.get(&sessions).await.json())[0]["id"].as_str().unwrap().to_owned();
    page.shows(&left);
    let token = page.form(&link)["_csrf"].clone();
    let form = [("_csrf", token.as_str()), ("act", "end-session"), ("id", &left)];
    browser.ask(hechang_tests::ask::Method::POST, &link).form(&form).await.expect(303);
    other.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    browser.open(&link).await.expect(200).shows("Signed in nowhere");
}
