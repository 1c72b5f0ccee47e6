//! Sending: complete or with every gap named, once, with a receipt; and taking it back.

use hechang::{applications::receipt::ReceiptNo, config::Switch, web::language::Language};
use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{adds_all_papers, adds_paper, at, center, consent, drafts, example, submits};

const SERVICE: &str = "judicial-assistance";

async fn sends(person: &Person<'_>, draft: &Value, body: &Value, language: &str) -> Answer {
    person.post(&format!("{}/submit", at(draft))).language(language).json(body).await
}

#[rstest]
#[tokio::test]
async fn an_incomplete_one_is_told_every_gap_in_every_language(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let draft = drafts(&zhuoma, center, SERVICE, &json!({ "applicant": { "phone": "138" } })).await;
    adds_paper(&town, &draft, "identity").await;
    let mut told = Vec::new();
    for language in ["zh-CN", "bo-CN", "en"] {
        let problem = sends(&zhuoma, &draft, &json!({}), language).await.expect_problem(422, "invalid");
        let named = faults(&problem);
        for gap in [
            "/form/applicant/name required",
            "/form/applicant/phone bad_mobile",
            "/form/case/facts required",
            "/form/hardship/story required",
            "/form/declaration/truthful required",
            "/checklist/harm_proof missing_paper",
            "/checklist/hardship_proof missing_paper",
            "/checklist/compensation_statement missing_paper",
            "/consent consent_needed",
        ] {
            assert!(named.iter().any(|fault| fault == gap), "{gap} isn't in {named:#?}");
        }
        for there in ["/checklist/identity", "/checklist/relationship_proof", "/checklist/other"] {
            assert!(!named.iter().any(|fault| fault.starts_with(there)), "{there} is in {named:#?}");
        }
        let words = problem["errors"].as_array().unwrap().iter().map(|error| error["detail"].clone());
        let words: Vec<String> = words.map(|word| word.as_str().unwrap().to_owned()).collect();
        assert!(words.iter().all(|word| !word.is_empty() && !word.starts_with("fault-")), "{words:?}");
        told.push((named, words));
    }
    assert!(told.iter().all(|(named, _)| *named == told[0].0));
    assert!(told[0].1 != told[1].1 && told[1].1 != told[2].1);
    assert_eq!(zhuoma.get(&at(&draft)).await.expect(200).json()["state"], "draft");
}

#[rstest]
#[tokio::test]
async fn only_the_present_consent_counts(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let draft = drafts(&zhuoma, center, SERVICE, &example(SERVICE)).await;
    adds_all_papers(&town, &draft).await;
    let version = consent(&town, SERVICE)["consent"]["version"].clone();
    for (given, fault) in [
        (json!({}), "/consent consent_needed"),
        (json!({ "consent": { "version": version, "accepted": false } }), "/consent/accepted consent_needed"),
        (
            json!({ "consent": { "version": "2001-01-01", "accepted": true } }),
            "/consent/version consent_outdated",
        ),
        (json!({ "consent": { "version": version } }), "/consent/accepted required"),
    ] {
        let problem = sends(&zhuoma, &draft, &given, "en").await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault]);
    }
}

#[rstest]
#[tokio::test]
async fn a_complete_one_gets_a_receipt_and_a_message_without_a_name(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let mut form = example(SERVICE);
    form["agent"] = json!({ "name": "旺堆" });
    let draft = drafts(&zhuoma, center, SERVICE, &form).await;
    adds_all_papers(&town, &draft).await;
    let sent = sends(&zhuoma, &draft, &consent(&town, SERVICE), "en").await.expect(200);
    assert!(sent.etag().starts_with("\"2-"), "{}", sent.etag());
    let sent = sent.json();
    let receipt = sent["receipt_no"].as_str().unwrap();
    assert_eq!(ReceiptNo::typed(receipt).unwrap().as_str(), receipt);
    // What isn't asked of somebody who applies for herself isn't kept.
    assert_eq!(sent["form"], example(SERVICE));
    // Five working days from Monday.
    assert_eq!((&sent["state"], &sent["due_on"]), (&json!("submitted"), &json!("2026-03-09")));
    assert_eq!(
        (&sent["submitted_at"], &sent["actions"]),
        (&json!("2026-03-02T02:00:00Z"), &json!(["withdraw"]))
    );
    let step =
        json!({ "at": sent["submitted_at"], "state": "submitted", "text": "Sent, waiting to be checked" });
    assert_eq!(sent["timeline"], json!([step]));

    let messages = town.get("/sandbox/messages.json?to=13800000001").await.expect(200).json();
    let told = &messages["items"][0];
    let link = format!("{}/track?receipt={receipt}", town.url(""));
    assert_eq!(
        (&told["template"], &told["params"]),
        (&json!("submitted"), &json!({ "receipt_no": receipt, "link": link }))
    );
    let words = told["text"].as_str().unwrap();
    assert!(words.contains(receipt) && words.contains(&link) && !words.contains("卓玛"), "{words}");

    let picture = zhuoma.get(&format!("{}/receipt.svg", at(&draft))).await.expect(200);
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.text().contains("<svg"));
    zhuoma
        .put(&at(&draft))
        .if_match("*")
        .json(&json!({ "form": {} }))
        .await
        .expect_problem(409, "not_changeable");
    let again = sends(&zhuoma, &draft, &consent(&town, SERVICE), "en").await;
    assert_eq!(again.expect_problem(409, "action_not_allowed")["allowed"], json!(["withdraw"]));
}

