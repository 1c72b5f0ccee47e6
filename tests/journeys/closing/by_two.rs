//! A case is closed by its handler and a head of department, once nothing is open.

use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{Finished, asks, open, scans};
use crate::{
    assistance::ground::{Office, named},
    custody::ground::Trust,
    followup::ground::{Followed, state_of, visit},
    payments::ground::Cash,
};

#[rstest]
#[tokio::test]
async fn a_case_is_closed_by_two(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    assert_eq!((&case.now().await["open"], &case.now().await["closed"]), (&json!([]), &json!(false)));
    case.confirms().await.expect_problem(409, "closing_not_asked");
    let asked = case.asks().await.expect(201).json();
    assert_eq!((&asked["rounds"][0]["state"], &asked["closed"]), (&json!("asked"), &json!(false)));
    case.asks().await.expect_problem(409, "closing_asked");
    let deputy = named(&town, "deputy-chief").await;
    let confirm = format!("{}/confirm", case.at());
    deputy.post(&confirm).await.expect_problem(403, "another_post");
    case.handler().post(&confirm).await.expect_problem(403, "forbidden");
    let closed = case.confirms().await.expect(200).json();
    assert_eq!((&closed["closed"], &closed["rounds"][0]["decided_by"]), (&json!(true), &json!("approver")));
    assert_eq!(state_of(case.owner()).await, "closed");
    let again = case.confirms().await.expect(200).json();
    assert_eq!(again["rounds"], closed["rounds"], "a retry makes no other bundle");
    case.asks().await.expect_problem(409, "case_closed");
    let plan = format!("{}/visits", case.followed.at());
    let one_more = json!({ "due_on": "2026-07-01" });
    case.handler().post(&plan).json(&one_more).await.expect_problem(409, "case_closed");
}

#[rstest]
#[tokio::test]
async fn what_is_handed_back_may_be_asked_for_again(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    let body = json!({ "note": "  " });
    let blank = case.handler().post(&case.at()).json(&body).await.expect_problem(422, "invalid");
    assert_eq!(faults(&blank), ["/note required"]);
    case.asks().await.expect(201);
    let back = format!("{}/return", case.at());
    let blank = case.head.post(&back).json(&json!({ "reason": " " })).await.expect_problem(422, "invalid");
    assert_eq!(faults(&blank), ["/reason required"]);
    let said = json!({ "reason": "请补充回访结论" });
    let returned = case.head.post(&back).json(&said).await.expect(200).json();
    assert_eq!(
        (&returned["rounds"][0]["state"], &returned["rounds"][0]["answer"]),
        (&json!("returned"), &said["reason"])
    );
    assert_eq!(state_of(case.owner()).await, "follow_up");
    let closed = case.closes().await;
    assert_eq!((&closed["closed"], &closed["rounds"][1]["round"]), (&json!(true), &json!(2)));
}

#[rstest]
#[tokio::test]
async fn everything_that_is_open_is_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    let case = Office::of(&town).await.case(&town, "13800000961").await;
    let at = format!("{}/closing", case.at());
    let undecided = asks(&case.handler, &at).await.expect_problem(409, "case_unfinished");
    assert_eq!(open(&undecided, "errors"), ["case_undecided"]);
    let cash = Cash::granted(&town, &[12_000]).await;
    let at = format!("{}/closing", cash.case.at());
    let unpaid = asks(&cash.case.handler, &at).await.expect_problem(409, "case_unfinished");
    assert_eq!(open(&unpaid, "errors"), ["still_unpaid"]);
    assert!(unpaid["errors"][0]["detail"].as_str().unwrap().contains("12,000.00"));
}

#[rstest]
#[tokio::test]
async fn visits_and_custody_keep_a_case_open(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    let trust = Trust::of_one(&town).await;
    trust.funded().await;
    let at = format!("{}/closing", trust.cash.case.at());
    let unfinished = asks(&trust.handler, &at).await.expect_problem(409, "case_unfinished");
    assert_eq!(open(&unfinished, "errors"), ["custody_open", "visit_open", "visit_open", "visit_open"]);
    let now = trust.handler.get(&at).await.expect(200).json();
    assert_eq!(open(&now, "open"), ["custody_open", "visit_open", "visit_open", "visit_open"]);
}

#[rstest]
#[tokio::test]
async fn what_opens_meanwhile_keeps_the_case_open(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    case.asks().await.expect(201);
    let plan = format!("{}/visits", case.followed.at());
    case.handler().post(&plan).json(&json!({ "due_on": "2026-07-01" })).await.expect(201);
    let open_again = case.confirms().await.expect_problem(409, "case_unfinished");
    assert_eq!(open(&open_again, "errors"), ["visit_open"]);
    assert_eq!(state_of(case.owner()).await, "follow_up");
}

#[rstest]
#[tokio::test]
async fn a_refused_case_closes_and_stays_refused(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::of(&town).await;
    let (owner, application) = crate::assistance::ground::accepted(&town, "13800000962").await;
    let mut case = office.case_of(&[&application]).await;
    case.proposes(&[0]).await;
    case.approved(&[&office.head]).await;
    if case.now["state"] == "deciding" {
        case.approved(&[&office.deputy]).await;
    }
    assert_eq!(case.now["state"], "refused");
    scans(&town).await;
    let at = format!("{}/closing", case.at());
    asks(&case.handler, &at).await.expect(201);
    let closed = office.head.post(&format!("{at}/confirm")).patiently().await.expect(200).json();
    assert_eq!(closed["closed"], true);
    assert_eq!(state_of(&owner).await, "refused");
}

#[rstest]
#[tokio::test]
async fn who_is_kept_out_of_the_matter_sees_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let at = format!("{}/closing", followed.cash.case.at());
    let chief = named(&town, "chief").await;
    let deputy = named(&town, "deputy-chief").await;
    let me = deputy.get("/api/v1/me").await.expect(200).json();
    let application = &followed.cash.case.now["application_ids"][0];
    let path = format!("/api/v1/desk/applications/{}/recusals", application.as_str().unwrap());
    chief.post(&path).json(&json!({ "staff_id": me["id"], "reason": "kin" })).await.expect(201);
    deputy.get(&at).await.expect_problem(404, "not_found");
    deputy.post(&format!("{at}/confirm")).await.expect_problem(404, "not_found");
    assert!(followed.first().await.contains(visit(&followed.visits().await[0]).rsplit('/').next().unwrap()));
}
