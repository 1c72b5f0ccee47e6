//! From the need to the voucher: four people, up to what is there, once.

use chrono::TimeDelta;
use futures_util::future::join_all;
use hechang::platform::change::Author;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::ground::{ACCOUNTS, DESK, PARTNER, Trust, VILLAGE, at, hired, id, last, need};

#[rstest]
#[tokio::test]
async fn a_release_goes_from_the_need_to_its_voucher(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let request = trust.asks(&mandate, 2_000).await;
    let now = trust.now(&mandate).await;
    assert_eq!((&now["free_fen"], &last(&now)["state"]), (&json!(1_000_000), &json!("asked")));
    // Each in turn, and nobody ahead of it.
    trust.steps(&trust.head, &mandate, &request, "approve").await.expect_problem(409, "custody_not_now");
    trust
        .steps(&trust.cash.maker, &mandate, &request, "release")
        .await
        .expect_problem(409, "custody_not_now");
    let verified = trust.steps(&trust.custodian, &mandate, &request, "verify").await.expect(200).json();
    assert_eq!(last(&verified)["state"], "verified");
    trust.steps(&trust.handler, &mandate, &request, "approve").await.expect_problem(403, "forbidden");
    trust.steps(&trust.head, &mandate, &request, "approve").await.expect(200);
    trust.steps(&trust.head, &mandate, &request, "release").await.expect_problem(403, "forbidden");
    let released = trust.steps(&trust.cash.maker, &mandate, &request, "release").await.expect(200).json();
    assert_eq!(
        (&released["balance_fen"], &last(&released)["voucher_due_on"]),
        (&json!(1_000_000), &json!("2026-04-01"))
    );
    let told = town.get("/sandbox/messages.json?to=13800000900").await.expect(200).text();
    assert!(told.contains("代管救助金有一笔已发放") && !told.contains("2,000"), "{told}");
    let path = format!("{PARTNER}/{}/requests/{request}/voucher", id(&mandate));
    let zip = trust.custodian.post(&path).upload(&[], "x.jpg", "image/jpeg", samples::zip()).await;
    assert!([415, 422].contains(&zip.status), "{}", zip.status);
    trust.custodian.get(&path).await.expect_problem(404, "not_found");
    let filed = trust.files(&trust.custodian, PARTNER, &mandate, &request).await.expect(200).json();
    assert_eq!((&last(&filed)["state"], &last(&filed)["has_voucher"]), (&json!("filed"), &json!(true)));
    trust.files(&trust.handler, DESK, &mandate, &request).await.expect_problem(409, "custody_not_now");
    for (who, side) in [(&trust.custodian, PARTNER), (&trust.handler, DESK)] {
        let path = format!("{side}/{}/requests/{request}/voucher", id(&mandate));
        let seen = who.get(&path).await.expect(200);
        assert_eq!((seen.header("content-type"), seen.body.to_vec()), ("image/jpeg", samples::jpeg(9)));
    }
}

#[rstest]
#[tokio::test]
async fn no_two_steps_are_one_persons(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let request = trust.asks(&mandate, 2_000).await;
    trust.releases(&mandate, &request).await;
    // Whatever the program does, the table keeps the four apart.
    let pairs = [
        ("verified_by", "approved_by"),
        ("approved_by", "released_by"),
        ("released_by", "verified_by"),
        ("verified_by", "asked_by"),
        ("approved_by", "asked_by"),
        ("released_by", "asked_by"),
    ];
    for (one, other) in pairs {
        let change = town.app().change(Author::System).await.unwrap();
        let sql = format!("UPDATE custody_request SET {one} = {other}");
        assert!(change.db().execute_unprepared(&sql).await.is_err(), "{one} = {other}");
    }
    let change = town.app().change(Author::System).await.unwrap();
    assert!(change.db().execute_unprepared("UPDATE custody_request SET approved_by = NULL").await.is_err());
}

