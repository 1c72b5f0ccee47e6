//! Tracking without an account: a receipt and four digits, and nothing to be learned from a wrong pair.

use hechang::config::Switch;
use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{center, submits};

async fn tracks(town: &Town, receipt: &str, tail: &str) -> Answer {
    let pair = json!({ "receipt_no": receipt, "phone_tail": tail });
    town.post("/api/v1/tracking").language("en").json(&pair).await
}

async fn receipt(town: &Town) -> String {
    let center = center(town).await;
    let sent = submits(town, &town.citizen("13812345678").await, center).await;
    sent["receipt_no"].as_str().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn the_receipt_and_four_digits_show_where_it_is(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let receipt = receipt(&town).await;
    let shown = tracks(&town, &receipt, "5678").await.expect(200);
    let expected = json!({
        "receipt_no": receipt,
        "service_title": "State judicial assistance",
        "center_name": "琼嘎顶社区12309检察服务中心",
        "state": "submitted",
        "state_text": "Sent, waiting to be checked",
        "timeline": [{ "at": "2026-03-02T02:00:00Z", "state": "submitted", "text": "Sent, waiting to be checked" }],
        "next_step_text": "We will check your papers. If something is missing, we will tell you what it is and where to get it.",
        "due_on": "2026-03-09",
    });
    assert_eq!(shown.json(), expected);
    let typed = receipt.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    assert_eq!(tracks(&town, &typed, "5678").await.expect(200).json(), expected);
}

#[rstest]
#[tokio::test]
async fn a_wrong_pair_is_the_same_whatever_was_wrong(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let receipt = receipt(&town).await;
    let told = async |receipt: &str, tail: &str| -> Value {
        let mut problem = tracks(&town, receipt, tail).await.expect_problem(404, "not_found");
        problem.as_object_mut().unwrap().remove("instance");
        problem
    };
    let wrong_tail = told(&receipt, "5679").await;
    for unknown in ["HC-00000-00000", "HC-7K3QF-M2X9V", "nonsense", "回执"] {
        assert_eq!(told(unknown, "5678").await, wrong_tail, "{unknown}");
    }
    for tail in ["", "567", "56789", "567a", "５６７８"] {
        let problem = tracks(&town, &receipt, tail).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), ["/phone_tail not_four_digits"], "{tail}");
    }
}

#[rstest]
#[tokio::test]
async fn after_five_wrong_tries_a_receipt_rests(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let receipt = receipt(&town).await;
    for _ in 0..8 {
        tracks(&town, &receipt, "5678").await.expect(200);
    }
    let tries = (0..12).map(|tail| {
        let (town, receipt) = (&town, &receipt);
        async move { tracks(town, receipt, &format!("{tail:04}")).await.status }
    });
    let tries = futures_util::future::join_all(tries).await;
    // Many at once count as many.
    assert_eq!(tries.iter().filter(|status| **status == 404).count(), 5, "{tries:?}");
    for tail in ["5678", "0000"] {
        let answer = tracks(&town, &receipt, tail).await;
        assert!(
            answer.header("retry-after").parse::<u64>().unwrap() > 3000,
            "{}",
            answer.header("retry-after")
        );
        answer.expect_problem(429, "too_many_requests");
    }
}

#[rstest]
#[tokio::test]
async fn an_unknown_receipt_rests_as_well(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for _ in 0..5 {
        tracks(&town, "HC-00000-00000", "5678").await.expect_problem(404, "not_found");
    }
    tracks(&town, "hc 00000 00000", "5678").await.expect_problem(429, "too_many_requests");
}

#[rstest]
#[tokio::test]
async fn an_address_has_twenty_wrong_tries(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for tried in 0..20 {
        tracks(&town, &format!("wrong {tried}"), "5678").await.expect_problem(404, "not_found");
    }
    tracks(&town, "another", "5678").await.expect_problem(429, "too_many_requests");
}
