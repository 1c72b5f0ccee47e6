//! The official letter of a hand-over is opened by the partner that got it, as long as the hand-over is open, and by no other.

use hechang::identity::actor::Role;
use hechang_entity::{audit_entry, referral};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use super::ground::{FEDERATION, WELFARE, at_screen, does, hired, id, partners, referral};
use crate::{
    applications::ground::put,
    console::ground::lacks,
    materials::ground::{PHONE, submits},
};

fn letter(sent: &Value) -> String {
    format!("/api/v1/partner/referrals/{}/letter", id(sent))
}

/// A matter that the handler hands to the federation.
async fn sent(town: &Town, handler: &Person<'_>) -> Value {
    let (at, papers) = submits(town, &town.citizen(PHONE).await).await;
    let desk = format!("{}/referrals", at.replace("/api/v1/", "/api/v1/desk/"));
    handler.post(&desk).json(&referral(&papers[0])).await.expect(201).json()
}

/// How often somebody opened a document.
async fn looks(town: &Town) -> u64 {
    let opened = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("document.opened"));
    opened.count(town.app().db.read()).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_partner_opens_the_letter_until_the_matter_leaves_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let (droma, stranger) = (hired(&town, FEDERATION, "droma").await, hired(&town, WELFARE, "tashi").await);
    let handler = town.staff(Role::Reviewer).await;
    let sent = sent(&town, &handler).await;
    assert_eq!(sent["letter_number"], "山南检控申救〔2026〕1号");
    let seen = droma.get(&format!("/api/v1/partner/referrals/{}", id(&sent))).await.expect(200).json();
    assert_eq!(seen["letter_number"], sent["letter_number"]);
    let pdf = droma.get(&letter(&sent)).await.expect(200);
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.body.starts_with(b"%PDF-"));
    assert_eq!(looks(&town).await, 1, "the look is on the record");
    stranger.get(&letter(&sent)).await.expect_problem(404, "not_found");
    handler.get(&letter(&sent)).await.expect_problem(403, "forbidden");

    does(&droma, "partner", id(&sent), "receive", json!({})).await.expect(200);
    droma.get(&letter(&sent)).await.expect(200);
    does(&droma, "partner", id(&sent), "return", json!({ "words": "不在本单位职责内" })).await.expect(200);
    droma.get(&letter(&sent)).await.expect_problem(404, "not_found");
    assert_eq!(looks(&town).await, 2, "refusals open nothing");
}

#[rstest]
#[tokio::test]
async fn the_letter_is_read_at_the_screen_by_both_sides(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    hired(&town, FEDERATION, "droma").await;
    hired(&town, WELFARE, "tashi").await;
    let handler = town.staff(Role::Reviewer).await;
    let sent = sent(&town, &handler).await;
    let place = format!("/console/referrals/{}", id(&sent));
    let partner = at_screen(&town, "droma", "zh-CN").await;
    partner.open(&place).await.expect(200).shows("正式函件").shows("山南检控申救〔2026〕1号");
    let page = partner.open(&format!("{place}/letter")).await.expect(200);
    page.shows("协作单位540500-FL").shows("请帮助这位妇女渡过难关。").shows("138****0001");
    lacks(&page, PHONE);
    let pdf = partner.open(&format!("{place}/letter/pdf")).await.expect(200);
    assert!(pdf.answer.body.starts_with(b"%PDF-"));
    let other = at_screen(&town, "tashi", "zh-CN").await;
    other.open(&format!("{place}/letter")).await.expect(404);
    let desk = crate::console::ground::desk(&town, Role::Reviewer).await;
    desk.open(&format!("{place}/letter")).await.expect(200).shows("协作单位540500-FL");
}

#[rstest]
#[tokio::test]
async fn what_was_sent_before_letters_were_kept_has_none(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let droma = hired(&town, FEDERATION, "droma").await;
    let sent = sent(&town, &town.staff(Role::Reviewer).await).await;
    put(&town, async move |db| {
        let all = referral::Entity::update_many();
        let none: Option<uuid::Uuid> = None;
        all.col_expr(referral::Column::LetterId, Expr::value(none)).exec(db).await.unwrap();
    })
    .await;
    let seen = droma.get(&format!("/api/v1/partner/referrals/{}", id(&sent))).await.expect(200).json();
    assert!(seen["letter_number"].is_null());
    droma.get(&letter(&sent)).await.expect_problem(404, "not_found");
}
