//! A matter is handed to a partner, who helps; it is closed, returned or taken back.

use chrono::Duration;
use hechang::identity::actor::Role;
use hechang_entity::{audit_entry, referral, referral_event, referral_paper};
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::ground::{FEDERATION, WELFARE, does, hired, id, listed, partners, referral};
use crate::materials::ground::{PHONE, submits};

async fn recorded(town: &Town, action: &str) -> u64 {
    let entries = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq(action));
    entries.count(town.app().db.read()).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_partner_helps_and_the_citizen_reads_of_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let (droma, zhuoma) = (hired(&town, FEDERATION, "droma").await, town.citizen(PHONE).await);
    let (at, papers) = submits(&town, &zhuoma).await;
    let handler = town.staff(Role::Reviewer).await;
    let desk = at.replace("/api/v1/", "/api/v1/desk/");
    let sent = handler.post(&format!("{desk}/referrals")).key("k").json(&referral(&papers[0])).await;
    let sent = sent.expect(201).json();
    let again = handler.post(&format!("{desk}/referrals")).key("k").json(&referral(&papers[0])).await;
    assert_eq!(again.expect(201).json()["id"], sent["id"], "a retry makes no second one");
    assert_eq!(
        (&sent["state"], &sent["due_on"]),
        (&json!("sent"), &json!("2026-03-09")),
        "five working days"
    );
    // The official letter goes with it, and says no more than what is shared.
    let letters = listed(&handler, &format!("{desk}/documents")).await;
    let [letter] = letters.as_slice() else { panic!("{letters:#?}") };
    assert_eq!(
        (&letter["kind"], &letter["number"]),
        (&json!("referral-letter"), &json!("山南检控申救〔2026〕1号"))
    );
    let letter = format!("/api/v1/desk/documents/{}?version=full", id(letter));
    let letter = handler.get(&letter).await.expect(200).text();
    for said in ["协作单位540500-FL", "琼嘎顶社区", "138****0001", "心理疏导", "请帮助这位妇女渡过难关。"]
    {
        assert!(letter.contains(said), "{said} isn't in {letter}");
    }
    assert!(!letter.contains(PHONE));
    let mine = listed(&droma, "/api/v1/partner/referrals").await;
    assert_eq!(mine.len(), 1);
    let seen = droma.get(&format!("/api/v1/partner/referrals/{}", id(&sent))).await.expect(200).json();
    assert_eq!(seen["person"]["phone"], "138****0001");
    assert_eq!(seen["person"]["village"], "琼嘎顶社区");
    assert!(seen["person"]["hardship"].is_null() && seen["application_id"].is_null(), "{seen:#}");
    assert_eq!(seen["papers"].as_array().unwrap().len(), 1);
    assert_eq!(seen["actions"], json!(["receive"]));
    let paper =
        |paper: &Value| format!("/api/v1/partner/referrals/{}/papers/{}/content", id(&sent), id(paper));
    droma.get(&paper(&papers[0])).await.expect(200);
    droma.get(&paper(&papers[1])).await.expect_problem(404, "not_found");
    assert_eq!(recorded(&town, "material.looked_at").await, 1, "the look is on the record");
    does(&droma, "partner", id(&sent), "accept", json!({})).await.expect_problem(409, "action_not_allowed");
    for action in ["receive", "accept"] {
        does(&droma, "partner", id(&sent), action, json!({})).await.expect(200);
    }
    let problem =
        does(&droma, "partner", id(&sent), "report", json!({})).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/words required", "/measures required"]);
    let report = json!({ "words": "每周一次心理疏导", "measures": ["counselling"] });
    does(&droma, "partner", id(&sent), "report", report).await.expect(200);
    let told = zhuoma.get(&format!("{at}/referrals")).await.expect(200).json()["items"][0].clone();
    assert_eq!((&told["taken"], &told["state"]), (&json!(["心理疏导"]), &json!("helped")));
    assert!(told["state_text"].as_str().unwrap().contains("帮助"));
    let page = town.citizen("13800000002").await;
    page.get(&format!("{at}/referrals")).await.expect_problem(404, "not_found");
    does(&handler, "desk", id(&sent), "close", json!({})).await.expect(200);
    droma.get(&format!("/api/v1/partner/referrals/{}", id(&sent))).await.expect_problem(404, "not_found");
    droma.get(&paper(&papers[0])).await.expect_problem(404, "not_found");
    assert!(
        listed(&droma, "/api/v1/partner/referrals").await.is_empty(),
        "nothing is left once it is closed"
    );
    assert!(recorded(&town, "handoff.opened").await >= 2 && recorded(&town, "handoff.acted_on").await == 4);
}

