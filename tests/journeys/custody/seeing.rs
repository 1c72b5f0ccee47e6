//! A custodian sees what its organ has in hand, and nothing else; the owner sees balance, releases, plan and whom to call.

use hechang::{identity::actor::Role, platform::change::Author};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::ground::{ACCOUNTS, DESK, PARTNER, Trust, at, hired, id, last, need};
use crate::referrals::ground::{adds_partner, at_screen};

#[rstest]
#[tokio::test]
async fn a_custodian_sees_what_is_in_hand_and_no_more(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of(&town, &[("2014-05-01", 12_000), ("2016-09-01", 8_000)]).await;
    adds_partner(&town.staff(Role::Admin).await, "540500-BANK", "bank").await;
    let other = hired(&town, "540500-BANK", "bank-keeper").await;
    let (one, two) = (trust.drafts(0).await, trust.drafts(1).await);
    let show = format!("{PARTNER}/{}", id(&one));
    trust.custodian.get(&show).await.expect_problem(404, "not_found");
    trust.signs(&one, ACCOUNTS[0]).await.expect(200);
    let listed = trust.custodian.get(PARTNER).await.expect(200).json();
    assert_eq!((listed["items"].as_array().unwrap().len(), &listed["items"][0]["id"]), (1, &one["id"]));
    let seen = trust.custodian.get(&show).await.expect(200);
    assert!(!seen.text().contains(ACCOUNTS[0]) && !seen.text().contains("次仁卓玛"), "{}", seen.text());
    assert_eq!(other.get(PARTNER).await.expect(200).json()["items"], json!([]));
    other.get(&show).await.expect_problem(404, "not_found");
    other
        .post(&format!("{show}/reports"))
        .json(&json!({ "reason": "x" }))
        .await
        .expect_problem(404, "not_found");
    trust.custodian.get(&format!("{PARTNER}/{}", id(&two))).await.expect_problem(404, "not_found");
    trust.custodian.get(&at(&one)).await.expect_problem(403, "forbidden");
    let partner = town.staff(Role::Partner).await;
    partner.get(&show).await.expect_problem(403, "forbidden");
    let county = town.staff_of("540527", Role::Reviewer).await;
    assert_eq!(county.get(DESK).await.expect(200).json()["items"], json!([]));
    county.get(&at(&one)).await.expect_problem(404, "not_found");
    for staff in [Role::Reviewer, Role::Finance, Role::Auditor] {
        let listed = town.staff(staff).await.get(DESK).await.expect(200).json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 2, "{staff:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_custodian_reads_the_agreement_in_hand(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.drafts(0).await;
    let paper = format!("{PARTNER}/{}/agreement", id(&mandate));
    trust.custodian.get(&paper).await.expect_problem(404, "not_found");
    trust.signs(&mandate, ACCOUNTS[0]).await.expect(200);
    let pdf = trust.custodian.get(&paper).patiently().await.expect(200);
    assert_eq!(pdf.header("content-type"), "application/pdf");
    trust.handler.get(&paper).await.expect_problem(403, "forbidden");
    adds_partner(&town.staff(Role::Admin).await, "540500-BANK", "bank").await;
    hired(&town, "540500-BANK", "bank-keeper").await.get(&paper).await.expect_problem(404, "not_found");
    let browser = at_screen(&town, "village-keeper", "bo-CN").await;
    let page = browser.open(&format!("/console/custody/{}", id(&mandate))).await.expect(200);
    let place = format!("/console/custody/{}/agreement", id(&mandate));
    page.shows(&place);
    browser.open(&place).await.expect(200).shows(ACCOUNTS[0]);
    let auditor = town.staff(Role::Auditor).await;
    let record = auditor.get("/api/v1/desk/audit?act=custody.agreement_looked_at").await.expect(200).json();
    assert_eq!(record["items"].as_array().unwrap().len(), 2, "{record}");
}

#[rstest]
#[tokio::test]
async fn the_owner_sees_the_balance_and_asks(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let own = format!("/api/v1/applications/{}/custody", trust.application);
    let draft = trust.drafts(0).await;
    assert_eq!(trust.owner.get(&own).await.expect(200).json()["items"], json!([]), "not signed yet");
    trust.signs(&draft, ACCOUNTS[0]).await.expect(200);
    trust.pays_all().await;
    let seen = trust.owner.get(&own).await.expect(200).json();
    let item = &seen["items"][0];
    assert_eq!(
        (&item["name"], &item["balance_fen"], &item["may_ask"]),
        (&json!("扎西0"), &json!(1_200_000), &json!(true))
    );
    assert_eq!((&item["contact"], &item["contact_phone"]), (&json!("琼嘎顶村委会"), &json!("0893-7820000")));
    let ask = format!("{own}/{}/requests", id(&draft));
    let asked = trust.owner.post(&ask).json(&need(500)).await.expect(201).json();
    assert_eq!(asked["items"][0]["releases"][0]["state"], "asked");
    let now = trust.now(&draft).await;
    assert_eq!(last(&now)["asked_by"], "citizen");
    trust.releases(&draft, last(&now)["id"].as_str().unwrap()).await;
    let seen = trust.owner.get(&own).await.expect(200).json();
    assert_eq!(seen["items"][0]["balance_fen"], 1_150_000);
    assert_eq!(seen["items"][0]["releases"][0]["released_on"], "2026-03-02");
    let decision = format!("/api/v1/applications/{}/decision", trust.application);
    let decided = trust.owner.get(&decision).await.expect(200).json();
    assert_eq!(
        (&decided["people"][1]["in_custody_fen"], &decided["people"][1]["paid_fen"]),
        (&json!(1_150_000), &json!(50_000))
    );
    let stranger = town.citizen("13800000901").await;
    stranger.get(&own).await.expect_problem(404, "not_found");
    stranger.post(&ask).json(&need(1)).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn the_list_and_the_rule_say_the_same(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    for (state, handed) in [("signed", true), ("active", true), ("paused", true), ("closed", false)] {
        let change = town.app().change(Author::System).await.unwrap();
        let sql = format!(
            "UPDATE custody_mandate SET state = '{state}', closed_on = '2026-03-02', closed_as = 'used_up'"
        );
        change.db().execute_unprepared(&sql).await.unwrap();
        change
            .commit(hechang::platform::change::Event::new("test.prepared", uuid::Uuid::nil()), ())
            .await
            .unwrap();
        let listed = trust.custodian.get(PARTNER).await.expect(200).json();
        let opened = trust.custodian.get(&format!("{PARTNER}/{}", id(&mandate))).await.status == 200;
        assert_eq!((listed["items"].as_array().unwrap().len() == 1, opened), (handed, handed), "{state}");
    }
}

#[rstest]
#[tokio::test]
async fn a_look_is_on_the_record_and_the_copy_has_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    trust.custodian.get(&format!("{PARTNER}/{}", id(&mandate))).await.expect(200);
    let auditor = town.staff(Role::Auditor).await;
    let record = auditor.get("/api/v1/desk/audit?act=custody.looked_at").await.expect(200).json();
    assert!(
        record["items"].as_array().unwrap().iter().any(|one| one["subject_id"] == mandate["id"]),
        "{record}"
    );
    let copy = hechang::assistance::custody::service::copy_of(town.app(), trust.application.parse().unwrap());
    let copy = json!(copy.await.unwrap());
    assert_eq!((&copy[0]["name"], &copy[0]["account"]["number"]), (&json!("扎西0"), &json!(ACCOUNTS[0])));
}
