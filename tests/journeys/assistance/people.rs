//! The people of a case: applicants and others, their categories and groups, what the rules allow each.

use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{CASES, NUMBER, Office, accepted, accepted_with, number};

fn child(application: &Value) -> Value {
    json!({ "application_id": application["id"], "who": { "name": "扎西", "id_number": "540502201501010011", "sex": "male", "birth_date": "2015-01-01" } })
}

#[rstest]
#[tokio::test]
async fn a_family_is_one_case(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (_, one) =
        accepted_with(&town, "13800000301", |form| form["applicant"]["birth_date"] = json!("1986-03-15"))
            .await;
    let (_, two) = accepted(&town, "13800000302").await;
    let mut case = office.case_of(&[&one, &two]).await;
    let path = format!("{}/people", case.at());
    case.now = office.handler.post(&path).json(&child(&one)).await.expect(200).json();
    let people = case.now["people"].as_array().unwrap();
    assert_eq!(people.len(), 3);
    assert_eq!(
        (&people[2]["name"], &people[2]["id_number_masked"]),
        (&json!("扎西"), &json!("540*************11"))
    );
    office.handler.post(&path).json(&child(&one)).await.expect_problem(409, "person_in_the_case");
    let elsewhere = json!({ "application_id": town.app().clock.now().timestamp().to_string(), "who": child(&one)["who"] });
    office.handler.post(&path).json(&elsewhere).await.expect_problem(422, "invalid");
    // Groups come from the form, the handler says what shows them.
    assert_eq!(people[0]["groups"][0]["group"], "woman");
    let groups =
        json!([{ "group": "minor", "evidence": "户口簿" }, { "group": "rural", "evidence": "村委会证明" }]);
    let described = json!({ "category": "A3", "groups": groups });
    let place = format!("{path}/{}", case.person(2));
    office.handler.put(&place).json(&described).await.expect_problem(428, "precondition_required");
    let stale = office.handler.put(&place).header("if-match", "\"1\"").json(&described).await;
    stale.expect_problem(412, "precondition_failed");
    let now = office.handler.put(&place).header("if-match", "*").json(&described).await.expect(200).json();
    assert_eq!((&now["people"][2]["category"], &now["people"][2]["groups"]), (&json!("A3"), &groups));
    let twice = json!({ "category": "A3", "groups": [groups[0], groups[0]] });
    let problem =
        office.handler.put(&place).header("if-match", "*").json(&twice).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/groups each_group_once"]);
    // Everybody is decided at once; one gets nothing.
    case.now = now;
    case.proposes(&[20_000, 0, 10_000]).await;
    office.handler.post(&path).json(&child(&two)).await.expect_problem(409, "case_not_preparing");
    case.approved(&[&office.head, &office.deputy]).await;
    let state =
        |application: &Value| format!("/api/v1/desk/applications/{}", application["id"].as_str().unwrap());
    assert_eq!(office.handler.get(&state(&one)).await.expect(200).json()["state"], "granted");
    assert_eq!(office.handler.get(&state(&two)).await.expect(200).json()["state"], "refused");
}

#[rstest]
#[tokio::test]
async fn a_suggestion_says_why(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::of(&town).await;
    let case = office.case(&town, "13800000303").await;
    let found = office.handler.get(&format!("{}/suggestions", case.at())).await.expect(200).json();
    // 128 000 awarded, 5 000 received; 30 000 asked for; the cap of 36 months is far above.
    assert_eq!((&found[0]["amount_fen"], &found[0]["cap_fen"]), (&json!(3_000_000), &json!(45_000_000)));
    let kinds: Vec<_> =
        found[0]["because"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["wage", "cap", "unpaid", "asked"]);
    assert_eq!(found[0]["because"][2]["amount_fen"], 12_300_000);
}

#[rstest]
#[tokio::test]
async fn what_can_not_be_a_case_is_refused(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::of(&town).await;
    let (citizen, one) = accepted(&town, "13800000304").await;
    let body = |ids: Value| json!({ "application_ids": ids, "case_name": "案", "case_number": NUMBER });
    office.head.post(CASES).json(&body(json!([one["id"]]))).await.expect_problem(403, "forbidden");
    office.finance.post(CASES).json(&body(json!([one["id"]]))).await.expect_problem(404, "not_found");
    citizen.post(CASES).json(&body(json!([one["id"]]))).await.expect(401);
    let problem = office.handler.post(CASES).json(&body(json!([]))).await.expect_problem(422, "invalid");
    assert!(faults(&problem)[0].starts_with("/application_ids"), "{problem}");
    office.handler.post(CASES).key("k").json(&body(json!([one["id"]]))).await.expect(201);
    office.handler.post(CASES).key("k").json(&body(json!([one["id"]]))).await.expect(201);
    for language in ["zh-CN", "bo-CN", "en"] {
        let again = office.handler.post(CASES).language(language).json(&body(json!([one["id"]])));
        again.await.expect_problem(409, "application_in_a_case");
    }
    let (_, same) = accepted_with(&town, "13800000305", |_| ()).await;
    let (_, other) = accepted_with(&town, "13800000306", |form| {
        form["applicant"]["id_number"] = json!(number("13800000305"));
    })
    .await;
    let both = body(json!([same["id"], other["id"]]));
    office.handler.post(CASES).json(&both).await.expect_problem(409, "person_in_the_case");
}
