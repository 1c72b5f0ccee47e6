//! Another custodian takes the place of one that misused the money: the money stays in custody of the same person, to the fen.

use hechang::{identity::actor::Role, ledger, platform::change::Author};
use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::ground::{ACCOUNTS, DESK, PARTNER, Trust, at, hired, id, last, need};
use crate::{
    payments::ground::{BATCHES, at as batch_at},
    recovery::ground::desk,
    referrals::ground::adds_partner,
};

const BANK: &str = "540500-BANK";

/// Another partner that keeps money.
async fn bank(town: &Town) -> Person<'_> {
    adds_partner(&town.staff(Role::Admin).await, BANK, "bank").await;
    hired(town, BANK, "bank-keeper").await
}

fn terms(trust: &Trust<'_>, before: &Value) -> Value {
    let mut terms = trust.terms(0);
    terms["succeeds"] = before["id"].clone();
    terms["custodian_code"] = json!(BANK);
    terms["account"]["number"] = json!(ACCOUNTS[1]);
    terms
}

async fn pauses(trust: &Trust<'_>, mandate: &Value) {
    let why = json!({ "reason": "村委会不能继续保管" });
    trust.handler.post(&format!("{}/reports", at(mandate))).json(&why).await.expect(200);
}

async fn succeeds(trust: &Trust<'_>, before: &Value) -> Value {
    trust.handler.post(DESK).json(&terms(trust, before)).await.expect(201).json()
}

async fn hands_over(by: &Person<'_>, mandate: &Value, fen: i64) -> Answer {
    let said = json!({ "amount_fen": fen, "on": "2026-03-02" });
    by.post(&format!("{}/hand-over", at(mandate))).json(&said).await
}

async fn hands_part_over(by: &Person<'_>, mandate: &Value, fen: i64) -> Answer {
    let said = json!({ "amount_fen": fen, "on": "2026-03-02", "in_part": true });
    by.post(&format!("{}/hand-over", at(mandate))).json(&said).await
}

async fn holds(town: &Town) {
    let found = ledger::verification::verify(&town.app().db).await.unwrap().faults;
    assert!(found.is_empty(), "{found:?}");
}

#[rstest]
#[tokio::test]
async fn another_custodian_takes_the_money_over(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let keeper = bank(&town).await;
    let old = trust.funded().await;
    let spent = trust.asks(&old, 2_000).await;
    trust.releases(&old, &spent).await;
    let open = trust.asks(&old, 1_000).await;
    let early = trust.handler.post(DESK).json(&terms(&trust, &old)).await.expect_problem(422, "invalid");
    assert_eq!(faults(&early), ["/succeeds custody_not_paused"]);
    pauses(&trust, &old).await;
    let with = |path: &str, value: Value| {
        let mut terms = terms(&trust, &old);
        *terms.pointer_mut(path).unwrap() = value;
        terms
    };
    let planned = json!([{ "on": "2026-04-01", "amount_fen": 1_000_001, "purpose": "living" }]);
    for (body, fault) in [
        (with("/account/number", json!(ACCOUNTS[0])), "/account/number account_of_another"),
        (with("/plan", planned), "/plan more_than_held"),
        (with("/succeeds", Value::Null), "/person_id in_custody"),
    ] {
        let problem = trust.handler.post(DESK).json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault]);
    }
    let new = succeeds(&trust, &old).await;
    assert_eq!(
        (&new["state"], &new["succeeds"], &new["waiting_fen"]),
        (&json!("draft"), &old["id"], &json!(0))
    );
    let twice = trust.handler.post(DESK).json(&terms(&trust, &old)).await.expect_problem(422, "invalid");
    assert_eq!(faults(&twice), ["/person_id in_custody", "/account/number account_of_another"]);
    let differs = trust.signs(&new, ACCOUNTS[0]).await.expect_problem(422, "invalid");
    assert_eq!(
        (faults(&differs), &trust.now(&old).await["state"]),
        (vec!["/number differs".into()], &json!("paused"))
    );
    // With the signature, in one change, the old one ends and the new one takes over.
    let signed = trust.signs(&new, ACCOUNTS[1]).await.expect(200).json();
    assert_eq!(
        (&signed["state"], &signed["balance_fen"], &signed["waiting_fen"]),
        (&json!("signed"), &json!(0), &json!(1_000_000))
    );
    let ended = trust.now(&old).await;
    assert_eq!((&ended["state"], &ended["closed_as"]), (&json!("closed"), &json!("replaced")));
    let refused = last(&ended);
    assert_eq!((&refused["id"], &refused["state"]), (&json!(open), &json!("refused")));
    assert!(refused["reason"].as_str().unwrap().contains(new["number"].as_str().unwrap()), "{refused}");
    trust.custodian.get(&format!("{PARTNER}/{}", id(&old))).await.expect_problem(404, "not_found");
    assert_eq!(keeper.get(&format!("{PARTNER}/{}", id(&new))).await.expect(200).json()["state"], "signed");
    released_after_the_hand_over(&town, &trust, &keeper, &new).await;
    seen_by_the_owner(&trust).await;
    let told = town.get("/sandbox/messages.json?to=13800000900").await.expect(200).text();
    assert!(told.contains("换了代管人"), "{told}");
    // The voucher of what the old one released is still filed.
    trust.files(&trust.handler, DESK, &old, &spent).await.expect(200);
}

