//! What breaks a rule of amounts is named by its place; a refusal is explained.

use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    ground::{Office, accepted},
    pages::desk,
};
use crate::{
    applications::ground::at,
    referrals::ground::{WELFARE, hired, id, listed, partners},
};

/// What is changed in a proposal, and the fault that it makes.
type Broken = (fn(&mut Value, &str), &'static str);

#[rstest]
#[tokio::test]
async fn every_broken_rule_is_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::of(&town).await;
    let case = office.case(&town, "13800000401").await;
    let path = format!("{}/proposals", case.at());
    let person = case.person(0);
    let tries = async |change: fn(&mut Value, &str)| {
        let mut proposal = case.proposal(&[30_000]);
        change(&mut proposal, &person);
        let problem = office.handler.post(&path).json(&proposal).await.expect_problem(422, "invalid");
        faults(&problem)
    };
    let cases: [Broken; 8] = [
        (|all, _| all["people"][0]["amount_fen"] = json!(45_000_001), "/people/0/exception above_cap"),
        (|all, _| all["people"][0]["amount_fen"] = json!(-1), "/people/0/amount_fen not_an_amount"),
        (|all, _| all["people"][0]["refusal"] = json!("R1"), "/people/0/amount_fen amount_or_refusal"),
        (
            |all, id| {
                all["people"] =
                    json!([{ "person_id": id, "amount_fen": 1 }, { "person_id": id, "amount_fen": 1 }]);
            },
            "/people everybody_once",
        ),
        (
            |all, id| {
                all["people"] =
                    json!([{ "person_id": id, "amount_fen": 50_000_000, "exception": "minor_recovery" }]);
            },
            "/people/0/exception not_of_the_group",
        ),
        (
            |all, id| all["people"] = json!([{ "person_id": id, "amount_fen": 50_000_000, "exception": "heavy_loss", "court_award_fen": 49_000_000 }]),
            "/people/0/amount_fen above_award",
        ),
        (|all, _| all["concerns"] = json!(["R1", "R7"]), "/concerns/1 forbids_a_grant"),
        (
            |all, _| all["shares"] = json!([{ "organ_code": "999999", "amount_fen": 3_000_000 }]),
            "/shares/0/organ_code not_an_option",
        ),
    ];
    for (change, fault) in cases {
        assert_eq!(tries(change).await, [fault]);
    }
    let now = office.handler.get(&case.at()).await.expect(200).json();
    assert_eq!((&now["state"], &now["steps"]), (&json!("preparing"), &json!([])));
}

#[rstest]
#[tokio::test]
async fn what_generally_speaks_against_it_warns_and_does_not_forbid(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let mut case = office.case(&town, "13800000402").await;
    let mut proposal = case.proposal(&[5_000]);
    proposal["concerns"] = json!(["R4", "R6"]);
    let path = format!("{}/proposals", case.at());
    case.now = office.handler.post(&path).json(&proposal).await.expect(200).json();
    case.approved(&[&office.head, &office.deputy]).await;
    assert_eq!(
        (&case.now["state"], &case.now["steps"][0]["concerns"]),
        (&json!("granted"), &json!(["R4", "R6"]))
    );
}

#[rstest]
#[tokio::test]
async fn a_refusal_is_explained_and_costs_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (citizen, application) = accepted(&town, "13800000403").await;
    let mut case = office.case_of(&[&application]).await;
    case.proposes(&[20_000]).await;
    let path = format!("{}/steps", case.at());
    let problem = office.head.post(&path).json(&json!({ "verdict": "refuse", "reasons": "已获赔偿" })).await;
    assert_eq!(
        faults(&problem.expect_problem(422, "invalid")),
        ["/refusal required", "/to_citizen required"]
    );
    let words = "您已经得到赔偿，所以这次不能救助。生活还有困难，可以向民政部门申请临时救助。";
    let refuse = json!({ "verdict": "refuse", "reasons": "已获赔偿", "refusal": "R6", "to_citizen": words });
    case.step(&office.head, refuse).await;
    assert_eq!(case.now["state"], "refused");
    let seen = citizen.get(&at(&application)).await.expect(200).json();
    assert_eq!(seen["state"], "refused");
    let decision = citizen.get(&format!("{}/decision", at(&application))).await.expect(200).json();
    assert_eq!(decision["people"][0]["refusal"], "R6");
    assert!(decision["people"][0].get("granted_fen").is_none());
    assert_eq!(office.balances("540500").await["committed_fen"], 0);
    office
        .deputy
        .post(&path)
        .json(&json!({ "verdict": "approve" }))
        .await
        .expect_problem(409, "nothing_to_decide");
}

#[rstest]
#[tokio::test]
async fn who_gets_nothing_beside_others_gets_words_of_their_own(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let (_, one) = accepted(&town, "13800000171").await;
    let (_, two) = accepted(&town, "13800000172").await;
    let mut case = office.case_of(&[&one, &two]).await;
    let path = format!("{}/proposals", case.at());
    let mut silent = case.proposal(&[100, 0]);
    silent["to_refused"] = json!(null);
    let problem = office.handler.post(&path).json(&silent).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/to_refused required"]);
    case.proposes(&[100, 200]).await;
    let path = format!("{}/steps", case.at());
    let mut change =
        json!({ "verdict": "change", "reasons": "一人不符合条件", "people": case.awards(&[100, 0]) });
    let problem = office.head.post(&path).json(&change).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/to_refused required"]);
    change["to_refused"] = json!("这次不能救助您。");
    case.step(&office.head, change).await;
    case.approved(&[&office.deputy]).await;
    assert_eq!(
        (&case.now["state"], &case.now["steps"][1]["to_refused"]),
        (&json!("granted"), &json!("这次不能救助您。"))
    );
}

#[rstest]
#[tokio::test]
async fn hardship_that_the_case_did_not_cause_goes_to_social_assistance(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let office = Office::of(&town).await;
    let (citizen, application) = accepted(&town, "13800000173").await;
    let mut case = office.case_of(&[&application]).await;
    case.proposes(&[0]).await;
    case.approved(&[&office.head, &office.deputy]).await;
    assert_eq!(case.now["state"], "refused");
    let welfare = hired(&town, WELFARE, "welfare").await;
    let handed = listed(&welfare, "/api/v1/partner/referrals").await;
    let [one] = handed.as_slice() else { panic!("{handed:?}") };
    let seen = welfare.get(&format!("/api/v1/partner/referrals/{}", id(one))).await.expect(200).json();
    assert_eq!(seen["person"]["phone"], "13800000173");
    assert!(seen["letter"].as_str().unwrap().contains("没有直接关系"), "{seen}");
    let told = citizen.get(&format!("{}/referrals", at(&application))).await.expect(200).json();
    assert_eq!(told["items"][0]["state"], "sent");
    let papers =
        office.handler.get(&format!("/api/v1/desk/applications/{}/documents", id(&application))).await;
    let papers = papers.expect(200).json();
    let letters = papers["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "referral-letter");
    assert_eq!(letters.count(), 1, "{papers}");
}

#[rstest]
#[tokio::test]
async fn without_a_partner_for_it_the_page_says_so(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::of(&town).await;
    let (_, application) = accepted(&town, "13800000174").await;
    let mut case = office.case_of(&[&application]).await;
    let browser = desk(&town, "reviewer").await;
    let page = format!("/console/assistance/{}", case.now["id"].as_str().unwrap());
    let missing = "还没有录入民政部门";
    assert!(!browser.open(&page).await.text().contains(missing));
    case.proposes(&[0]).await;
    assert!(browser.open(&page).await.text().contains(missing));
}