#[rstest]
#[tokio::test]
async fn what_is_returned_or_recalled_is_seen_no_more(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let droma = hired(&town, FEDERATION, "droma").await;
    let stranger = hired(&town, WELFARE, "tashi").await;
    let (at, papers) = submits(&town, &town.citizen(PHONE).await).await;
    let handler = town.staff(Role::Reviewer).await;
    let desk = format!("{}/referrals", at.replace("/api/v1/", "/api/v1/desk/"));
    let first = handler.post(&desk).json(&referral(&papers[0])).await.expect(201).json();
    let one = format!("/api/v1/partner/referrals/{}", id(&first));
    stranger.get(&one).await.expect_problem(404, "not_found");
    does(&stranger, "partner", id(&first), "receive", json!({})).await.expect_problem(404, "not_found");
    does(&droma, "partner", id(&first), "recall", json!({ "words": "x" }))
        .await
        .expect_problem(403, "forbidden");
    does(&droma, "partner", id(&first), "receive", json!({})).await.expect(200);
    let problem =
        does(&droma, "partner", id(&first), "return", json!({})).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/words required"]);
    does(&droma, "partner", id(&first), "return", json!({ "words": "不在本单位职责内" })).await.expect(200);
    droma.get(&one).await.expect_problem(404, "not_found");
    let seen = handler.get(&format!("/api/v1/desk/referrals/{}", id(&first))).await.expect(200).json();
    assert!(seen["timeline"].to_string().contains("不在本单位职责内"));
    assert_eq!(seen["actions"], json!(["close"]));
    let second = handler.post(&desk).json(&referral(&papers[0])).await.expect(201).json();
    does(&handler, "desk", id(&second), "receive", json!({})).await.expect_problem(403, "forbidden");
    does(&handler, "desk", id(&second), "recall", json!({ "words": "本人不同意" })).await.expect(200);
    droma.get(&format!("/api/v1/partner/referrals/{}", id(&second))).await.expect_problem(404, "not_found");
    does(&droma, "partner", id(&second), "receive", json!({})).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn what_is_late_shows_on_both_sides(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    hired(&town, FEDERATION, "droma").await;
    let (at, papers) = submits(&town, &town.citizen(PHONE).await).await;
    let handler = town.staff(Role::Reviewer).await;
    let matter = at.replace("/api/v1/", "/api/v1/desk/");
    handler.post(&format!("{matter}/referrals")).json(&referral(&papers[0])).await.expect(201);
    assert_eq!(listed(&handler, "/api/v1/desk/referrals").await[0]["person_masked"], "次**");
    handler.put(&format!("{matter}/access")).json(&json!({ "guarded": true })).await.expect(204);
    town.clock.advance(Duration::days(8));
    let handler = town.staff(Role::Reviewer).await;
    let late = listed(&handler, "/api/v1/desk/referrals?overdue=true").await;
    assert_eq!((late.len(), &late[0]["overdue"]), (1, &json!(true)));
    assert_eq!(late[0]["person_masked"], "***", "no list tells whose a guarded matter is");
    assert!(listed(&handler, "/api/v1/desk/referrals?overdue=false").await.is_empty());
    let tashi = hired(&town, FEDERATION, "tashi").await;
    assert_eq!(listed(&tashi, "/api/v1/partner/referrals?overdue=true&limit=1").await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn nothing_is_handed_over_by_mistake(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let (at, _) = submits(&town, &town.citizen(PHONE).await).await;
    let (_, foreign) = submits(&town, &town.citizen("13800000002").await).await;
    let handler = town.staff(Role::Reviewer).await;
    let desk = format!("{}/referrals", at.replace("/api/v1/", "/api/v1/desk/"));
    let wrong = json!({ "partner_code": "540527", "measures": ["money"], "letter": " ", "share": {},
        "papers": [foreign[0]["id"]] });
    let problem = handler.post(&desk).json(&wrong).await.expect_problem(422, "invalid");
    assert_eq!(
        faults(&problem),
        [
            "/letter required",
            "/measures not_an_option",
            "/partner_code not_an_option",
            "/papers not_an_option"
        ]
    );
    let long = json!({ "partner_code": FEDERATION, "measures": [], "letter": "x".repeat(2001), "share": { "village": "x".repeat(201) } });
    let problem = handler.post(&desk).json(&long).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/letter too_long", "/share/village too_long"]);
    let all = json!({ "partner_code": FEDERATION, "measures": ["counselling"], "letter": "x", "share": { "everything": true } });
    handler.post(&desk).json(&all).await.expect_problem(422, "invalid");
    let elsewhere = town.staff_of("540527", Role::Reviewer).await;
    elsewhere.post(&desk).json(&referral(&foreign[0])).await.expect_problem(404, "not_found");
    assert_eq!(referral::Entity::find().count(town.app().db.read()).await.unwrap(), 0, "nothing half-kept");
}

#[rstest]
#[tokio::test]
async fn what_was_handed_over_goes_with_the_matter(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let zhuoma = town.citizen(PHONE).await;
    let (at, papers) = submits(&town, &zhuoma).await;
    let handler = town.staff(Role::Reviewer).await;
    let desk = format!("{}/referrals", at.replace("/api/v1/", "/api/v1/desk/"));
    handler.post(&desk).json(&referral(&papers[0])).await.expect(201);
    zhuoma.post(&format!("{at}/withdraw")).json(&json!({ "reason": "不需要了" })).await.expect(200);
    town.clock.advance(Duration::days(3 * 366));
    hechang::retention::service::run(town.app()).await.unwrap();
    let db = town.app().db.read();
    assert_eq!(referral::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(referral_event::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(referral_paper::Entity::find().count(db).await.unwrap(), 0);
}
