//! A partner tells the procuratorate of somebody in need.

use chrono::Duration;
use hechang::identity::actor::Role;
use hechang_entity::referral;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::ground::{FEDERATION, WELFARE, does, hired, id, listed, partners};

pub fn clue() -> Value {
    json!({ "name": "次仁曲珍", "phone": "138 0000 0009", "village": "琼嘎顶社区", "hardship": "丈夫去世，两个孩子上学",
        "consent_said": true })
}

#[rstest]
#[tokio::test]
async fn a_clue_is_received_accepted_and_its_result_told(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let droma = hired(&town, FEDERATION, "droma").await;
    let sent = droma.post("/api/v1/partner/clues").json(&clue()).await.expect(201).json();
    assert_eq!((&sent["to"]["code"], &sent["due_on"]), (&json!("540500"), &json!("2026-03-09")));
    let reception = town.staff(Role::Reception).await;
    let item = listed(&reception, "/api/v1/desk/referrals?kind=clue").await.remove(0);
    assert_eq!(item["person_masked"], "次**");
    let seen = reception.get(&format!("/api/v1/desk/referrals/{}", id(&sent))).await.expect(200).json();
    assert_eq!(seen["person"]["phone"], "138******09", "numbers are masked at the desk");
    assert_eq!(seen["actions"], json!(["receive", "pass_on"]));
    let tashi = hired(&town, WELFARE, "tashi").await;
    tashi.get(&format!("/api/v1/partner/referrals/{}", id(&sent))).await.expect_problem(404, "not_found");
    town.staff_of("540527", Role::Reviewer)
        .await
        .get(&format!("/api/v1/desk/referrals/{}", id(&sent)))
        .await
        .expect_problem(404, "not_found");
    does(&droma, "partner", id(&sent), "accept", json!({})).await.expect_problem(403, "forbidden");
    for action in ["receive", "accept"] {
        does(&reception, "desk", id(&sent), action, json!({})).await.expect(200);
    }
    does(&reception, "desk", id(&sent), "close", json!({ "words": "已受理" })).await.expect(200);
    let told = droma.get(&format!("/api/v1/partner/referrals/{}", id(&sent))).await.expect(200).json();
    assert_eq!(told["state"], "closed");
    assert!(told["timeline"].to_string().contains("已受理"), "the partner is told the result");
    town.clock.advance(Duration::days(3 * 366));
    hechang::retention::service::run(town.app()).await.unwrap();
    assert_eq!(referral::Entity::find().count(town.app().db.read()).await.unwrap(), 0, "its time is over");
}

#[rstest]
#[tokio::test]
async fn a_clue_is_passed_on_to_the_right_procuratorate(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let droma = hired(&town, FEDERATION, "droma").await;
    let sent = droma.post("/api/v1/partner/clues").json(&clue()).await.expect(201).json();
    let handler = town.staff(Role::Reviewer).await;
    let nowhere = json!({ "words": "在当地", "organ_code": FEDERATION });
    let problem = does(&handler, "desk", id(&sent), "pass_on", nowhere).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/organ_code not_an_option"]);
    let county = json!({ "words": "案件由县院办理", "organ_code": "540527" });
    does(&handler, "desk", id(&sent), "pass_on", county).await.expect(200);
    let there = town.staff_of("540527", Role::Reviewer).await;
    does(&there, "desk", id(&sent), "receive", json!({})).await.expect(200);
    let returned = json!({ "words": "与案件无关，已转民政" });
    does(&there, "desk", id(&sent), "return", returned).await.expect(200);
    let told = droma.get(&format!("/api/v1/partner/referrals/{}", id(&sent))).await.expect(200).json();
    assert_eq!((&told["state"], &told["to"]["code"]), (&json!("returned"), &json!("540527")));
    does(&there, "desk", id(&sent), "accept", json!({})).await.expect_problem(409, "action_not_allowed");
}

#[rstest]
#[tokio::test]
async fn without_the_persons_word_nothing_is_passed_on(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let droma = hired(&town, FEDERATION, "droma").await;
    let mut silent = clue();
    silent["consent_said"] = json!(false);
    silent["phone"] = json!("12");
    silent["village"] = json!("  ");
    let problem = droma.post("/api/v1/partner/clues").json(&silent).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/village required", "/phone bad_phone", "/consent_said required"]);
    assert!(listed(&droma, "/api/v1/partner/referrals").await.is_empty());
    let reception = town.staff(Role::Reception).await;
    reception.post("/api/v1/partner/clues").json(&clue()).await.expect_problem(403, "forbidden");
}

#[rstest]
#[tokio::test]
async fn a_clue_goes_between_departments_and_procuratorates(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let handler = town.staff(Role::Reviewer).await;
    let own = handler.post("/api/v1/desk/clues").json(&clue()).await.expect(201).json();
    assert_eq!((&own["from"]["code"], &own["to"]["code"]), (&json!("540500"), &json!("540500")));
    does(&town.staff(Role::Reception).await, "desk", id(&own), "receive", json!({})).await.expect(200);
    let mut across = clue();
    let there = town.staff_of("540527", Role::Reviewer).await;
    let sent = there.post("/api/v1/desk/clues").json(&clue()).await.expect(201).json();
    handler.get(&format!("/api/v1/desk/referrals/{}", id(&sent))).await.expect(200);
    across["organ_code"] = json!("540500");
    let up = there.post("/api/v1/desk/clues").json(&across).await.expect(201).json();
    assert_eq!((&up["to"]["code"], &up["actions"]), (&json!("540500"), &json!(["recall"])));
    does(&there, "desk", id(&up), "receive", json!({})).await.expect_problem(403, "forbidden");
    does(&handler, "desk", id(&up), "receive", json!({})).await.expect(200);
    across["organ_code"] = json!(FEDERATION);
    let nowhere = there.post("/api/v1/desk/clues").json(&across).await.expect_problem(422, "invalid");
    assert_eq!(faults(&nowhere), ["/organ_code not_an_option"]);
    let droma = hired(&town, FEDERATION, "droma").await;
    let partner = droma.post("/api/v1/partner/clues").json(&across).await.expect_problem(422, "invalid");
    assert_eq!(faults(&partner), ["/organ_code not_an_option"]);
    droma.post("/api/v1/desk/clues").json(&clue()).await.expect_problem(403, "forbidden");
}
