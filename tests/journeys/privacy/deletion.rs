//! Deleting an account: what goes at once, what stays and is named, and the phone that is free again.

use chrono::Duration;
use hechang::{config::Switch, retention};
use hechang_entity::{
    application, audit_entry, data_request, departed_citizen, idempotency_answer, material, sign_in,
    stored_file,
};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::asks;
use crate::applications::ground::{at, center, clerk, does, drafts};

const DELETION: &str = "/api/v1/me/deletion";

#[rstest]
#[tokio::test]
async fn drafts_go_matters_stay_and_are_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let open = asks(&town, &zhuoma, center).await;
    let back = asks(&town, &zhuoma, center).await;
    zhuoma
        .post(&format!("{}/withdraw", at(&back)))
        .key("back")
        .json(&json!({ "reason": "…" }))
        .await
        .expect(200);
    let draft = drafts(&zhuoma, center, "judicial-assistance", &json!({})).await;
    let upload = zhuoma.post(&format!("{}/materials", at(&draft)));
    upload
        .upload(&[("checklist_key", "identity")], "a.jpg", "image/jpeg", samples::jpeg(1))
        .await
        .expect(201);

    let told = zhuoma.post(DELETION).language("en").await.expect(200).json();
    assert_eq!((&told["drafts_removed"], &told["due_on"]), (&json!(1), &json!("2026-03-17")));
    let kept = told["kept"].as_array().unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!((&kept[0]["receipt_no"], kept[0].get("until")), (&open["receipt_no"], None));
    assert_eq!((&kept[1]["receipt_no"], &kept[1]["until"]), (&back["receipt_no"], &json!("2029-03-02")));
    assert!(kept.iter().all(|one| !one["why"].as_str().unwrap().is_empty()));

    let db = town.app().db.read();
    let left =
        application::Entity::find().filter(application::Column::State.eq("draft")).count(db).await.unwrap();
    assert_eq!((left, material::Entity::find().count(db).await.unwrap()), (0, 0));
    hechang::materials::service::tidy(town.app()).await.unwrap();
    let files = stored_file::Entity::find().count(db).await.unwrap();
    assert_eq!(files, 0, "a file of the draft is left");
    let living = sign_in::Entity::find().filter(sign_in::Column::EndedAt.is_null()).count(db).await.unwrap();
    assert_eq!((living, idempotency_answer::Entity::find().count(db).await.unwrap()), (0, 0));
    let request = data_request::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(request.outcome.as_deref(), Some("deleted_in_part"));
    let recorded = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("account.deleted"));
    assert_eq!(recorded.count(db).await.unwrap(), 1);
    zhuoma.get("/api/v1/applications").await.expect_problem(401, "unauthenticated");
    zhuoma.post(DELETION).await.expect_problem(401, "unauthenticated");
}

#[rstest]
#[tokio::test]
async fn the_phone_begins_anew_and_the_old_matter_still_tells_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let sent = asks(&town, &zhuoma, center).await;
    zhuoma.post(DELETION).await.expect(200);
    let anew = town.citizen("13800000001").await;
    let list = anew.get("/api/v1/applications").await.expect(200).json();
    assert_eq!(list["items"], json!([]), "the new account sees what the old one had");
    anew.get(&at(&sent)).await.expect_problem(404, "not_found");
    let clerk = clerk(&town, center).await;
    does(&town, clerk, &sent, "not_accept", Some("…")).await;
    let told = town.get("/sandbox/messages.json?to=13800000001").await.expect(200).json();
    assert_eq!(told["items"][0]["template"], "not_accepted");
    let pair = json!({ "receipt_no": sent["receipt_no"], "phone_tail": "0001" });
    town.post("/api/v1/tracking").json(&pair).await.expect(200);
}

#[rstest]
#[tokio::test]
async fn whoever_has_nothing_leaves_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let told = zhuoma.post(DELETION).await.expect(200).json();
    assert_eq!(told["kept"], json!([]));
    let phones = departed_citizen::Entity::find().count(town.app().db.read()).await.unwrap();
    assert_eq!(phones, 0);
}

#[rstest]
#[tokio::test]
async fn the_phone_goes_with_the_last_matter(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let sent = asks(&town, &zhuoma, center).await;
    zhuoma.post(&format!("{}/withdraw", at(&sent))).json(&json!({ "reason": "…" })).await.expect(200);
    zhuoma.post(DELETION).await.expect(200);
    town.clock.advance(Duration::days(3 * 365));
    retention::service::run(town.app()).await.unwrap();
    let db = town.app().db.read();
    assert_eq!(departed_citizen::Entity::find().count(db).await.unwrap(), 1);
    town.clock.advance(Duration::days(2));
    retention::service::run(town.app()).await.unwrap();
    assert_eq!(departed_citizen::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(application::Entity::find().count(db).await.unwrap(), 0);
}

#[rstest]
#[tokio::test]
async fn deletion_needs_a_code_that_was_just_entered(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    town.clock.advance(Duration::minutes(6));
    zhuoma.post(DELETION).await.expect_problem(403, "fresh_sign_in_needed");
    zhuoma.get("/api/v1/me").await.expect(200);
}

#[rstest]
#[case("zh-CN", "账户已注销")]
#[case("bo-CN", "རྩིས་ཐོ་བསུབས་ཟིན།")]
#[case("en", "Your account is deleted")]
#[tokio::test]
async fn the_portal_asks_first_and_says_what_stays(#[case] language: &'static str, #[case] words: &str) {
    let town = Town::new(Sqlite).await;
    let browser = town.browser(language);
    let page = browser.open("/sign-in?next=/account").await;
    let page = browser.send(&page, "/sign-in", &[("phone", "13800000001")]).await;
    let code = hechang_tests::people::code_sent_to(&town, "13800000001").await;
    let page = browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    assert_eq!(page.path, "/account");
    let page = browser.open("/account/export").await.expect(200);
    let copy = browser.send(&page, "/account/export", &[]).await.expect(200);
    assert_eq!(copy.answer.header("content-type"), "application/zip");
    let page = browser.open("/account/deletion").await.expect(200);
    let page = browser.send(&page, "/account/deletion", &[]).await.expect(422);
    let page = browser.send(&page, "/account/deletion", &[("sure", "1")]).await.expect(200);
    page.shows(words);
    assert!(!page.text().contains("138****0001"), "somebody seems to be signed in");
    assert!(browser.open("/account").await.path.starts_with("/sign-in"));
}

#[rstest]
#[tokio::test]
async fn a_phone_that_lies_about_gives_no_copy_and_deletes_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let browser = town.browser("en");
    let page = browser.open("/sign-in?next=/account/deletion").await;
    let page = browser.send(&page, "/sign-in", &[("phone", "13800000001")]).await;
    let code = hechang_tests::people::code_sent_to(&town, "13800000001").await;
    let page = browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    assert_eq!(page.path, "/account/deletion");
    town.clock.advance(Duration::minutes(6));
    let asked = browser.send(&page, "/account/deletion", &[("sure", "1")]).await.expect(200);
    asked.shows("prove once more that the phone is yours");
    assert_eq!(asked.path, "/sign-in?next=%2Faccount%2Fdeletion");
    let asked = browser.open("/account/export").await.expect(200);
    assert_eq!(asked.path, "/sign-in?next=%2Faccount%2Fexport");
    browser.open("/account").await.expect(200).shows("138****0001");
}
