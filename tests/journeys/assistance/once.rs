//! One person is assisted once in one underlying case, whichever organ decides.

use futures_util::future::join_all;
use hechang::organs;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{Office, accepted_at, accepted_with, number};
use crate::applications::ground::center_of;

/// Another application of the same person, sent from another phone.
async fn twice<'a>(
    town: &'a Town,
    office: &Office<'a>,
) -> (super::ground::Case<'a>, super::ground::Case<'a>) {
    let same = number("13800000201");
    let (_, one) = accepted_with(town, "13800000201", |_| ()).await;
    let (_, two) =
        accepted_with(town, "13800000202", |form| form["applicant"]["id_number"] = json!(same)).await;
    let first = office.case_of(&[&one]).await;
    assert_eq!(first.now["warnings"], json!([]));
    (first, office.case_of(&[&two]).await)
}

#[rstest]
#[tokio::test]
async fn the_second_case_warns_at_once_and_is_stopped_at_the_decision(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (mut first, mut second) = twice(&town, &office).await;
    let warning = &second.now["warnings"][0];
    assert_eq!(
        (&warning["same_case"], &warning["granted"], &warning["organ_code"]),
        (&json!(true), &json!(false), &json!("540500"))
    );
    for case in [&mut first, &mut second] {
        case.proposes(&[10_000]).await;
        case.approved(&[&office.head]).await;
    }
    first.approved(&[&office.deputy]).await;
    let path = format!("{}/steps", second.at());
    let approve = json!({ "verdict": "approve" });
    office.deputy.post(&path).json(&approve).await.expect_problem(409, "already_assisted");
    assert_eq!(office.balances("540500").await["committed_fen"], 1_000_000);
    let now = office.handler.get(&second.at()).await.expect(200).json();
    assert_eq!((&now["state"], &now["warnings"][0]["granted"]), (&json!("deciding"), &json!(true)));
}

#[rstest]
#[tokio::test]
async fn what_the_county_granted_warns_the_city_at_once_and_stops_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    office.budget("540527", 100_000).await;
    let county = organs::service::organ_by_code(town.app().db.read(), "540527").await.unwrap();
    let there = center_of(&town, county.id).await;
    let (_, one) = accepted_at(&town, there, "13800000205", |_| ()).await;
    let mut first = office.case_of(&[&one]).await;
    assert_eq!(first.now["organ_code"], "540527");
    let same = number("13800000205");
    let (_, two) =
        accepted_with(&town, "13800000206", |form| form["applicant"]["id_number"] = json!(same)).await;
    let mut second = office.case_of(&[&two]).await;
    let warning = &second.now["warnings"][0];
    assert_eq!((&warning["same_case"], &warning["organ_code"]), (&json!(true), &json!("540527")));
    for case in [&mut first, &mut second] {
        case.proposes(&[10_000]).await;
        case.approved(&[&office.head]).await;
    }
    first.approved(&[&office.deputy]).await;
    let path = format!("{}/steps", second.at());
    let approve = json!({ "verdict": "approve" });
    office.deputy.post(&path).json(&approve).await.expect_problem(409, "already_assisted");
    let committed = |balances: Value| balances["committed_fen"].clone();
    assert_eq!(committed(office.balances("540527").await), 1_000_000);
    assert_eq!(committed(office.balances("540500").await), 0);
}

#[rstest]
#[tokio::test]
async fn another_underlying_case_is_another_matter(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let same = number("13800000203");
    let (_, one) = accepted_with(&town, "13800000203", |_| ()).await;
    let (_, two) =
        accepted_with(&town, "13800000204", |form| form["applicant"]["id_number"] = json!(same)).await;
    office.case_of(&[&one]).await;
    let body = json!({ "application_ids": [two["id"]], "case_name": "另一案", "case_number": "（2024）藏0502民初7号" });
    let second = office.handler.post(super::ground::CASES).json(&body).await.expect(201).json();
    assert_eq!(second["warnings"][0]["same_case"], false);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_decisions_at_once_one_is_made(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (mut first, mut second) = twice(&town, &office).await;
    for case in [&mut first, &mut second] {
        case.proposes(&[10_000]).await;
        case.approved(&[&office.head]).await;
    }
    let decides = [&first, &second].map(async |case| {
        let path = format!("{}/steps", case.at());
        office.deputy.post(&path).json(&json!({ "verdict": "approve" })).await.status
    });
    let mut statuses = join_all(decides).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(office.balances("540500").await["committed_fen"], 1_000_000);
}