async fn released_after_the_hand_over(town: &Town, trust: &Trust<'_>, keeper: &Person<'_>, new: &Value) {
    let ask = format!("{}/requests", at(new));
    trust.handler.post(&ask).json(&need(1)).await.expect_problem(409, "custody_not_handed_over");
    let drop = format!("{}/give-up", at(new));
    let why = json!({ "reason": "x" });
    trust.head.post(&drop).json(&why).await.expect_problem(409, "custody_not_handed_over");
    let finance = &trust.cash.maker;
    hands_over(&trust.head, new, 1_000_000).await.expect_problem(403, "forbidden");
    let short = hands_over(finance, new, 999_999).await.expect_problem(422, "invalid");
    assert_eq!(faults(&short), ["/amount_fen not_what_is_held"]);
    let said = short["errors"][0]["detail"].as_str().unwrap();
    assert!(said.contains("9,999.99") && said.contains("10,000.00"), "{said}");
    let over = hands_over(finance, new, 1_000_000).await.expect(200).json();
    assert_eq!(
        (&over["state"], &over["balance_fen"], &over["waiting_fen"], &over["handed_on"]),
        (&json!("active"), &json!(1_000_000), &json!(0), &json!("2026-03-02"))
    );
    hands_over(finance, new, 1_000_000).await.expect_problem(409, "custody_not_now");
    let request = trust.asks(new, 500).await;
    trust.steps(keeper, new, &request, "verify").await.expect(200);
    trust.steps(&trust.head, new, &request, "approve").await.expect(200);
    trust.steps(finance, new, &request, "release").await.expect(200);
    let sums = finance.get("/api/v1/desk/ledger/balances?organ=540500&year=2026").await.json();
    assert_eq!((&sums["in_custody_fen"], &sums["with_people_fen"]), (&json!(950_000), &json!(250_000)));
    holds(town).await;
    let change = town.app().change(Author::System).await.unwrap();
    let same = "UPDATE custody_mandate SET handed_by = signed_by WHERE succeeds IS NOT NULL";
    assert!(change.db().execute_unprepared(same).await.is_err(), "who signed doesn't enter the hand-over");
}

async fn seen_by_the_owner(trust: &Trust<'_>) {
    let own = format!("/api/v1/applications/{}/custody", trust.application);
    let seen = trust.owner.get(&own).await.expect(200).json();
    let (now, before) = (&seen["items"][0], &seen["items"][1]);
    assert_eq!((&now["balance_fen"], &now["may_ask"]), (&json!(950_000), &json!(true)));
    assert_eq!((&before["balance_fen"], &before["closed_as"]), (&json!(0), &json!("replaced")));
    assert_eq!(now["before"], before["custodian"]);
    let papers = trust.owner.get("/api/v1/me/documents").await.expect(200).text();
    assert!(papers.contains("控申救〔2026〕1号") && papers.contains("控申救〔2026〕2号"), "{papers}");
}

