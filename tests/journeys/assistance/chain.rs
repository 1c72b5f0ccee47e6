//! A proposal goes through the chain that its amount asks for; the last step decides, commits the budget and moves the applications.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{CASES, Office, accepted, accepted_with};
use crate::applications::ground::at;

#[rstest]
#[tokio::test]
async fn a_grant_goes_from_the_handler_to_the_ledger(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (citizen, application) = accepted(&town, "13800000101").await;
    let mut case = office.case_of(&[&application]).await;
    assert_eq!(case.now["state"], "preparing");
    let state = citizen.get(&at(&application)).await.expect(200).json();
    assert_eq!(state["state"], "under_review", "opening a case begins the review");

    case.proposes(&[30_000]).await;
    assert_eq!(case.now["next"]["key"], "department");
    case.approved(&[&office.head]).await;
    assert_eq!((&case.now["state"], &case.now["next"]["key"]), (&json!("deciding"), &json!("leader")));
    citizen.get(&format!("{}/decision", at(&application))).await.expect_problem(404, "not_found");
    case.approved(&[&office.deputy]).await;
    assert_eq!((&case.now["state"], &case.now["decided_on"]), (&json!("granted"), &json!("2026-03-02")));

    let balances = office.balances("540500").await;
    assert_eq!((&balances["committed_fen"], &balances["left_fen"]), (&json!(3_000_000), &json!(7_000_000)));
    let seen = citizen.get(&at(&application)).await.expect(200).json();
    assert_eq!(seen["state"], "granted");
    assert!(seen["due_on"].is_null(), "the review's clock has stopped");
    let decision = citizen.get(&format!("{}/decision", at(&application))).await.expect(200).json();
    let expected = json!({ "decided_on": "2026-03-02", "people": [{ "name": "次仁卓玛", "granted_fen": 3_000_000,
        "granted_in_words": "叁万元整", "paid_fen": 0, "in_custody_fen": 0, "left_fen": 3_000_000 }] });
    assert_eq!(decision, expected);
    let messages = town.get("/sandbox/messages.json?to=13800000101").await.expect(200).json();
    let text = messages["items"][0]["text"].as_str().unwrap();
    assert!(text.contains("决定") && !text.contains("30,000") && !text.contains("次仁"), "{text}");
}

#[rstest]
#[tokio::test]
async fn a_larger_grant_goes_higher(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 1_000_000).await;
    let mut case = office.case(&town, "13800000102").await;
    case.proposes(&[120_000]).await;
    case.approved(&[&office.head]).await;
    assert_eq!(case.now["next"]["key"], "chief");
    let path = format!("{}/steps", case.at());
    let approve = json!({ "verdict": "approve" });
    office.deputy.post(&path).json(&approve).await.expect_problem(403, "another_post");
    case.approved(&[&office.chief]).await;
    assert_eq!(case.now["next"]["key"], "committee");
    let problem = office.deputy.post(&path).json(&approve).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/paper required"]);
    case.step(&office.deputy, json!({ "verdict": "approve", "paper": "山政法〔2026〕3号" })).await;
    assert_eq!(case.now["state"], "granted");
    assert_eq!(case.now["steps"][3]["paper"], "山政法〔2026〕3号");
}

#[rstest]
#[tokio::test]
async fn nobody_takes_two_steps_of_one_proposal(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let admin = town.staff(Role::Admin).await;
    let holders = admin.get("/api/v1/desk/assistance/posts").await.expect(200).json();
    let of = |name: &str| {
        let holder = holders.as_array().unwrap().iter().find(|one| one["username"] == name).unwrap();
        format!("/api/v1/desk/assistance/posts/{}", holder["staff_id"].as_str().unwrap())
    };
    // Somebody in both posts still takes one step only.
    let both = json!({ "posts": ["department_head", "deputy_chief"] });
    admin.post(&of("approver")).json(&both).await.expect(204);
    let mut case = office.case(&town, "13800000103").await;
    case.proposes(&[10_000]).await;
    case.approved(&[&office.head]).await;
    let (path, approve) = (format!("{}/steps", case.at()), json!({ "verdict": "approve" }));
    office.head.post(&path).json(&approve).await.expect_problem(403, "four_eyes");
    office.handler.post(&path).json(&approve).await.expect_problem(403, "forbidden");
    // Nobody gives posts but an administrator, and only to those who decide.
    office.head.post(&of("chief")).json(&both).await.expect_problem(403, "forbidden");
    let reviewer = office.handler.get("/api/v1/me").await.expect(200).json();
    let path = format!("/api/v1/desk/assistance/posts/{}", reviewer["id"].as_str().unwrap());
    let problem = admin.post(&path).json(&both).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/posts not_a_decider"]);
}

