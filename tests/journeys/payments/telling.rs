//! That the money is there is told to each person once, and to nobody else.

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    ground::{Cash, answer, at},
    pages::desk,
};

/// What was sent to a phone by this template.
async fn told(town: &Town, phone: &str, template: &str) -> Vec<Value> {
    let sent = town.get(&format!("/sandbox/messages.json?to={phone}")).await.expect(200).json();
    let all = sent["items"].as_array().unwrap().iter();
    all.filter(|message| message["template"] == template).cloned().collect()
}

/// How often the first and the second person were told that money arrived, and that it is paid.
async fn counts(town: &Town) -> [[usize; 2]; 2] {
    let mut counts = [[0; 2]; 2];
    for (place, phone) in ["13800000300", "13800000301"].into_iter().enumerate() {
        for (which, template) in ["money_arrived", "paid"].into_iter().enumerate() {
            counts[place][which] = told(town, phone, template).await.len();
        }
    }
    counts
}

#[rstest]
#[tokio::test]
async fn each_is_told_once_that_the_money_is_there(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000, 8_000]).await;
    cash.accounts().await;
    assert_eq!(counts(&town).await, [[0, 0], [0, 0]]);
    let batch = cash.sends(Some("山财拨〔2026〕13号")).await;
    assert_eq!(counts(&town).await, [[1, 0], [1, 0]], "told when the money is there");
    let text = answer(&batch, &["成功", "失败"]);
    for text in [text.clone(), text.clone(), format!("{text}\n")] {
        cash.answers(&batch, &text).await.expect(200);
        assert_eq!(counts(&town).await, [[1, 1], [1, 0]], "who wasn't paid isn't told so");
    }
    let message = told(&town, "13800000300", "money_arrived").await[0]["text"].as_str().unwrap().to_owned();
    assert!(
        message.contains("款项已到") && !message.contains("12,000") && !message.contains("次仁"),
        "{message}"
    );
    let again = cash.sends(None).await;
    cash.answers(&again, &answer(&again, &["成功"])).await.expect(200);
    assert_eq!(counts(&town).await, [[1, 1], [2, 1]], "the second try is told to whom it is paid");
}

#[rstest]
#[tokio::test]
async fn what_was_told_too_late_shows(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000]).await;
    cash.accounts().await;
    let batch = cash.makes("bank").await;
    cash.act(&cash.checker, &batch, "approve").await.expect(200);
    assert_eq!(cash.now(&batch).await["told_late"], false, "nothing is there to be told");
    // The money was there on Wednesday, the people are told on the Monday after.
    let funds = json!({ "on": "2026-02-25", "basis": "山财拨〔2026〕17号" });
    let funded = cash.maker.post(&format!("{}/funds", at(&batch))).json(&funds).await.expect(200).json();
    assert_eq!((&funded["tell_by"], &funded["told_late"]), (&json!("2026-02-27"), &json!(true)));
    let finance = desk(&town, "finance").await;
    for page in [at(&batch).replace("/api/v1/desk", "/console"), "/console/payments".to_owned()] {
        finance.open(&page).await.expect(200).shows("通知超过期限");
    }
}
