//! The archive bundle: whole, with every digest right, opened for a reason, vouched for on the record.

use std::collections::BTreeSet;

use chrono::Duration;
use hechang::{audit::verification, identity::actor::Role, vouched::Kind};
use hechang_entity::closing;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::json;

use super::{
    archive::{Archive, digest, opens},
    ground::Finished,
};
use crate::assistance::ground::named;

#[rstest]
#[tokio::test]
async fn the_bundle_holds_everything_with_its_digest(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    let closed = case.closes().await;
    let answer = opens(case.handler(), &case.at(), "上级院调卷").await.expect(200);
    let told = &closed["rounds"][0]["bundle"];
    assert_eq!((&json!(digest(&answer.body)), &json!(answer.body.len())), (&told["sha256"], &told["size"]));
    let archive = Archive::unpacked(&answer.body);
    assert_eq!(json!(archive.parts.len()), told["parts"]);
    let folders: BTreeSet<_> =
        archive.files.iter().map(|(name, _)| name.split('/').next().unwrap()).collect();
    let expected = ["documents", "index.html", "manifest.json", "papers", "records", "visits"];
    assert_eq!(folders.into_iter().collect::<Vec<_>>(), expected);
    let decision = archive.ending("-decision.pdf");
    assert!(decision.starts_with(b"%PDF-"));
    let declared = |text: &str| decision.windows(text.len()).any(|here| here == text.as_bytes());
    assert!(
        declared("<pdfaid:part>2</pdfaid:part>") && declared("<pdfaid:conformance>U</pdfaid:conformance>")
    );
    let entries = archive.record("ledger");
    let sum: i64 = entries.as_array().unwrap().iter().map(|entry| entry["amount"].as_i64().unwrap()).sum();
    assert_eq!(sum, 0, "what moved comes to nothing");
    let page = String::from_utf8(archive.file("index.html").to_vec()).unwrap();
    assert!(page.contains("王某故意伤害案") && page.contains("生活稳定"));
}

#[rstest]
#[tokio::test]
async fn who_opens_it_says_why_and_proves_who_they_are(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    opens(case.handler(), &case.at(), "早了").await.expect_problem(404, "not_found");
    case.closes().await;
    let blank = opens(case.handler(), &case.at(), " ").await.expect_problem(422, "invalid");
    assert_eq!(faults(&blank), ["/reason required"]);
    opens(&case.followed.cash.maker, &case.at(), "对账").await.expect_problem(404, "not_found");
    opens(&town.staff(Role::Reception).await, &case.at(), "看看").await.expect_problem(403, "forbidden");
    opens(&town.staff(Role::Auditor).await, &case.at(), "年度审计").await.expect(200);
    opens(&case.head, &case.at(), "案件评查").await.expect(200);
    let openings = case.now().await["rounds"][0]["bundle"]["openings"].clone();
    let told: Vec<_> = openings.as_array().unwrap().iter().map(|one| (&one["by"], &one["reason"])).collect();
    assert_eq!(told, [(&json!("auditor"), &json!("年度审计")), (&json!("approver"), &json!("案件评查"))]);
    town.clock.advance(Duration::minutes(6));
    let head = named(&town, "approver").await;
    opens(&head, &case.at(), "刚登录").await.expect(200);
    town.clock.advance(Duration::minutes(6));
    opens(&head, &case.at(), "再看").await.expect_problem(403, "step_up_needed");
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