#[rstest]
#[tokio::test]
async fn the_custodian_asks_and_a_colleague_verifies(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let colleague = hired(&town, VILLAGE, "village-clerk").await;
    let ask = format!("{PARTNER}/{}/requests", id(&mandate));
    let too_much = trust.custodian.post(&ask).json(&need(12_001)).await.expect_problem(422, "invalid");
    assert_eq!(faults(&too_much), ["/amount_fen more_than_in_custody"]);
    trust.handler.post(&ask).json(&need(1)).await.expect_problem(403, "forbidden");
    let asked = trust.custodian.post(&ask).json(&need(2_000)).await.expect(201).json();
    assert_eq!((&last(&asked)["asked_by"], &asked["free_fen"]), (&json!("staff"), &json!(1_000_000)));
    let request = last(&asked)["id"].as_str().unwrap();
    trust.steps(&trust.custodian, &mandate, request, "verify").await.expect_problem(403, "four_eyes");
    trust.steps(&colleague, &mandate, request, "verify").await.expect(200);
    trust.steps(&trust.head, &mandate, request, "approve").await.expect(200);
    trust.steps(&trust.cash.maker, &mandate, request, "release").await.expect(200);
    assert_eq!(trust.now(&mandate).await["balance_fen"], 1_000_000);
    let report = format!("{}/reports", at(&mandate));
    trust.handler.post(&report).json(&json!({ "reason": "票据不符" })).await.expect(200);
    trust.custodian.post(&ask).json(&need(1)).await.expect_problem(409, "custody_paused");
}

#[rstest]
#[tokio::test]
async fn sixteen_at_once_release_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let request = trust.asks(&mandate, 2_000).await;
    trust.steps(&trust.custodian, &mandate, &request, "verify").await.expect(200);
    trust.steps(&trust.head, &mandate, &request, "approve").await.expect(200);
    let tries = (0..16).map(|_| trust.steps(&trust.cash.maker, &mandate, &request, "release"));
    let answers = join_all(tries).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert!(won == 1 && answers.iter().all(|answer| [200, 409].contains(&answer.status)), "{won}");
    assert_eq!(trust.now(&mandate).await["balance_fen"], 1_000_000);
}

#[rstest]
#[tokio::test]
async fn only_what_is_there_is_asked_for(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let draft = trust.drafts(0).await;
    let path = format!("{}/requests", at(&draft));
    trust.handler.post(&path).json(&need(1)).await.expect_problem(409, "custody_not_now");
    trust.signs(&draft, ACCOUNTS[0]).await.expect(200);
    trust.pays_all().await;
    let wrong = |field: &str, value| {
        let mut body = need(1);
        body[field] = value;
        body
    };
    for (body, fault) in [
        (need(12_001), "/amount_fen more_than_in_custody"),
        (need(0), "/amount_fen not_money"),
        (wrong("purpose", json!("medical")), "/purpose not_an_option"),
        (wrong("words", json!("  ")), "/words required"),
    ] {
        let problem = trust.handler.post(&path).json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault]);
    }
    let once = |yuan| trust.handler.post(&path).key("the same").json(&need(yuan));
    let (first, second) = (once(10_000).await.expect(201).json(), once(10_000).await.expect(201).json());
    assert_eq!((first["requests"].as_array().unwrap().len(), &first["free_fen"]), (1, &second["free_fen"]));
    // What others asked for is no longer free.
    let problem = trust.handler.post(&path).json(&need(2_001)).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/amount_fen more_than_in_custody"]);
    let request = last(&second)["id"].as_str().unwrap().to_owned();
    let refuse = format!("{PARTNER}/{}/requests/{request}/actions/refuse", id(&draft));
    trust.custodian.post(&refuse).json(&json!({})).await.expect_problem(422, "invalid");
    let refused =
        trust.custodian.post(&refuse).json(&json!({ "reason": "学校不收这笔费用" })).await.expect(200);
    assert_eq!(
        (&refused.json()["free_fen"], &last(&refused.json())["state"]),
        (&json!(1_200_000), &json!("refused"))
    );
}

#[rstest]
#[tokio::test]
async fn a_late_voucher_holds_up_the_next_release(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    let mut trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let first = trust.asks(&mandate, 2_000).await;
    trust.releases(&mandate, &first).await;
    let second = trust.asks(&mandate, 1_000).await;
    trust.steps(&trust.custodian, &mandate, &second, "verify").await.expect(200);
    town.clock.advance(TimeDelta::days(31));
    trust.comes_back().await;
    assert_eq!(trust.now(&mandate).await["requests"][0]["voucher_late"], true);
    trust.steps(&trust.head, &mandate, &second, "approve").await.expect_problem(409, "custody_voucher_late");
    trust.files(&trust.handler, DESK, &mandate, &first).await.expect(200);
    trust.steps(&trust.head, &mandate, &second, "approve").await.expect(200);
    trust.steps(&trust.cash.maker, &mandate, &second, "release").await.expect(200);
}
