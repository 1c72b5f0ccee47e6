//! Records go when their time is over, a batch at a time, and it is proved.

use chrono::Duration;
use hechang::retention::service::{Proof, report, run};
use hechang_entity::{
    application, application_event, audit_entry, code_challenge, consent, erasure, idempotency_answer,
    material, outbox_message, sign_in,
};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    process::Process,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::asks;
use crate::applications::ground::{at, center, drafts, submits};

async fn proof(town: &Town, rule: &str) -> Proof {
    let proofs = report(town.app()).await.unwrap();
    proofs.into_iter().find(|proof| proof.rule == rule).expect("the rule")
}

#[rstest]
#[tokio::test]
async fn a_matter_goes_with_all_that_hangs_on_it_when_its_time_is_over(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let back = submits(&town, &zhuoma, center).await;
    let open = asks(&town, &zhuoma, center).await;
    zhuoma.post(&format!("{}/withdraw", at(&back))).json(&json!({ "reason": "…" })).await.expect(200);
    town.clock.advance(Duration::days(3 * 365));
    run(town.app()).await.unwrap();
    assert_eq!(proof(&town, "unfinished_matter").await.erased, 0, "a day too early");
    town.clock.advance(Duration::days(1));
    assert_eq!(proof(&town, "unfinished_matter").await.still_due, 1);
    run(town.app()).await.unwrap();
    let proved = proof(&town, "unfinished_matter").await;
    assert_eq!((proved.still_due, proved.erased, proved.runs), (0, 1, 1));

    let db = town.app().db.read();
    let left = application::Entity::find().all(db).await.unwrap();
    assert_eq!(left.iter().map(|row| row.id.to_string()).collect::<Vec<_>>(), [open["id"].as_str().unwrap()]);
    assert_eq!(material::Entity::find().count(db).await.unwrap(), 0);
    let hanging =
        application_event::Entity::find().filter(application_event::Column::ApplicationId.ne(left[0].id));
    assert_eq!(hanging.count(db).await.unwrap(), 0);
    let hanging = consent::Entity::find().filter(consent::Column::ApplicationId.ne(left[0].id));
    assert_eq!(hanging.count(db).await.unwrap(), 0);
    let recorded = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("matter.erased"));
    let recorded = recorded.all(db).await.unwrap();
    assert_eq!(
        recorded.iter().map(|row| row.subject_id.to_string()).collect::<Vec<_>>(),
        [back["id"].as_str().unwrap()]
    );

    let before = erasure::Entity::find().count(db).await.unwrap();
    run(town.app()).await.unwrap();
    assert_eq!(erasure::Entity::find().count(db).await.unwrap(), before, "a second run found something");
}

#[rstest]
#[tokio::test]
async fn codes_answers_messages_and_sign_ins_go_in_their_time(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let body = json!({ "service_key": "petition", "center_id": center, "form": {} });
    zhuoma.post("/api/v1/applications").key("once").json(&body).await.expect(201);
    let db = town.app().db.read();
    let left = async || {
        [
            code_challenge::Entity::find().count(db).await.unwrap(),
            idempotency_answer::Entity::find().count(db).await.unwrap(),
            outbox_message::Entity::find().count(db).await.unwrap(),
            sign_in::Entity::find().count(db).await.unwrap(),
        ]
    };
    hechang_tests::patience::eventually("the code has gone out", async || {
        let sent = outbox_message::Entity::find().filter(outbox_message::Column::SentAt.is_not_null());
        sent.one(db).await.unwrap()
    })
    .await;
    run(town.app()).await.unwrap();
    assert_eq!(left().await, [1, 1, 1, 1]);
    town.clock.advance(Duration::hours(24));
    run(town.app()).await.unwrap();
    assert_eq!(left().await, [1, 0, 1, 1]);
    town.clock.advance(Duration::minutes(6));
    run(town.app()).await.unwrap();
    assert_eq!(left().await, [0, 0, 1, 1]);
    town.clock.advance(Duration::days(90));
    run(town.app()).await.unwrap();
    assert_eq!(left().await, [0, 0, 0, 1]);
    town.clock.advance(Duration::days(150));
    run(town.app()).await.unwrap();
    assert_eq!(left().await, [0, 0, 0, 0]);
}

#[rstest]
#[tokio::test]
async fn drafts_are_counted_too(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    drafts(&zhuoma, center, "petition", &json!({})).await;
    town.clock.advance(Duration::days(30));
    assert_eq!(proof(&town, "draft").await.still_due, 1);
    run(town.app()).await.unwrap();
    let proved = proof(&town, "draft").await;
    assert_eq!((proved.still_due, proved.erased), (0, 1));
}

#[rstest]
#[tokio::test]
async fn the_keeper_sees_the_report(#[values(Sqlite, Postgres)] db: Db) {
    let process = Process::start(db, &[]).await;
    let report = process.run(&["retention", "report", "--json"]);
    assert!(report.status.success(), "{report:?}");
    let proofs: serde_json::Value = serde_json::from_slice(&report.stdout).unwrap();
    assert!(proofs.as_array().unwrap().iter().all(|proof| proof["still_due"] == 0), "{proofs:#}");
    let report = process.run(&["retention", "report"]);
    assert!(String::from_utf8_lossy(&report.stdout).contains("to be confirmed"));
    assert!(process.run(&["retention", "run"]).status.success());
}
