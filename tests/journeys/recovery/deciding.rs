//! A recovery is opened by the handler and decided by the chain's last post.

use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{at, claim, closed, decides, opens, receives};
use crate::{
    assistance::ground::named,
    closing::ground::open as still_open,
    followup::ground::{Followed, state_of},
};

#[rstest]
#[tokio::test]
async fn bad_claims_are_refused_and_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let path = format!("{}/recoveries", followed.cash.case.at());
    let person = followed.cash.case.person(0);
    let nobody = uuid::Uuid::nil().to_string();
    let wrong: [(&str, Value, &str); 5] = [
        ("/person_id", json!(nobody), "/person_id not_paid"),
        ("/ground", json!("envy"), "/ground not_an_option"),
        ("/amount_fen", json!(1_200_001), "/amount_fen more_than_there"),
        ("/amount_fen", json!(0), "/amount_fen not_positive"),
        ("/reason", json!(" "), "/reason required"),
    ];
    for (pointer, value, fault) in wrong {
        let mut body = claim(&person, 500_000);
        *body.pointer_mut(pointer).unwrap() = value;
        let problem = followed.handler().post(&path).json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault]);
    }
    assert_eq!(followed.handler().get(&path).await.expect(200).json(), json!([]), "nothing was kept");
}

#[rstest]
#[tokio::test]
async fn the_last_post_of_the_chain_decides(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let opened = opens(&followed, 500_000).await.expect(201).json();
    assert_eq!((&opened["state"], &opened["left_fen"]), (&json!("open"), &json!(0)));
    opens(&followed, 100).await.expect_problem(409, "recovery_under_way");
    let head = named(&town, "approver").await;
    decides(&head, &opened, true).await.expect_problem(403, "another_post");
    decides(followed.handler(), &opened, true).await.expect_problem(403, "forbidden");
    let finance = &followed.cash.maker;
    receives(finance, &opened, 100, "缴1号").await.expect_problem(404, "not_found");
    let deputy = named(&town, "deputy-chief").await;
    let blank = json!({ "recover": true, "reason": " " });
    let blank = deputy.post(&format!("{}/decision", at(&opened))).json(&blank).await;
    assert_eq!(faults(&blank.expect_problem(422, "invalid")), ["/reason required"]);
    let decided = decides(&deputy, &opened, true).await.expect(200).json();
    assert_eq!((&decided["state"], &decided["left_fen"]), (&json!("decided"), &json!(500_000)));
    decides(&deputy, &opened, false).await.expect_problem(409, "recovery_not_now");
}

#[rstest]
#[tokio::test]
async fn what_is_refused_changes_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = closed(&town).await;
    let opened = opens(&case.followed, 500_000).await.expect(201).json();
    let deputy = named(&town, "deputy-chief").await;
    let refused = decides(&deputy, &opened, false).await.expect(200).json();
    assert_eq!(refused["state"], "refused");
    assert_eq!(state_of(case.owner()).await, "closed");
    opens(&case.followed, 600_000).await.expect(201);
}

#[rstest]
#[tokio::test]
async fn a_recovery_opens_a_closed_case_again_which_closes_once_more(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = closed(&town).await;
    let opened = opens(&case.followed, 500_000).await.expect(201).json();
    assert_eq!(case.now().await["closed"], true, "nothing is decided yet");
    let deputy = named(&town, "deputy-chief").await;
    decides(&deputy, &opened, true).await.expect(200);
    assert_eq!(state_of(case.owner()).await, "follow_up");
    let now = case.now().await;
    assert_eq!(
        (&now["closed"], &still_open(&now, "open")),
        (&json!(false), &vec!["recovery_open".to_owned()])
    );
    assert!(now["rounds"][0]["reopened_at"].is_string());
    case.asks().await.expect_problem(409, "case_unfinished");
    receives(&case.followed.cash.maker, &opened, 500_000, "缴7号").await.expect(200);
    let again = case.closes().await;
    assert_eq!((&again["closed"], &again["rounds"][1]["round"]), (&json!(true), &json!(2)));
    assert_eq!(state_of(case.owner()).await, "closed");
    assert_ne!(again["rounds"][0]["bundle"]["sha256"], again["rounds"][1]["bundle"]["sha256"]);
}
