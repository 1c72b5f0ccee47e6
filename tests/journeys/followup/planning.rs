//! The plan is made when everything is paid; the handler chooses how often, moves visits and gives them up.

use chrono::Duration;
use hechang::assistance::followup::service::is_finished;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::sign_in,
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{DUE, Followed, days, state_of, states, visit};
use crate::{
    assistance::ground::password,
    payments::ground::{Cash, answer},
};

#[rstest]
#[tokio::test]
async fn visits_are_planned_when_the_last_of_the_case_is_paid(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000, 8_000]).await;
    cash.accounts().await;
    let batch = cash.sends(Some("山财拨〔2026〕91号")).await;
    let plan = format!("{}/follow-up", cash.case.at());
    cash.answers(&batch, &answer(&batch, &["成功", "失败"])).await.expect(200);
    cash.case.handler.get(&plan).await.expect_problem(409, "follow_up_not_planned");
    let again = cash.sends(None).await;
    cash.answers(&again, &answer(&again, &["成功"])).await.expect(200);
    let now = cash.case.handler.get(&plan).await.expect(200).json();
    assert_eq!(
        (&now["grade"], &now["chosen"], &now["paid_on"]),
        (&json!("ordinary"), &json!(false), &json!("2026-03-02"))
    );
    let visits = now["visits"].as_array().unwrap();
    // Three months end on 2 June, six on 2 September; the calendar of 2027 isn't entered.
    assert_eq!(days(visits), ["2026-06-02", "2026-09-02", "2027-03-02"]);
    assert_eq!((&visits[0]["counted"], &visits[2]["counted"]), (&json!(true), &json!(false)));
    assert_eq!(visits[0]["assignee"], "reviewer");
    assert_eq!(state_of(&cash.owners[0]).await, "paid");
}

#[rstest]
#[tokio::test]
async fn the_handler_chooses_how_often(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let now = followed.chooses("severe").await.expect(200).json();
    assert_eq!((&now["grade"], &now["chosen"], &now["version"]), (&json!("severe"), &json!(true), &json!(2)));
    assert_eq!(days(&followed.visits().await), ["2026-04-02", "2026-06-02", "2026-09-02", "2027-03-02"]);
    assert_eq!(state_of(&followed.cash.owners[0]).await, "follow_up");
    let handler = followed.handler();
    let stale = handler.put(&followed.at()).if_match("\"1\"").json(&json!({ "grade": "ordinary" })).await;
    stale.expect_problem(412, "precondition_failed");
    handler
        .put(&followed.at())
        .json(&json!({ "grade": "ordinary" }))
        .await
        .expect_problem(428, "precondition_required");
    let unknown = followed.chooses("nearly none").await.expect_problem(422, "invalid");
    assert_eq!(unknown["errors"][0]["pointer"], "/grade");
}

#[rstest]
#[tokio::test]
async fn another_degree_plans_only_what_comes_after_the_last_visit(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    followed.records(&followed.first().await, &followed.record()).await.expect(201);
    followed.chooses("extreme").await.expect(200);
    let visits = followed.visits().await;
    assert_eq!(states(&visits).iter().filter(|state| **state == "made").count(), 1);
    assert_eq!(visits.len(), 6, "one was made, five are to come");
}

#[rstest]
#[tokio::test]
async fn visits_are_moved_missed_and_given_up_with_reasons(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let visits = followed.visits().await;
    let handler = followed.handler();
    let moves = json!({ "kind": "moved", "due_on": "2026-05-20", "reason": "雨季前去" });
    let changes = format!("{}/changes", visit(&visits[0]));
    let moved = handler.post(&changes).key("once").json(&moves).await.expect(200).json();
    assert_eq!(moved["visits"][0]["due_on"], "2026-05-20");
    let again = handler.post(&changes).key("once").json(&moves).await.expect(200).json();
    assert_eq!(again["visits"][0]["changes"].as_array().unwrap().len(), 1, "a retry changes nothing");
    let missed = json!({ "kind": "missed", "due_on": "2026-05-25", "reason": "去牧场了" });
    let missed = handler.post(&changes).json(&missed).await.expect(200).json();
    let told = &missed["visits"][0]["changes"][1];
    assert_eq!(
        (&told["kind"], &told["from_on"], &told["by"]),
        (&json!("missed"), &json!("2026-05-20"), &json!("reviewer"))
    );
    let given_up = json!({ "kind": "given_up", "reason": "已搬走" });
    for one in &visits {
        handler.post(&format!("{}/changes", visit(one))).json(&given_up).await.expect(200);
    }
    assert_eq!(states(&followed.visits().await), ["given_up", "given_up", "given_up"]);
    handler.post(&changes).json(&moves).await.expect_problem(409, "visit_not_now");
    let case = followed.cash.case.now["id"].as_str().unwrap().parse().unwrap();
    assert!(is_finished(town.app().db.read(), case).await.unwrap());
    let one_more = json!({ "due_on": "2026-07-01" });
    handler.post(&format!("{}/visits", followed.at())).json(&one_more).await.expect(201);
    assert!(!is_finished(town.app().db.read(), case).await.unwrap());
    assert!(!is_finished(town.app().db.read(), uuid::Uuid::nil()).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn what_is_overdue_comes_first(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let visits = followed.visits().await;
    let to = json!({ "username": "reception" });
    followed.handler().put(&format!("{}/assignee", visit(&visits[1]))).json(&to).await.expect(200);
    town.clock.advance(Duration::days(100));
    let handler = sign_in(&town, "reviewer", &password(&town, "reviewer")).await;
    let due = handler.get(DUE).await.expect(200).json();
    let items = due["items"].as_array().unwrap();
    assert_eq!((&items[0]["due_on"], &items[0]["overdue"]), (&json!("2026-06-02"), &json!(true)));
    assert_eq!((&items[1]["overdue"], &items[1]["assignee"]), (&json!(false), &json!("reception")));
    assert_eq!(items[0]["first_masked"], "次**");
    let first = handler.get(&format!("{DUE}?limit=1")).await.expect(200).json();
    let next = first["next"].as_str().unwrap();
    let second = handler.get(&format!("{DUE}?limit=1&after={next}")).await.expect(200).json();
    assert_eq!(second["items"][0]["due_on"], "2026-09-02");
    let reception = sign_in(&town, "reception", &password(&town, "reception")).await;
    let mine = reception.get(&format!("{DUE}?mine=true")).await.expect(200).json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_payment_that_comes_back_is_followed_up_again_once_it_is_paid(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000]).await;
    cash.accounts().await;
    let batch = cash.sends(Some("山财拨〔2026〕92号")).await;
    cash.answers(&batch, &answer(&batch, &["成功"])).await.expect(200);
    let followed = Followed { cash };
    followed.chooses("ordinary").await.expect(200);
    let cash = &followed.cash;
    assert_eq!(state_of(&cash.owners[0]).await, "follow_up");
    cash.answers(&batch, &answer(&batch, &["退汇"])).await.expect(200);
    assert_eq!(state_of(&cash.owners[0]).await, "paying");
    let again = cash.sends(None).await;
    cash.answers(&again, &answer(&again, &["成功"])).await.expect(200);
    assert_eq!(state_of(&cash.owners[0]).await, "follow_up");
    assert_eq!(followed.visits().await.len(), 3, "the plan stays");
}