#[rstest]
#[tokio::test]
async fn a_part_that_came_is_used_while_the_rest_is_owed(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let keeper = bank(&town).await;
    let old = trust.funded().await;
    pauses(&trust, &old).await;
    let new = succeeds(&trust, &old).await;
    trust.signs(&new, ACCOUNTS[1]).await.expect(200);
    let finance = &trust.cash.maker;
    for fen in [0, 1_200_001] {
        let wrong = hands_part_over(finance, &new, fen).await.expect_problem(422, "invalid");
        assert_eq!(faults(&wrong), ["/amount_fen not_what_is_held"]);
    }
    let part = hands_part_over(finance, &new, 700_000).await.expect(200).json();
    assert_eq!(
        (&part["state"], &part["balance_fen"], &part["waiting_fen"]),
        (&json!("active"), &json!(700_000), &json!(500_000))
    );
    holds(&town).await;
    let ask = format!("{}/requests", at(&new));
    let beyond = trust.handler.post(&ask).json(&need(7_001)).await.expect_problem(422, "invalid");
    assert_eq!(faults(&beyond), ["/amount_fen more_than_in_custody"]);
    let request = trust.asks(&new, 7_000).await;
    trust.steps(&keeper, &new, &request, "verify").await.expect(200);
    trust.steps(&trust.head, &new, &request, "approve").await.expect(200);
    trust.steps(finance, &new, &request, "release").await.expect(200);
    trust.files(&trust.handler, DESK, &new, &request).await.expect(200);
    assert_eq!(trust.now(&new).await["state"], "active", "what is owed keeps custody open");
    let own = format!("/api/v1/applications/{}/custody", trust.application);
    let seen = trust.owner.get(&own).await.expect(200).json();
    assert_eq!(
        (&seen["items"][0]["waiting_fen"], &seen["items"][0]["balance_fen"]),
        (&json!(500_000), &json!(0))
    );
    let rest = hands_over(finance, &new, 500_000).await.expect(200).json();
    assert_eq!((&rest["balance_fen"], &rest["waiting_fen"]), (&json!(500_000), &json!(0)));
    hands_part_over(finance, &new, 1).await.expect_problem(409, "custody_not_now");
    holds(&town).await;
}

#[rstest]
#[tokio::test]
async fn a_draft_beside_custody_that_goes_on_is_given_up(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    bank(&town).await;
    let old = trust.funded().await;
    pauses(&trust, &old).await;
    let new = succeeds(&trust, &old).await;
    let why = json!({ "reason": "已查清，账目相符" });
    trust.head.post(&format!("{}/lift", at(&old))).json(&why).await.expect(200);
    trust.signs(&new, ACCOUNTS[1]).await.expect_problem(409, "custody_not_now");
    let request = trust.asks(&old, 1_000).await;
    trust.releases(&old, &request).await;
    trust.head.post(&format!("{}/give-up", at(&new))).json(&why).await.expect(200);
    pauses(&trust, &old).await;
    let again = succeeds(&trust, &old).await;
    trust.signs(&again, ACCOUNTS[1]).await.expect(200);
    assert_eq!(hands_over(&trust.cash.maker, &again, 1_100_000).await.expect(200).json()["state"], "active");
    holds(&town).await;
}

#[rstest]
#[tokio::test]
async fn what_the_bank_returns_after_a_hand_over_is_paid_again(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    bank(&town).await;
    let old = trust.funded().await;
    pauses(&trust, &old).await;
    let new = succeeds(&trust, &old).await;
    trust.signs(&new, ACCOUNTS[1]).await.expect(200);
    hands_over(&trust.cash.maker, &new, 1_200_000).await.expect(200);
    returns(&trust).await;
    assert_eq!(trust.now(&new).await["balance_fen"], 0);
    assert_eq!(trust.cash.open().await.len(), 1, "it may be paid again");
    holds(&town).await;
    let batch = trust.pays_by("山财拨〔2026〕91号").await;
    assert_eq!(batch["lines"][0]["mandate_id"], new["id"], "now to whoever keeps the money");
    assert_eq!(trust.now(&new).await["balance_fen"], 1_200_000);
    holds(&town).await;
}

/// The bank gives the first payment back.
async fn returns(trust: &Trust<'_>) {
    let batches = trust.cash.maker.get(BATCHES).await.expect(200).json();
    let batch = &batches["items"][0];
    let line = format!("{}/lines/{}", batch_at(batch), batch["lines"][0]["id"].as_str().unwrap());
    let back = json!({ "outcome": "failed", "on": "2026-03-02", "reason": "户名不符" });
    trust.cash.maker.post(&line).json(&back).await.expect(200);
}

