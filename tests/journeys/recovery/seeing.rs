//! Who sees a recovery: staff by the case, finance once it is decided, the citizen what was decided about them.

use hechang::{audit::verification, identity::actor::Role};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{DESK, at, decided, desk, opens, receives};
use crate::{assistance::ground::accepted, followup::ground::Followed, investigation::ground::member};

#[rstest]
#[tokio::test]
async fn finance_sees_what_was_decided(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (followed, recovery) = decided(&town).await;
    let finance = &followed.cash.maker;
    let seen = finance.get(DESK).await.expect(200).json();
    assert_eq!(
        (&seen["items"][0]["id"], &seen["items"][0]["name_masked"]),
        (&recovery["id"], &json!("次**"))
    );
    let elsewhere = member(&town, "540528", Role::Reviewer).await;
    elsewhere.get(&at(&recovery)).await.expect_problem(404, "not_found");
    town.staff(Role::Auditor).await.get(&at(&recovery)).await.expect(200);
    let checked = verification::verify(town.app(), &[]).await.unwrap();
    assert_eq!(checked.faults, Vec::new());
}

#[rstest]
#[tokio::test]
async fn the_citizen_reads_what_was_decided_and_no_more(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let owner = &followed.cash.owners[0];
    let application = followed.cash.case.now["application_ids"][0].as_str().unwrap().to_owned();
    let path = format!("/api/v1/applications/{application}/recoveries");
    let opened = opens(&followed, 500_000).await.expect(201).json();
    assert_eq!(owner.get(&path).await.expect(200).json(), json!([]), "it isn't decided");
    let deputy = crate::assistance::ground::named(&town, "deputy-chief").await;
    super::ground::decides(&deputy, &opened, true).await.expect(200);
    receives(&followed.cash.maker, &opened, 200_000, "缴1号").await.expect(200);
    let told = owner.get(&path).await.expect(200).json();
    assert_eq!(
        (&told[0]["amount_fen"], &told[0]["left_fen"], &told[0]["ground_text"]),
        (&json!(500_000), &json!(300_000), &json!("提供虚假材料"))
    );
    assert!(told[0].get("reason").is_none(), "what was found stays in the office");
    let (other, _) = accepted(&town, "13800000971").await;
    other.get(&path).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn a_recovery_goes_its_way_on_pages(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let case = followed.cash.case.now["id"].as_str().unwrap();
    let handler = desk(&town, "reviewer").await;
    let path = format!("/console/assistance/{case}/recoveries");
    handler.open(&format!("/console/assistance/{case}")).await.expect(200).shows(&path);
    let page = handler.open(&path).await.expect(200);
    let page = handler.send(&page, &path, &[("amount_fen", "许多"), ("reason", "伪造")]).await.expect(422);
    page.shows("f-amount_fen-fault").shows("伪造");
    let person = followed.cash.case.person(0);
    let claim = [("person_id", person.as_str()), ("ground", "false_material"), ("amount_fen", "5,000")];
    let words = [("reason", "鉴定书系伪造"), ("to_citizen", "需要退回部分救助金。")];
    let page = handler.send(&page, &path, &[&claim[..], &words[..]].concat()).await.expect(200);
    page.shows("待决定").shows("5,000.00");
    let opened = followed.handler().get(DESK).await.expect(200).json()["items"][0].clone();
    let place = format!("/console/recoveries/{}", opened["id"].as_str().unwrap());
    let deputy = desk(&town, "deputy-chief").await;
    let page = deputy.open(&place).await.expect(200);
    let decision = format!("{place}/decision");
    let page = deputy.send(&page, &decision, &[("reason", "属实")]).await.expect(422);
    page.shows("f-recover-fault");
    let page = deputy.send(&page, &decision, &[("recover", "yes"), ("reason", "属实")]).await.expect(200);
    page.shows("决定追回");
    let finance = desk(&town, "finance").await;
    finance.open("/console/recoveries").await.expect(200).shows(&place);
    let page = finance.open(&place).await.expect(200);
    let receipts = format!("{place}/receipts");
    let money = [("amount_fen", "2000"), ("on", "2026-03-02"), ("basis", "缴1号")];
    finance.send(&page, &receipts, &money).await.expect(200).shows("2,000.00").shows("缴1号");
    let page = deputy.open(&place).await.expect(200);
    let off = format!("{place}/write-off");
    let page = deputy.send(&page, &off, &[("write_off", "")]).await.expect(422);
    page.shows("f-write_off-fault");
    deputy.send(&page, &off, &[("write_off", "无力退还")]).await.expect(200).shows("剩余部分不再追回");
}