#[rstest]
#[tokio::test]
async fn a_draft_has_no_receipt_to_draw(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let draft = drafts(&zhuoma, center, SERVICE, &json!({})).await;
    zhuoma.get(&format!("{}/receipt.svg", at(&draft))).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn sending_twice_sends_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let draft = drafts(&zhuoma, center, SERVICE, &example(SERVICE)).await;
    adds_all_papers(&town, &draft).await;
    let submit = format!("{}/submit", at(&draft));
    let agreed = consent(&town, SERVICE);
    let send = || async { zhuoma.post(&submit).key("once").json(&agreed).await };
    let first = send().await.expect(200).json();
    assert_eq!(send().await.expect(200).json(), first);

    let other = drafts(&zhuoma, center, SERVICE, &example(SERVICE)).await;
    adds_all_papers(&town, &other).await;
    let (one, two) =
        tokio::join!(sends(&zhuoma, &other, &agreed, "en"), sends(&zhuoma, &other, &agreed, "en"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let sent = zhuoma.get(&at(&other)).await.expect(200).json();
    assert_eq!(sent["timeline"].as_array().unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn it_can_be_taken_back(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let sent = submits(&town, &zhuoma, center).await;
    let withdraw = format!("{}/withdraw", at(&sent));
    for reason in ["", "   "] {
        let problem =
            zhuoma.post(&withdraw).json(&json!({ "reason": reason })).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), ["/reason required"]);
    }
    let reason = json!({ "reason": "对方已经赔偿" });
    let back = zhuoma.post(&withdraw).language("en").json(&reason).await.expect(200).json();
    assert_eq!(
        (&back["state"], &back["actions"], back.get("due_on")),
        (&json!("withdrawn"), &json!([]), None)
    );
    assert_eq!(back["timeline"][1]["text"], "Withdrawn: 对方已经赔偿");
    zhuoma.post(&withdraw).json(&reason).await.expect_problem(409, "action_not_allowed");
    let pair = json!({ "receipt_no": sent["receipt_no"], "phone_tail": "0001" });
    let tracked = town.post("/api/v1/tracking").language("en").json(&pair).await.expect(200).json();
    assert_eq!(tracked["timeline"][1]["text"], "Withdrawn");
}

#[rstest]
#[tokio::test]
async fn a_draft_is_not_taken_back(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let draft = drafts(&zhuoma, center, SERVICE, &json!({})).await;
    let withdraw = zhuoma.post(&format!("{}/withdraw", at(&draft))).json(&json!({ "reason": "…" }));
    assert_eq!(withdraw.await.expect_problem(409, "action_not_allowed")["allowed"], json!(["submit"]));
}

#[rstest]
#[tokio::test]
async fn ten_open_applications_to_a_service_are_enough(#[values(Sqlite, Postgres)] db: Db) {
    const SIMPLE: &str = "legal-consultation";
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let mut last = Value::Null;
    for _ in 0..10 {
        last = drafts(&zhuoma, center, SIMPLE, &example(SIMPLE)).await;
        sends(&zhuoma, &last, &consent(&town, SIMPLE), "en").await.expect(200);
    }
    let body = json!({ "service_key": SIMPLE, "center_id": center, "form": {} });
    zhuoma.post("/api/v1/applications").json(&body).await.expect_problem(409, "too_many_applications");
    let withdraw = format!("{}/withdraw", at(&last));
    zhuoma.post(&withdraw).json(&json!({ "reason": "…" })).await.expect(200);
    zhuoma.post("/api/v1/applications").json(&body).await.expect(201);
}

/// What may be left out is left out, and nothing is lost by it (PRV-2): of each service's form only what it requires is answered.
#[rstest]
#[tokio::test]
async fn no_optional_answer_is_needed(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let center = center(&town).await;
    let person = town.citizen("13800000001").await;
    for service in town.app().catalog.services() {
        let whole = example(&service.key);
        let mut bare = required(service.form.schema(Language::default()), &whole);
        // What another answer makes needed is named when it is missing.
        for fault in service.form.check_complete(&bare) {
            let parts: Vec<_> = fault.pointer.split('/').skip(1).collect();
            match parts[..] {
                [section, field] => bare[section][field] = whole[section][field].clone(),
                [section] => bare[section] = whole[section].clone(),
                _ => panic!("{}: {}", service.key, fault.pointer),
            }
        }
        assert!(bare.to_string().len() < whole.to_string().len(), "{} has no optional field", service.key);
        let draft = drafts(&person, center, &service.key, &bare).await;
        for line in &service.checklist {
            if line.required || line.required_if.is_some() {
                adds_paper(&town, &draft, &line.key).await;
            }
        }
        let submit = format!("{}/submit", at(&draft));
        person.post(&submit).json(&consent(&town, &service.key)).await.expect(200);
    }
}

/// The answers that a schema requires, out of all.
fn required(schema: &Value, answers: &Value) -> Value {
    let (Some(all), Some(names)) = (answers.as_object(), schema["required"].as_array()) else {
        return answers.clone();
    };
    let needed = all.iter().filter(|(name, _)| names.iter().any(|one| one == name.as_str()));
    needed.map(|(name, inner)| (name.clone(), required(&schema["properties"][name], inner))).collect()
}
