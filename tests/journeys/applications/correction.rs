//! Correction: only what was asked may change, all of it must, and the office's clock stands still meanwhile.

use chrono::TimeDelta;
use hechang::{applications::model::NewRequest, config::Switch};
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{adds_paper, asks, at, center, clerk, does, judges_all, submits};

const PHONE: &str = "13800000001";

fn paper(line: &str) -> NewRequest {
    NewRequest { checklist_key: Some(line.into()), pointer: None, text: "照片模糊，请重拍".into() }
}

fn place(pointer: &str) -> NewRequest {
    NewRequest { checklist_key: None, pointer: Some(pointer.into()), text: "号码与证件不一致".into() }
}

#[rstest]
#[tokio::test]
async fn what_was_asked_is_mended_and_sent_again(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let center = center(&town).await;
    let clerk = clerk(&town, center).await;
    let sent = submits(&town, &town.citizen(PHONE).await, center).await;
    assert_eq!(sent["due_on"], "2026-03-09");
    town.clock.advance(TimeDelta::days(2));
    asks(&town, clerk, &sent, vec![paper("identity"), place("/applicant/id_number")]).await;

    town.clock.advance(TimeDelta::days(20));
    let zhuoma = town.citizen(PHONE).await;
    let asked = zhuoma.get(&at(&sent)).await.expect(200).json();
    // Thirty days from the fourth of March.
    assert_eq!((&asked["state"], &asked["due_on"]), (&json!("correction"), &json!("2026-04-03")));
    assert_eq!(asked["actions"], json!(["submit", "withdraw"]));
    assert_eq!(asked["requests"].as_array().unwrap().len(), 2);
    assert_eq!(
        asked["requests"][1],
        json!({ "pointer": "/applicant/id_number", "text": "号码与证件不一致" })
    );

    let submit = format!("{}/submit", at(&sent));
    let early = zhuoma.post(&submit).json(&json!({})).await.expect_problem(422, "invalid");
    assert_eq!(
        faults(&early),
        ["/checklist/identity not_answered", "/form/applicant/id_number not_answered"]
    );
    saves(&zhuoma, &asked, "/case/facts", json!("另一个故事"), &["/form/case/facts not_asked"]).await;
    saves(&zhuoma, &asked, "/applicant/id_number", json!("540502198603150035"), &[]).await;
    adds_paper(&town, &sent, "identity").await;
    let again = zhuoma.post(&submit).json(&json!({})).await.expect(200).json();
    // Three of the five working days are left from the twenty-fourth.
    assert_eq!((&again["state"], &again["due_on"]), (&json!("submitted"), &json!("2026-03-27")));
    assert_eq!((again.get("requests"), &again["receipt_no"]), (None, &sent["receipt_no"]));
    let states: Vec<_> =
        again["timeline"].as_array().unwrap().iter().map(|step| step["state"].clone()).collect();
    assert_eq!(states, ["submitted", "correction", "submitted"]);

    judges_all(&town, &sent).await;
    does(&town, clerk, &sent, "accept", None).await;
    let accepted = zhuoma.get(&at(&sent)).await.expect(200).json();
    // Ten working days of review; Qingming is from the fourth to the sixth of April.
    assert_eq!((&accepted["state"], &accepted["due_on"]), (&json!("accepted"), &json!("2026-04-08")));
}

async fn saves(
    person: &hechang_tests::people::Person<'_>,
    application: &Value,
    pointer: &str,
    answer: Value,
    refused: &[&str],
) {
    let mut form = application["form"].clone();
    *form.pointer_mut(pointer).unwrap() = answer;
    let saved = person.put(&at(application)).if_match("*").json(&json!({ "form": form })).await;
    if refused.is_empty() {
        saved.expect(200);
    } else {
        assert_eq!(faults(&saved.expect_problem(422, "invalid")), refused);
    }
}

#[rstest]
#[tokio::test]
async fn an_answer_that_opens_a_section_can_be_followed_up(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let center = center(&town).await;
    let clerk = clerk(&town, center).await;
    let zhuoma = town.citizen(PHONE).await;
    let sent = submits(&town, &zhuoma, center).await;
    asks(&town, clerk, &sent, vec![place("/applicant/applying_as")]).await;
    saves(&zhuoma, &sent, "/applicant/applying_as", json!("agent"), &[]).await;
    let mut form = sent["form"].clone();
    form["applicant"]["applying_as"] = json!("agent");
    let submit = format!("{}/submit", at(&sent));
    let problem = zhuoma.post(&submit).json(&json!({})).await.expect_problem(422, "invalid");
    let named = faults(&problem);
    assert!(named.iter().any(|fault| fault.starts_with("/form/agent/name ")), "{named:?}");
    assert!(named.contains(&"/checklist/power_of_attorney missing_paper".to_owned()), "{named:?}");
    form["agent"] = json!({ "name": "旺堆" });
    zhuoma.put(&at(&sent)).if_match("*").json(&json!({ "form": form })).await.expect(200);
    form["agent"] = json!({ "name": "旺堆次仁" });
    zhuoma.put(&at(&sent)).if_match("*").json(&json!({ "form": form })).await.expect(200);
}

#[rstest]
#[tokio::test]
async fn a_refusal_is_told_to_its_owner_only(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let clerk = clerk(&town, center).await;
    let zhuoma = town.citizen(PHONE).await;
    let sent = submits(&town, &zhuoma, center).await;
    does(&town, clerk, &sent, "not_accept", Some("不属于本院管辖")).await;
    let refused = zhuoma.get(&at(&sent)).language("en").await.expect(200).json();
    assert_eq!((&refused["state"], refused.get("due_on")), (&json!("not_accepted"), None));
    assert_eq!(refused["timeline"][1]["text"], "Not accepted: 不属于本院管辖");
    let pair = json!({ "receipt_no": sent["receipt_no"], "phone_tail": "0001" });
    let tracked = town.post("/api/v1/tracking").json(&pair).await.expect(200);
    assert!(!tracked.text().contains("管辖"), "{}", tracked.text());
    let messages = town.get("/sandbox/messages.json?to=13800000001").await.expect(200);
    assert_eq!(messages.json()["items"][0]["template"], "not_accepted");
    assert!(!messages.text().contains("管辖"));
}