#[rstest]
#[tokio::test]
async fn amounts_change_and_proposals_come_back(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let mut case = office.case(&town, "13800000104").await;
    case.proposes(&[20_000]).await;
    let path = format!("{}/steps", case.at());
    let problem =
        office.head.post(&path).json(&json!({ "verdict": "return" })).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/reasons required"]);
    case.step(&office.head, json!({ "verdict": "return", "reasons": "请补充家庭收入情况" })).await;
    assert_eq!(case.now["state"], "preparing");
    // In the next round the same people take part again.
    case.proposes(&[20_000]).await;
    let higher = json!({ "verdict": "change", "reasons": "还需要做手术", "people": case.awards(&[60_000]) });
    case.step(&office.head, higher).await;
    // The larger amount goes on to the chief.
    assert_eq!((&case.now["next"]["key"], &case.now["amount_fen"]), (&json!("chief"), &json!(6_000_000)));
    case.approved(&[&office.chief]).await;
    assert_eq!(case.now["state"], "granted");
    assert_eq!(office.balances("540500").await["committed_fen"], 6_000_000);
    let rounds: Vec<_> =
        case.now["steps"].as_array().unwrap().iter().map(|step| step["round"].clone()).collect();
    assert_eq!(rounds, [1, 1, 2, 2, 2]);
}

#[rstest]
#[tokio::test]
async fn whoever_raises_an_amount_does_not_decide_what_is_above_them(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let mut case = office.case(&town, "13800000109").await;
    case.proposes(&[20_000]).await;
    case.approved(&[&office.head]).await;
    let higher = json!({ "verdict": "change", "reasons": "还需要做手术", "people": case.awards(&[60_000]) });
    case.step(&office.deputy, higher).await;
    assert_eq!((&case.now["state"], &case.now["next"]["key"]), (&json!("deciding"), &json!("chief")));
    assert_eq!(office.balances("540500").await["committed_fen"], 0);
    case.approved(&[&office.chief]).await;
    assert_eq!(case.now["state"], "granted");
}

#[rstest]
#[tokio::test]
async fn two_organs_give_together(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 50_000).await;
    office.budget("540527", 20_000).await;
    let (_, one) = accepted(&town, "13800000105").await;
    let (_, two) = accepted(&town, "13800000106").await;
    let mut case = office.case_of(&[&one, &two]).await;
    let mut proposal = case.proposal(&[30_000, 15_000]);
    proposal["shares"] = json!([{ "organ_code": "540500", "amount_fen": 3_500_000 }, { "organ_code": "540527", "amount_fen": 900_000 }]);
    let path = format!("{}/proposals", case.at());
    let problem = office.handler.post(&path).json(&proposal).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/shares shares_differ"]);
    proposal["shares"][1] = json!({ "organ_code": "mz-540502", "amount_fen": 1_000_000 });
    let problem = office.handler.post(&path).json(&proposal).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/shares/1/organ_code not_an_option"], "a partner has no budget of ours");
    proposal["shares"][1] = json!({ "organ_code": "540527", "amount_fen": 1_000_000 });
    case.now = office.handler.post(&path).json(&proposal).await.expect(200).json();
    case.approved(&[&office.head, &office.deputy]).await;
    assert_eq!(case.now["state"], "granted");
    assert_eq!(office.balances("540500").await["committed_fen"], 3_500_000);
    assert_eq!(office.balances("540527").await["committed_fen"], 1_000_000);
    let granted = format!("{CASES}?state=granted");
    let listed = office.head.get(&granted).await.expect(200).json()["items"].as_array().unwrap().clone();
    assert_eq!((listed.len(), &listed[0]["people"]), (1, &json!(2)), "a case of two organs counts once");
    let county = town.staff_of("540527", Role::Reviewer).await;
    assert_eq!(county.get(&granted).await.expect(200).json()["items"], json!([]), "nor there once more");
}