#[rstest]
#[tokio::test]
async fn nobody_is_replaced_while_money_is_on_its_way(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    bank(&town).await;
    let old = trust.funded().await;
    returns(&trust).await;
    let batch = trust.cash.makes("bank").await;
    pauses(&trust, &old).await;
    let new = succeeds(&trust, &old).await;
    trust.signs(&new, ACCOUNTS[1]).await.expect_problem(409, "custody_money_on_its_way");
    trust.cash.act(&trust.cash.maker, &batch, "cancel").await.expect(200);
    let signed = trust.signs(&new, ACCOUNTS[1]).await.expect(200).json();
    assert_eq!(signed["waiting_fen"], 0, "there is nothing to hand over");
    let batch = trust.pays_by("山财拨〔2026〕91号").await;
    assert_eq!(batch["lines"][0]["mandate_id"], new["id"]);
    let request = trust.asks(&new, 500).await;
    assert_eq!(last(&trust.now(&new).await)["id"], json!(request));
    holds(&town).await;
}

#[rstest]
#[tokio::test]
async fn who_cannot_take_the_money_over_is_replaced_too(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    bank(&town).await;
    let old = trust.funded().await;
    pauses(&trust, &old).await;
    let second = succeeds(&trust, &old).await;
    trust.signs(&second, ACCOUNTS[1]).await.expect(200);
    let mut terms = terms(&trust, &second);
    terms["account"]["number"] = json!(ACCOUNTS[2]);
    let third = trust.handler.post(DESK).json(&terms).await.expect(201).json();
    let signed = trust.signs(&third, ACCOUNTS[2]).await.expect(200).json();
    assert_eq!(signed["waiting_fen"], 1_200_000, "the first still has it");
    let over = hands_over(&trust.cash.maker, &third, 1_200_000).await.expect(200).json();
    assert_eq!((&over["state"], &over["balance_fen"]), (&json!("active"), &json!(1_200_000)));
    holds(&town).await;
}

#[rstest]
#[tokio::test]
async fn a_custodian_is_replaced_on_pages(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    bank(&town).await;
    let old = trust.funded().await;
    pauses(&trust, &old).await;
    let handler = desk(&town, "reviewer").await;
    let form = format!("/console/custody/new/{}?succeeds={}", trust.cash.case.person(1), id(&old));
    handler.open(&format!("/console/custody/{}", id(&old))).await.expect(200).shows(&form);
    let page = handler.open(&form).await.expect(200);
    page.shows("更换代管人");
    let post = format!("/console/custody/new/{}", trust.cash.case.person(1));
    let account = [("holder", "扎西代管户"), ("bank", "农行"), ("number", ACCOUNTS[1])];
    let who = [("contact", "农行营业部"), ("contact_phone", "0893-7820001"), ("purposes", "learning")];
    let head = [("succeeds", id(&old)), ("custodian_code", BANK)];
    let page = handler.send(&page, &post, &[&head[..], &account[..], &who[..]].concat()).await.expect(200);
    page.shows("待签署");
    let new = trust.handler.get(DESK).await.expect(200).json()["items"][0].clone();
    trust.signs(&new, ACCOUNTS[1]).await.expect(200);
    let finance = desk(&town, "finance").await;
    let place = format!("/console/custody/{}", id(&new));
    let page = finance.open(&place).await.expect(200);
    page.shows("原代管人手中还有12,000.00元");
    let over = format!("{place}/actions/hand_over");
    let page = finance
        .send(&page, &over, &[("handed_amount", "11,000"), ("handed_on", "2026-03-02")])
        .await
        .expect(422);
    page.shows("交接金额11,000.00元与代管余额12,000.00元不一致");
    let said = [("handed_amount", "11,000"), ("handed_on", "2026-03-02"), ("in_part", "true")];
    let page = finance.send(&page, &over, &said).await.expect(200);
    page.shows("资金已于").shows("原代管人手中还有1,000.00元");
    let said = [("handed_amount", "1,000"), ("handed_on", "2026-03-02")];
    finance.send(&page, &over, &said).await.expect(200).shows("资金已于");
}
