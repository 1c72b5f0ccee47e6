//! Bad input moves nothing, and the reason names the rule.

use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{BATCHES, Cash, NUMBER, answer, at, states};

#[rstest]
#[tokio::test]
async fn an_answer_that_is_wrong_anywhere_settles_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000, 8_000]).await;
    cash.accounts().await;
    let batch = cash.sends(Some("山财拨〔2026〕9号")).await;
    let right = answer(&batch, &["成功", "成功"]);
    let wrong = [
        (right.replace("8000.00", "8000.01"), "/rows/3"),
        (right.replace("540500-2026-1-2", "540500-2026-1-9"), "/rows/3"),
        (right.replace("540500-2026-1-2,8000", "540500-2026-1-1,12000"), "/rows/3"),
        (right.replace("成功,2026-03-02,\n", "成功,soon,\n"), "/rows/2"),
        ("nothing".to_owned(), "/file"),
    ];
    for (text, place) in wrong {
        let problem = cash.answers(&batch, &text).await.expect_problem(422, "invalid");
        assert!(faults(&problem).iter().any(|fault| fault.contains(place)), "{problem:#}");
    }
    assert_eq!(states(&cash.now(&batch).await), ["sent", "sent"]);
    cash.answers(&batch, &answer(&batch, &["失败", "成功"])).await.expect(200);
    let contradicts = cash.answers(&batch, &right).await.expect_problem(422, "invalid");
    assert_eq!(contradicts["errors"][0]["code"], "settled_differently");
    assert_eq!(states(&cash.now(&batch).await), ["failed", "paid"]);
}

#[rstest]
#[tokio::test]
async fn nothing_is_paid_out_of_turn(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[5_000]).await;
    cash.accounts().await;
    let batch = cash.makes("bank").await;
    let ids = [batch["lines"][0]["instalment_id"].clone()];
    let again = json!({ "way": "bank", "instalment_ids": ids });
    let problem = cash.checker.post(BATCHES).json(&again).await.expect_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "on_its_way");
    cash.act(&cash.maker, &batch, "send").await.expect_problem(409, "batch_not_now");
    cash.answers(&batch, &answer(&batch, &["成功"])).await.expect_problem(409, "batch_not_now");
    cash.act(&cash.checker, &batch, "approve").await.expect(200);
    let funds = format!("{}/funds", at(&batch));
    let empty = json!({ "on": "2026-03-02" });
    cash.maker.post(&funds).json(&empty).await.expect_problem(409, "funds_short");
    let tomorrow = json!({ "on": "2026-03-03", "basis": "x" });
    cash.maker.post(&funds).json(&tomorrow).await.expect_problem(422, "invalid");
    let path = cash.account(0);
    let other = json!({ "relation": "own", "holder": "次仁卓玛", "bank": "农行", "number": NUMBER });
    cash.maker.put(&path).if_match("\"2\"").json(&other).await.expect_problem(409, "account_in_use");
    cash.act(&cash.maker, &batch, "cancel").await.expect(200);
    assert_eq!((cash.open().await.len(), states(&cash.now(&batch).await)), (1, vec!["dropped"]));
}

#[rstest]
#[tokio::test]
async fn an_account_has_to_be_the_persons(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[5_000]).await;
    let path = cash.account(0);
    let account = |relation: &str, holder: &str, number: &str| json!({ "relation": relation, "holder": holder, "bank": "农行", "number": number });
    for (wrong, place) in [
        (account("own", "别人", NUMBER), "/holder"),
        (account("guardian", "次仁卓玛", NUMBER), "/holder"),
        (account("own", "次仁卓玛", "6222 x215"), "/number"),
        (account("guardian", "=1+1", NUMBER), "/holder"),
    ] {
        let problem = cash.maker.put(&path).if_match("\"0\"").json(&wrong).await;
        assert_eq!(problem.expect_problem(422, "invalid")["errors"][0]["pointer"], place);
    }
    let right = account("guardian", "扎西", NUMBER);
    cash.maker.put(&path).json(&right).await.expect_problem(428, "precondition_required");
    cash.maker.put(&path).if_match("\"0\"").json(&right).await.expect(200);
    cash.maker.put(&path).if_match("\"0\"").json(&right).await.expect_problem(412, "precondition_failed");
}
