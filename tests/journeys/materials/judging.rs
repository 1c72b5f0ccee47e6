//! The desk judges each paper before it goes on.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{PHONE, adds, at, desk, draft, judges, rows, submits};

#[rstest]
#[tokio::test]
async fn nothing_is_accepted_before_every_paper_is_judged(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let (application, papers) = submits(&town, &zhuoma).await;
    let clerk = town.staff(Role::Reception).await;
    let accept = format!("{}/actions/accept", desk(&application));
    for paper in &papers {
        clerk.post(&accept).json(&json!({})).await.expect_problem(409, "materials_not_judged");
        let asks = json!({ "requests": [{ "checklist_key": "identity", "text": "请重拍" }] });
        let ask = clerk.post(&format!("{}/actions/request_correction", desk(&application))).json(&asks).await;
        ask.expect_problem(409, "materials_not_judged");
        let judged = judges(&clerk, &application, paper, &json!({ "state": "accepted" })).await.expect(200);
        assert_eq!((&judged.json()["state"], &judged.json()["id"]), (&json!("accepted"), &paper["id"]));
    }
    clerk.post(&accept).json(&json!({})).await.expect(200);
    assert_eq!(rows(&town, "material.judged").await.2, 4);
    // Accepted, nothing waits for a judgment any more.
    let late = json!({ "state": "rejected", "reason": "模糊" });
    judges(&clerk, &application, &papers[0], &late).await.expect_problem(409, "judging_closed");
}

#[rstest]
#[tokio::test]
async fn a_rejection_says_why(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let (application, papers) = submits(&town, &zhuoma).await;
    let clerk = town.staff(Role::Reviewer).await;
    for (verdict, fault) in [
        (json!({ "state": "rejected" }), "/reason required"),
        (json!({ "state": "rejected", "reason": "  " }), "/reason required"),
        (json!({ "state": "rejected", "reason": "长".repeat(501) }), "/reason too_long"),
        (json!({ "state": "uploaded" }), "/state not_an_option"),
        (json!({ "state": "paid" }), "/state not_an_option"),
        (json!({}), "/state required"),
        (json!({ "state": "accepted", "judged_by": "me" }), "/judged_by unknown_field"),
    ] {
        let problem = judges(&clerk, &application, &papers[0], &verdict).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault]);
    }
    let rejected = json!({ "state": "rejected", "reason": " 照片模糊，请重拍 " });
    judges(&clerk, &application, &papers[0], &rejected).await.expect(200);
    let hers = zhuoma.get(&application).await.expect(200).json();
    assert_eq!(hers["materials"][0]["reason"], "照片模糊，请重拍");
    judges(&clerk, &application, &papers[0], &json!({ "state": "accepted" })).await.expect(200);
    let hers = zhuoma.get(&application).await.expect(200).json();
    assert_eq!(
        (hers["materials"][0].get("reason"), &hers["materials"][0]["state"]),
        (None, &json!("accepted"))
    );
}

#[rstest]
#[tokio::test]
async fn who_may_not_judge_changes_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let (application, papers) = submits(&town, &zhuoma).await;
    let accepts = json!({ "state": "accepted" });
    for role in [Role::Approver, Role::Auditor] {
        let staff = town.staff(role).await;
        judges(&staff, &application, &papers[0], &accepts).await.expect_problem(403, "forbidden");
    }
    for staff in [town.staff(Role::Finance).await, town.staff_of("540527", Role::Reviewer).await] {
        judges(&staff, &application, &papers[0], &accepts).await.expect_problem(404, "not_found");
    }
    judges(&zhuoma, &application, &papers[0], &accepts).await.expect_problem(401, "unauthenticated");
    let other = draft(&town, &zhuoma).await;
    let paper = adds(&zhuoma, &other, "identity", 9).await;
    let clerk = town.staff(Role::Reception).await;
    judges(&clerk, &other, &paper, &accepts).await.expect_problem(404, "not_found");
    judges(&clerk, &application, &paper, &accepts).await.expect_problem(404, "not_found");
    assert_eq!(rows(&town, "material.judged").await.2, 0);
    // Once it is sent, its owner can't change it.
    zhuoma.delete(&at(&application, &papers[0])).await.expect_problem(409, "not_changeable");
}
