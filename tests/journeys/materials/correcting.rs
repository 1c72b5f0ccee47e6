//! A correction round with real papers: only what was asked for opens, and only what is new is judged anew.

use chrono::TimeDelta;
use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    samples,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{PHONE, adds, at, desk, judges, sends, submits};

/// The desk rejects the first paper, accepts the others, and asks for what is missing.
async fn asks(clerk: &Person<'_>, application: &str, papers: &[Value]) {
    let blurred = json!({ "state": "rejected", "reason": "照片模糊，请重拍" });
    judges(clerk, application, &papers[0], &blurred).await.expect(200);
    for paper in &papers[1..] {
        judges(clerk, application, paper, &json!({ "state": "accepted" })).await.expect(200);
    }
    let ask = clerk.post(&format!("{}/actions/request_correction", desk(application)));
    let line = json!({ "checklist_key": "identity", "text": "照片模糊，请重拍" });
    ask.json(&json!({ "requests": [line] })).await.expect(200);
}

#[rstest]
#[tokio::test]
async fn one_rejected_photograph_is_taken_again(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (application, papers) = submits(&town, &town.citizen(PHONE).await).await;
    asks(&town.staff(Role::Reception).await, &application, &papers).await;

    town.clock.advance(TimeDelta::days(1));
    let zhuoma = town.citizen(PHONE).await;
    let asked = zhuoma.get(&application).await.expect(200).json();
    assert_eq!(asked["requests"], json!([{ "checklist_key": "identity", "text": "照片模糊，请重拍" }]));
    let closed = sends(&zhuoma, &application, "harm_proof", "a.jpg", samples::jpeg(9)).await;
    closed.expect_problem(409, "not_changeable");
    zhuoma.delete(&at(&application, &papers[1])).await.expect_problem(409, "not_changeable");
    zhuoma.post(&format!("{application}/submit")).json(&json!({})).await.expect_problem(422, "invalid");
    let again = adds(&zhuoma, &application, "identity", 8).await;
    zhuoma.post(&format!("{application}/submit")).json(&json!({})).await.expect(200);

    let clerk = town.staff(Role::Reception).await;
    let accept = format!("{}/actions/accept", desk(&application));
    clerk.post(&accept).json(&json!({})).await.expect_problem(409, "materials_not_judged");
    let states = |matter: Value| -> Vec<Value> {
        matter["materials"].as_array().unwrap().iter().map(|paper| paper["state"].clone()).collect()
    };
    let matter = clerk.get(&desk(&application)).await.expect(200).json();
    assert_eq!(states(matter), ["rejected", "accepted", "accepted", "accepted", "uploaded"]);
    judges(&clerk, &application, &again, &json!({ "state": "accepted" })).await.expect(200);
    let accepted = clerk.post(&accept).json(&json!({})).await.expect(200).json();
    assert_eq!(accepted["state"], "accepted");
}

#[rstest]
#[tokio::test]
async fn what_was_mended_is_not_asked_for_again(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (application, papers) = submits(&town, &town.citizen(PHONE).await).await;
    asks(&town.staff(Role::Reception).await, &application, &papers).await;
    town.clock.advance(TimeDelta::days(1));
    let zhuoma = town.citizen(PHONE).await;
    let again = adds(&zhuoma, &application, "identity", 8).await;
    zhuoma.post(&format!("{application}/submit")).json(&json!({})).await.expect(200);

    let chief = town.staff(Role::Approver).await;
    let clerk = town.staff(Role::Reception).await;
    judges(&clerk, &application, &again, &json!({ "state": "accepted" })).await.expect(200);
    let ask = chief.post(&format!("{}/actions/request_correction", desk(&application)));
    let facts = json!({ "pointer": "/case/facts", "text": "请写明时间" });
    let body = json!({ "requests": [facts], "override_reason": "案情有新情况" });
    let asked = ask.json(&body).await.expect(200).json();
    // The blurred photograph has been answered by the new one.
    assert_eq!(asked["requests"], json!([facts]));
}
