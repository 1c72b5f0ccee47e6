//! Budget that finance set aside for a purpose pays for what was meant by it, and for nothing beyond.

use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::Office;

const EARMARKS: &str = "/api/v1/desk/ledger/earmarks";
const PURPOSES: &str = "/api/v1/desk/ledger/purposes";

fn earmark(yuan: i64, basis: &str) -> Value {
    json!({ "year": 2026, "purpose": "未成年人救助", "amount_fen": yuan * 100, "basis": basis })
}

#[rstest]
#[tokio::test]
async fn what_was_set_aside_is_granted_from_its_purpose(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 10_000).await;
    let mut case = office.case(&town, "13800000175").await;
    let enters = async |yuan, basis| office.finance.post(EARMARKS).json(&earmark(yuan, basis)).await;
    assert_eq!(enters(3_000, "山财预〔5〕号").await.expect(201).json()["now"], true);
    assert_eq!(enters(3_000, "山财预〔5〕号").await.expect(201).json()["now"], false, "the same paper");
    enters(4_000, "山财预〔5〕号").await.expect_problem(409, "posted_differently");
    enters(8_000, "山财预〔6〕号").await.expect_problem(409, "budget_short");
    enters(1_000, "山财预〔7〕号").await.expect(201);
    office.handler.post(EARMARKS).json(&earmark(1, "甲")).await.expect(403);
    let purposes = async || office.finance.get(PURPOSES).await.expect(200).json()["items"].clone();
    let known = purposes().await;
    assert_eq!((&known[0]["name"], &known[0]["left_fen"]), (&json!("未成年人救助"), &json!(400_000)));

    let path = format!("{}/proposals", case.at());
    let mut proposal = case.proposal(&[2_500]);
    let share =
        |purpose: &Value| json!([{ "organ_code": "540500", "amount_fen": 250_000, "purpose_id": purpose }]);
    proposal["shares"] = share(&case.now["id"]);
    let unknown = office.handler.post(&path).json(&proposal).await.expect_problem(422, "invalid");
    assert_eq!(faults(&unknown), ["/shares/0/purpose_id not_an_option"]);
    proposal["shares"] = share(&known[0]["id"]);
    office.handler.post(&path).json(&proposal).await.expect(200);
    case.approved(&[&office.head, &office.deputy]).await;
    assert_eq!(case.now["state"], "granted");
    assert_eq!(purposes().await[0]["left_fen"], 150_000);
    let now = office.balances("540500").await;
    assert_eq!((&now["left_fen"], &now["earmarked_fen"]), (&json!(600_000), &json!(150_000)));
}
