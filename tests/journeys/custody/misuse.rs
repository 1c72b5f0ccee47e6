//! A report stops everything at once, until a prosecutor who didn't report it lets releases go on.

use hechang::platform::change::Author;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::ground::{DESK, PARTNER, Trust, at, id, need};

const STORY: &str = "村会计拿去打麻将";

#[rstest]
#[tokio::test]
async fn a_report_of_the_owner_stops_every_release(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let (approved, asked) = (trust.asks(&mandate, 2_000).await, trust.asks(&mandate, 1_000).await);
    trust.steps(&trust.custodian, &mandate, &approved, "verify").await.expect(200);
    trust.steps(&trust.head, &mandate, &approved, "approve").await.expect(200);
    let own = format!("/api/v1/applications/{}/custody", trust.application);
    let report = format!("{own}/{}/reports", id(&mandate));
    let empty =
        trust.owner.post(&report).json(&json!({ "reason": " " })).await.expect_problem(422, "invalid");
    assert_eq!(faults(&empty), ["/reason required"]);
    let seen = trust.owner.post(&report).json(&json!({ "reason": STORY })).await.expect(200).json();
    assert_eq!((&seen["items"][0]["state"], &seen["items"][0]["may_ask"]), (&json!("paused"), &json!(false)));
    for (who, request, act) in
        [(&trust.cash.maker, &approved, "release"), (&trust.custodian, &asked, "verify")]
    {
        trust.steps(who, &mandate, request, act).await.expect_problem(409, "custody_paused");
    }
    let ask = format!("{own}/{}/requests", id(&mandate));
    trust.owner.post(&ask).json(&need(1)).await.expect_problem(409, "custody_paused");
    // The custodian isn't told what was said of it.
    let hidden = trust.custodian.get(&format!("{PARTNER}/{}", id(&mandate))).await.expect(200);
    assert!(!hidden.text().contains(STORY) && hidden.json()["state"] == "paused", "{}", hidden.text());
    assert_eq!(trust.now(&mandate).await["reports"][0]["words"], STORY);
    let lift = format!("{}/lift", at(&mandate));
    let why = json!({ "reason": "已查清，账目相符" });
    trust.handler.post(&lift).json(&why).await.expect_problem(403, "forbidden");
    trust.custodian.post(&lift).json(&why).await.expect_problem(403, "forbidden");
    let lifted = trust.head.post(&lift).json(&why).await.expect(200).json();
    assert_eq!((&lifted["state"], &lifted["reports"][0]["lift_reason"]), (&json!("active"), &why["reason"]));
    trust.head.post(&lift).json(&why).await.expect_problem(409, "custody_not_now");
    trust.steps(&trust.cash.maker, &mandate, &approved, "release").await.expect(200);
}

#[rstest]
#[tokio::test]
async fn whoever_reported_does_not_lift(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let why = json!({ "reason": STORY });
    for (who, side) in [(&trust.custodian, PARTNER), (&trust.head, DESK)] {
        let path = format!("{side}/{}/reports", id(&mandate));
        assert_eq!(who.post(&path).json(&why).await.expect(200).json()["state"], "paused");
    }
    let lift = format!("{}/lift", at(&mandate));
    trust.head.post(&lift).json(&why).await.expect_problem(403, "four_eyes");
    let lifted = trust.deputy.post(&lift).json(&why).await.expect(200).json();
    assert!(lifted["reports"].as_array().unwrap().iter().all(|one| one["lifted_at"].is_string()), "{lifted}");
    let change = town.app().change(Author::System).await.unwrap();
    assert!(change.db().execute_unprepared("UPDATE custody_report SET lifted_by = by_id").await.is_err());
}

#[rstest]
#[tokio::test]
async fn no_money_is_sent_where_it_is_misused(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let batches = trust.cash.maker.get(crate::payments::ground::BATCHES).await.expect(200).json();
    let batch = &batches["items"][0];
    let line =
        format!("{}/lines/{}", crate::payments::ground::at(batch), batch["lines"][0]["id"].as_str().unwrap());
    let back = json!({ "outcome": "failed", "on": "2026-03-02", "reason": "户名不符" });
    trust.cash.maker.post(&line).json(&back).await.expect(200);
    let path = format!("{}/reports", at(&mandate));
    trust.handler.post(&path).json(&json!({ "reason": STORY })).await.expect(200);
    let ids = [trust.cash.open().await[0]["instalment_id"].clone()];
    let batch = json!({ "way": "bank", "instalment_ids": ids });
    let problem = trust.cash.maker.post(crate::payments::ground::BATCHES).json(&batch).await;
    assert_eq!(faults(&problem.expect_problem(422, "invalid")), ["/instalment_ids/0 custody_paused"]);
}
