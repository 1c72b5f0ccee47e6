//! The archive bundle: whole, with every digest right, opened for a reason, vouched for on the record.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

use chrono::Duration;
use data_encoding::HEXLOWER;
use hechang::{audit::verification, identity::actor::Role, vouched::Kind};
use hechang_entity::closing;
use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::ground::Finished;
use crate::assistance::ground::named;

async fn opens(by: &Person<'_>, case: &Finished<'_>, reason: &str) -> Answer {
    let path = format!("{}/1/bundle", case.at());
    by.post(&path).json(&json!({ "reason": reason })).await
}

/// Every file of a ZIP, by name.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let all = (0..zip.len()).map(|place| {
        let mut file = zip.by_index(place).unwrap();
        let (name, mut content) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut content).unwrap();
        (name, content)
    });
    all.collect()
}

fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

#[rstest]
#[tokio::test]
async fn the_bundle_holds_everything_with_its_digest(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    let closed = case.closes().await;
    let answer = opens(case.handler(), &case, "上级院调卷").await.expect(200);
    let told = &closed["rounds"][0]["bundle"];
    assert_eq!((&json!(digest(&answer.body)), &json!(answer.body.len())), (&told["sha256"], &told["size"]));
    let files = unpacked(&answer.body);
    let manifest = files.iter().find(|(name, _)| name == "manifest.json").unwrap();
    let manifest: Value = serde_json::from_slice(&manifest.1).unwrap();
    let parts = manifest["parts"].as_array().unwrap();
    assert_eq!(json!(parts.len()), told["parts"]);
    assert_eq!(parts.len() + 1, files.len(), "the manifest names everything but itself");
    for part in parts {
        let (_, content) = files.iter().find(|(name, _)| part["path"] == **name).unwrap();
        assert_eq!((&part["sha256"], &part["size"]), (&json!(digest(content)), &json!(content.len())));
        assert!(!part["title"].as_str().unwrap().is_empty());
    }
    let folders: BTreeSet<_> = files.iter().map(|(name, _)| name.split('/').next().unwrap()).collect();
    let expected = ["documents", "index.html", "manifest.json", "papers", "records", "visits"];
    assert_eq!(folders.into_iter().collect::<Vec<_>>(), expected);
    let decision = files.iter().find(|(name, _)| name.ends_with("-decision.pdf")).unwrap();
    assert!(decision.1.starts_with(b"%PDF-"));
    let ledger = files.iter().find(|(name, _)| name == "records/ledger.json").unwrap();
    let entries: Value = serde_json::from_slice(&ledger.1).unwrap();
    let sum: i64 = entries.as_array().unwrap().iter().map(|entry| entry["amount"].as_i64().unwrap()).sum();
    assert_eq!(sum, 0, "what moved comes to nothing");
    let page = files.iter().find(|(name, _)| name == "index.html").unwrap();
    let page = String::from_utf8(page.1.clone()).unwrap();
    assert!(page.contains("王某故意伤害案") && page.contains("生活稳定"));
}

#[rstest]
#[tokio::test]
async fn who_opens_it_says_why_and_proves_who_they_are(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    opens(case.handler(), &case, "早了").await.expect_problem(404, "not_found");
    case.closes().await;
    let blank = opens(case.handler(), &case, " ").await.expect_problem(422, "invalid");
    assert_eq!(faults(&blank), ["/reason required"]);
    opens(&case.followed.cash.maker, &case, "对账").await.expect_problem(404, "not_found");
    opens(&town.staff(Role::Reception).await, &case, "看看").await.expect_problem(403, "forbidden");
    opens(&town.staff(Role::Auditor).await, &case, "年度审计").await.expect(200);
    opens(&case.head, &case, "案件评查").await.expect(200);
    let openings = case.now().await["rounds"][0]["bundle"]["openings"].clone();
    let told: Vec<_> = openings.as_array().unwrap().iter().map(|one| (&one["by"], &one["reason"])).collect();
    assert_eq!(told, [(&json!("auditor"), &json!("年度审计")), (&json!("approver"), &json!("案件评查"))]);
    town.clock.advance(Duration::minutes(6));
    let head = named(&town, "approver").await;
    opens(&head, &case, "刚登录").await.expect(200);
    town.clock.advance(Duration::minutes(6));
    opens(&head, &case, "再看").await.expect_problem(403, "step_up_needed");
}

#[rstest]
#[tokio::test]
async fn the_record_vouches_for_the_bundle(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    let app = town.app();
    assert!(Kind::Closing.page(app.db.read(), &app.vault, None, 10).await.unwrap().is_empty());
    case.closes().await;
    let vouched = Kind::Closing.page(app.db.read(), &app.vault, None, 10).await.unwrap();
    assert_eq!(vouched.len(), 1);
    let checked = async || verification::verify(app, &[]).await.unwrap().faults;
    assert_eq!(checked().await, Vec::new());
    let tx = app.db.begin().await.unwrap();
    let forged =
        closing::Entity::update_many().col_expr(closing::Column::BundleSha256, Expr::value("0".repeat(64)));
    forged.exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let told = checked().await;
    assert_eq!(told.iter().map(|fault| fault.id).collect::<Vec<_>>(), [Some(vouched[0].id)]);
}
