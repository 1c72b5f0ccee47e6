//! A decision issues its documents with itself: for each person the approval form, and the decision to grant or the refusal.

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{Office, accepted};
use crate::{
    applications::ground::at,
    documents::paper::copied,
    payments::ground::{Cash, NUMBER, answer},
};

/// What was issued when the application was accepted.
const ACCEPTED: [&str; 3] = ["acceptance-register", "application", "materials-receipt"];

/// What was issued since then.
async fn kinds(by: &Person<'_>, path: &str) -> Vec<String> {
    let list = by.get(path).await.expect(200).json();
    let kind = |one: &Value| format!("{} {}", one["kind"].as_str().unwrap(), one["number"].as_str().unwrap());
    let later = list["items"].as_array().unwrap().iter();
    let later = later.filter(|one| !ACCEPTED.contains(&one["kind"].as_str().unwrap()));
    let mut all: Vec<_> = later.map(kind).collect();
    all.sort();
    all
}

fn documents_of(application: &Value) -> String {
    format!("/api/v1/desk/applications/{}/documents", application["id"].as_str().unwrap())
}

#[rstest]
#[tokio::test]
async fn a_joint_grant_and_a_refusal_are_written_with_the_decision(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 1_000_000).await;
    office.budget("540527", 500_000).await;
    let (one, first) = accepted(&town, "13800000001").await;
    let (two, second) = accepted(&town, "13800000002").await;
    let mut case = office.case_of(&[&first, &second]).await;
    let mut proposal = case.proposal(&[44_000, 0]);
    proposal["shares"] = json!([{ "organ_code": "540500", "amount_fen": 3_400_000 }, { "organ_code": "540527", "amount_fen": 1_000_000 }]);
    proposal["reasons"] = json!("经查，符合救助条件。");
    let path = format!("{}/proposals", case.at());
    case.now = office.handler.post(&path).json(&proposal).await.expect(200).json();
    let report = |n: i32| format!("review-report 山南检控申救〔2026〕{n}号");
    assert_eq!(kinds(&office.handler, &documents_of(&first)).await, [report(1)], "nothing is decided yet");
    case.approved(&[&office.head, &office.deputy]).await;
    if case.now["state"] == "deciding" {
        case.approved(&[&office.chief]).await;
    }
    assert_eq!(case.now["state"], "granted");
    let all = kinds(&office.handler, &documents_of(&first)).await;
    let decided = |kind: &str, n: i32| format!("{kind} 山南检控申救〔2026〕{n}号");
    assert_eq!(all, [decided("approval-form", 1), decided("decision", 1), report(1)]);
    let all = kinds(&office.handler, &documents_of(&second)).await;
    assert_eq!(all, [decided("approval-form", 2), decided("refusal", 1), report(2)]);
    // The citizen reads what is for them, and the form of the approval stays inside.
    assert_eq!(kinds(&one, "/api/v1/me/documents").await, ["decision 山南检控申救〔2026〕1号"]);
    assert_eq!(kinds(&two, "/api/v1/me/documents").await, ["refusal 山南检控申救〔2026〕1号"]);
    let folder = tempfile::tempdir().unwrap();
    for (owner, said) in [
        (&one, ["44,000.00元（人民币肆万肆仟元整）", "王某故意伤害案", "34,000.00元"].as_slice()),
        (&two, ["决定不予救助", "R5", "民政部门也能帮助您"].as_slice()),
    ] {
        let mine = owner.get("/api/v1/me/documents").await.expect(200).json();
        let path = format!("/api/v1/me/documents/{}/pdf", mine["items"][0]["id"].as_str().unwrap());
        let text = copied(folder.path(), &owner.get(&path).patiently().await.expect(200).body);
        for words in said {
            assert!(text.contains(words), "{words} isn't in {text}");
        }
        assert_eq!(text.contains("我们决定救助您"), text.contains("44,000.00元"), "{text}");
    }
    let told = two.get(&at(&second)).await.expect(200).json();
    let told = told["timeline"].as_array().unwrap().last().unwrap()["text"].as_str().unwrap().to_owned();
    assert!(told.contains("民政部门也能帮助您") && !told.contains("我们决定救助您"), "{told}");
    let form = office.handler.get(&documents_of(&first)).await.expect(200).json();
    let form =
        form["items"].as_array().unwrap().iter().find(|one| one["kind"] == "approval-form").unwrap().clone();
    let full = format!("/api/v1/desk/documents/{}?version=full", form["id"].as_str().unwrap());
    let full = office.handler.get(&full).await.expect(200).text();
    for said in ["经查，符合救助条件。", "部门负责人", "同意", "deputy-chief"] {
        assert!(full.contains(said), "{said} isn't in {full}");
    }
}

#[rstest]
#[tokio::test]
async fn what_was_paid_is_registered_when_the_batch_is_done(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[5_000, 2_000]).await;
    cash.accounts().await;
    let batch = cash.sends(Some("山财拨〔2026〕1号")).await;
    let documents = format!(
        "/api/v1/desk/applications/{}/documents",
        cash.case.now["application_ids"][0].as_str().unwrap()
    );
    let registers = async || {
        let all = kinds(&cash.case.handler, &documents).await;
        all.into_iter().filter(|one| one.starts_with("payment-register")).collect::<Vec<_>>()
    };
    cash.answers(&batch, &answer(&batch, &["成功"])).await.expect(200);
    assert_eq!(registers().await, [""; 0], "one line is open");
    let failed = answer(&cash.now(&batch).await, &["成功", "失败"]);
    cash.answers(&batch, &failed).await.expect(200);
    assert_eq!(registers().await, ["payment-register 山南检控申救〔2026〕1号"]);
    cash.answers(&batch, &failed).await.expect(200);
    assert_eq!(registers().await.len(), 1, "the same file again");
    let list = cash.case.handler.get(&documents).await.expect(200).json();
    let register =
        list["items"].as_array().unwrap().iter().find(|one| one["kind"] == "payment-register").unwrap();
    let full = format!("/api/v1/desk/documents/{}?version=full", register["id"].as_str().unwrap());
    let full = cash.case.handler.get(&full).await.expect(200).text();
    for said in ["山南检控申救〔2026〕1号、山南检控申救〔2026〕2号", "5,000.00", "人民币伍仟元整", NUMBER]
    {
        assert!(full.contains(said), "{said} isn't in {full}");
    }
    assert!(!full.contains("2,000.00"), "what failed isn't registered");
}