#[rstest]
#[tokio::test]
async fn whoever_handles_the_case_helps_wherever_the_person_lives(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (_, application) = accepted_with(&town, "13800000109", |form| {
        form["applicant"]["id_number"] = json!("510104198603150014");
        form["applicant"]["household_address"] = json!("四川省成都市锦江区某街道1号");
        form["applicant"]["residence"] = json!("四川省成都市锦江区某街道1号");
    })
    .await;
    let mut case = office.case_of(&[&application]).await;
    case.proposes(&[10_000]).await;
    case.approved(&[&office.head, &office.deputy]).await;
    assert_eq!((&case.now["state"], &case.now["organ_code"]), (&json!("granted"), &json!("540500")));
}

#[rstest]
#[tokio::test]
async fn who_is_kept_out_of_the_matter_decides_nothing_in_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let mut case = office.case(&town, "13800000110").await;
    case.proposes(&[10_000]).await;
    case.approved(&[&office.head]).await;
    let application = case.now["application_ids"][0].as_str().unwrap();
    let kin = json!({ "reason": "申请人是我的表姐" });
    let recusals = format!("/api/v1/desk/applications/{application}/recusals");
    office.deputy.post(&recusals).json(&kin).await.expect(201);
    let steps = format!("{}/steps", case.at());
    for verdict in ["approve", "return"] {
        let said = json!({ "verdict": verdict, "reasons": "请再核实" });
        office.deputy.post(&steps).json(&said).await.expect_problem(404, "not_found");
    }
    assert_eq!(office.handler.get(&case.at()).await.expect(200).json()["state"], "deciding");
    case.approved(&[&office.chief]).await;
    assert_eq!(case.now["state"], "granted");
}

#[rstest]
#[tokio::test]
async fn without_budget_nothing_moves(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 9_999).await;
    let (citizen, application) = accepted(&town, "13800000107").await;
    let mut case = office.case_of(&[&application]).await;
    case.proposes(&[10_000]).await;
    case.approved(&[&office.head]).await;
    let path = format!("{}/steps", case.at());
    let approve = json!({ "verdict": "approve" });
    office.deputy.post(&path).json(&approve).await.expect_problem(409, "budget_short");
    let now = office.handler.get(&case.at()).await.expect(200).json();
    assert_eq!((&now["state"], now["steps"].as_array().unwrap().len()), (&json!("deciding"), 2));
    assert_eq!(citizen.get(&at(&application)).await.expect(200).json()["state"], "under_review");
    office.budget("540500", 1).await;
    case.approved(&[&office.deputy]).await;
    assert_eq!(case.now["state"], "granted");
}

#[rstest]
#[tokio::test]
async fn who_withdraws_stops_the_decision(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (citizen, application) = accepted(&town, "13800000108").await;
    let mut case = office.case_of(&[&application]).await;
    case.proposes(&[10_000]).await;
    case.approved(&[&office.head]).await;
    let withdraw = format!("{}/withdraw", at(&application));
    citizen.post(&withdraw).json(&json!({ "reason": "不需要了" })).await.expect(200);
    let path = format!("{}/steps", case.at());
    let answer = office.deputy.post(&path).json(&json!({ "verdict": "approve" })).await;
    answer.expect_problem(409, "application_not_under_review");
    assert_eq!(office.balances("540500").await["committed_fen"], 0);
}
