//! An office with a scale of its own: finance enters it, the handler chooses a grade, and what the grade gives bounds the suggestion.

use chrono::TimeDelta;
use hechang::identity::actor::Role;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::{ground::Office, pages::desk, wages::finance_of};

const SCALES: &str = "/api/v1/desk/assistance/scales";
const PAGE: &str = "/console/assistance/scales";

fn scale(from: &str, grades: &[(&str, i64)]) -> Value {
    let grade = |(title, yuan): &(&str, i64)| json!({ "title": title, "amount_fen": yuan * 100 });
    json!({ "effective_from": from, "source": "山检发〔2026〕1号", "grades": grades.iter().map(grade).collect::<Vec<_>>() })
}

#[rstest]
#[tokio::test]
async fn a_grade_bounds_what_is_suggested(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 500_000).await;
    let mut case = office.case(&town, "13800000205").await;
    let suggested = async |grade: &str| {
        let path = format!("{}/suggestions?grade={grade}", case.at());
        office.handler.get(&path).await.expect(200).json()[0].clone()
    };
    assert_eq!(suggested("2").await["amount_fen"], 3_000_000, "no scale, no grade: what is asked for");
    let entered = scale("2026-01-01", &[("一般困难", 3_000), ("特别困难", 20_000)]);
    let entered = office.finance.post(SCALES).json(&entered).await.expect(201).json();
    assert_eq!((&entered["counts"], &entered["grades"][1]["key"]), (&json!(true), &json!("2")));
    let by_grade = suggested("2").await;
    assert_eq!(by_grade["amount_fen"], 2_000_000);
    assert_eq!(by_grade["because"].as_array().unwrap().last().unwrap()["source"], "山检发〔2026〕1号");

    // One that is in force later doesn't count yet; a correction of the same day does at once.
    office.finance.post(SCALES).json(&scale("2026-07-01", &[("一般", 9_000)])).await.expect(201);
    town.clock.advance(TimeDelta::minutes(1));
    let corrected = scale("2026-01-01", &[("一般困难", 4_000), ("特别困难", 25_000)]);
    office.finance.post(SCALES).json(&corrected).await.expect(201);
    assert_eq!(suggested("2").await["amount_fen"], 2_500_000);

    let proposals = format!("{}/proposals", case.at());
    let mut proposal = case.proposal(&[25_000]);
    proposal["people"][0]["grade"] = json!("3");
    let unknown = office.handler.post(&proposals).json(&proposal).await.expect_problem(422, "invalid");
    assert_eq!(faults(&unknown), ["/people/0/grade not_an_option"]);
    proposal["people"][0]["grade"] = json!("2");
    case.now = office.handler.post(&proposals).json(&proposal).await.expect(200).json();
    town.clock.advance(TimeDelta::minutes(1));
    office.finance.post(SCALES).json(&scale("2026-01-01", &[("一般困难", 1_000)])).await.expect(201);
    let change = json!({ "verdict": "change", "reasons": "困难", "people": [{ "person_id": case.person(0), "amount_fen": 2_400_000, "grade": "2" }] });
    case.step(&office.head, change).await;
    assert_eq!(case.now["state"], "deciding", "a proposal keeps the scale it was made with");
}

#[rstest]
#[tokio::test]
async fn what_is_wrong_in_a_scale_is_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let finance = town.staff(Role::Finance).await;
    for other in [Role::Reviewer, Role::Auditor, Role::Partner] {
        let whole = scale("2026-01-01", &[("一般", 1)]);
        town.staff(other).await.post(SCALES).json(&whole).await.expect(403);
    }
    let wrong = scale("2026-01-01", &[("一般", 3_000), (" ", 2_000), ("一般", 0)]);
    let wrong = finance.post(SCALES).json(&wrong).await.expect_problem(422, "invalid");
    let expected = [
        "/grades/1/title required",
        "/grades/1/amount_fen not_rising",
        "/grades/2/title named_twice",
        "/grades/2/amount_fen not_positive",
    ];
    assert_eq!(faults(&wrong), expected);
    finance.post(SCALES).json(&scale("2026-01-01", &[])).await.expect_problem(422, "invalid");
    assert_eq!(finance.get(SCALES).await.expect(200).json()["items"], json!([]));
    let once = |key: &'static str| finance.post(SCALES).key(key);
    let whole = scale("2026-01-01", &[("一般", 3_000)]);
    let first = once("s1").json(&whole).await.expect(201).json();
    assert_eq!(once("s1").json(&whole).await.expect(201).json(), first);
    // Another office has its own.
    let county = finance_of(&town, "540527").await;
    assert_eq!(county.get(SCALES).await.expect(200).json()["items"], json!([]));
}

#[rstest]
#[tokio::test]
async fn finance_enters_a_scale_on_a_page_and_the_handler_chooses(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 500_000).await;
    let case = office.case(&town, "13800000206").await;
    let finance = desk(&town, "finance").await;
    finance.open("/console/ledger").await.expect(200).shows(PAGE);
    let form = finance.open(PAGE).await.expect(200);
    form.shows("本院没有本地标准");
    let none = finance.send(&form, PAGE, &[]).await.expect(422);
    for field in ["effective_from", "source", "title-0"] {
        none.shows(&format!("f-{field}-fault"));
    }
    // A row left empty moves those after it up.
    let typed = [
        ("effective_from", "2026-01-01"),
        ("source", "山检发〔2026〕1号"),
        ("title-1", "一般困难"),
        ("amount-1", "3,000"),
        ("title-3", "特别困难"),
        ("amount-3", "2,000"),
    ];
    let falling = finance.send(&none, PAGE, &typed).await.expect(422);
    falling.shows("f-amount-1-fault").shows("金额应高于上一档");
    let done = finance.send(&falling, PAGE, &[("amount-1", "20,000")]).await.expect(200);
    done.shows("已录入").shows("特别困难：20,000.00元").shows("现行标准");

    let handler = desk(&town, "reviewer").await;
    let propose = format!("/console/assistance/{}/propose", case.now["id"].as_str().unwrap());
    let page = handler.open(&format!("{propose}?grade=2")).await.expect(200);
    page.shows("特别困难：20,000.00元").shows("value=\"20000\"");
    let words = [("reasons", "符合条件"), ("to_citizen", "我们决定救助您。")];
    let wrong = [&words[..], &[("share_amount-1", "10"), ("later_on-2", "明年")]].concat();
    let wrong = handler.send(&page, &propose, &wrong).await.expect(422);
    for field in ["share_organ-0", "later_who-0", "later_amount-0", "later_on-0"] {
        wrong.shows(&format!("#f-{field}"));
    }
    let page = handler.open(&format!("{propose}?grade=2")).await.expect(200);
    handler.send(&page, &propose, &words).await.expect(200).shows("20,000.00");
}
