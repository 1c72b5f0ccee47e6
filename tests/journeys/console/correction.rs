//! The list of corrections: one page, everything at once, sent once (一次性告知).

use chrono::TimeDelta;
use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{
    action, adds_paper, at, center, consent, desk, example, judges_all, lacks, page, paper, recorded,
    rejects, sent,
};

const PHONE: &str = "13800000001";
const LIST: &str = "request_correction";

async fn quiet_town(db: Db) -> Town {
    Town::with(db, |config| config.limits = Switch::Off).await
}

async fn requests(town: &Town, sent: &Value) -> Value {
    town.citizen(PHONE).await.get(&at(sent)).await.expect(200).json()["requests"].clone()
}

#[rstest]
#[tokio::test]
async fn the_list_is_written_already_and_goes_out_whole(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    let (clerk, list) = (desk(&town, Role::Reception).await, action(&sent, LIST));
    let proof = paper(&town, &sent, "identity").await;
    let early = clerk.open(&list).await.expect(200);
    early.shows(&format!("{}#paper-{proof}", page(&sent)));
    let refused = clerk.send(&early, &list, &[("section.case", "案号不全，请补全")]).await.expect(409);
    refused.shows("还有材料没有查看").shows("案号不全，请补全");
    judges_all(&town, &sent).await;
    rejects(&town, &sent, "identity", "看不清，请重拍").await;
    let ready = clerk.open(&list).await.expect(200);
    let fields = ready.form(&list);
    assert_eq!(fields["paper.identity"], "看不清，请重拍");
    assert_eq!(fields["paper.harm_proof"], "");
    for section in ["applicant", "case", "family", "bank_account"] {
        assert!(fields.contains_key(&format!("section.{section}")), "{section}: {fields:?}");
    }
    lacks(&ready, "override_reason");
    // Erased, a rejected paper goes out with its reason all the same.
    let words = [("paper.identity", ""), ("section.case", "案号不全，请补全")];
    for _ in 0..2 {
        clerk.send(&ready, &list, &words).await.expect(200).shows("需补充材料").shows("案号不全，请补全");
    }
    assert_eq!(recorded(&town, &sent, "application.acted_on").await, 1);
    let expected = json!([
        { "checklist_key": "identity", "text": "看不清，请重拍" },
        { "pointer": "/case", "text": "案号不全，请补全" },
    ]);
    assert_eq!(requests(&town, &sent).await, expected);
}

#[rstest]
#[tokio::test]
async fn what_is_wrong_with_the_list_is_said_at_its_place(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    judges_all(&town, &sent).await;
    let (clerk, list) = (desk(&town, Role::Reception).await, action(&sent, LIST));
    let ready = clerk.open(&list).await.expect(200);
    let nothing = clerk.send(&ready, &list, &[]).await.expect(422);
    nothing.shows("role=\"alert\"");
    let long = "长".repeat(501);
    let kept = clerk.send(&nothing, &list, &[("section.harm", &long)]).await.expect(422);
    kept.shows(&long).shows("id=\"f-section.harm-fault\"").shows("href=\"#f-section.harm\"");
    for forged in ["section.nowhere", "paper.nothing", "state"] {
        clerk.send(&ready, &list, &[(forged, "x")]).await.expect(400);
    }
    assert_eq!(recorded(&town, &sent, "application.acted_on").await, 0);
}

/// The harm paper vanishes after sending: as when a checklist grows a line.
async fn without(town: &Town, sent: &Value, line: &str) {
    use hechang::platform::change::{Author, Event};
    use sea_orm::EntityTrait;
    let paper = paper(town, sent, line).await;
    let change = town.app().change(Author::System).await.unwrap();
    hechang_entity::material::Entity::delete_by_id(paper).exec(change.db()).await.unwrap();
    change.commit(Event::new("test.prepared", paper), ()).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_missing_paper_must_be_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    judges_all(&town, &sent).await;
    without(&town, &sent, "harm_proof").await;
    let (clerk, list) = (desk(&town, Role::Reception).await, action(&sent, LIST));
    let ready = clerk.open(&list).await.expect(200);
    clerk.open(&page(&sent)).await.shows("<span class=\"badge bad\">缺少</span>");
    assert_eq!(ready.form(&list)["paper.harm_proof"], "缺少这份材料，请拍照上传。");
    let words = [("paper.harm_proof", ""), ("section.case", "请写明时间")];
    let forgotten = clerk.send(&ready, &list, &words).await.expect(422);
    forgotten.shows("id=\"f-paper.harm_proof-fault\"").shows("请写明时间");
    clerk.send(&ready, &list, &[]).await.expect(200).shows("缺少这份材料，请拍照上传。");
}

#[rstest]
#[tokio::test]
async fn only_a_supervisor_raises_late_what_was_there_before(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    judges_all(&town, &sent).await;
    rejects(&town, &sent, "identity", "看不清").await;
    let (clerk, list) = (desk(&town, Role::Reception).await, action(&sent, LIST));
    clerk.send(&clerk.open(&list).await, &list, &[]).await.expect(200);
    town.clock.advance(TimeDelta::days(1));
    adds_paper(&town, &sent, "identity").await;
    let zhuoma = town.citizen(PHONE).await;
    zhuoma.post(&format!("{}/submit", at(&sent))).json(&json!({})).await.expect(200);
    judges_all(&town, &sent).await;

    let late = [("section.case", "案情太简单")];
    let clerk = desk(&town, Role::Reception).await;
    let refused = clerk.send(&clerk.open(&list).await, &list, &late).await.expect(422);
    refused.shows("id=\"f-section.case-fault\"").shows("需要主管人员填写理由").shows("案情太简单");
    lacks(&refused, "name=\"override_reason\"");
    let chief = desk(&town, Role::Approver).await;
    let asked = chief.open(&list).await.expect(200);
    asked.shows("name=\"override_reason\"");
    let silent = chief.send(&asked, &list, &late).await.expect(422);
    silent.shows("id=\"f-override_reason-fault\"").shows("案情太简单");
    chief.send(&silent, &list, &[("override_reason", "新查明的事实")]).await.expect(200).shows("需补充材料");
    assert_eq!(requests(&town, &sent).await, json!([{ "pointer": "/case", "text": "案情太简单" }]));
}

#[rstest]
#[tokio::test]
async fn it_is_written_in_the_citizens_language(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let body = json!({ "service_key": "judicial-assistance", "center_id": center(&town), "form": example("judicial-assistance") });
    let draft = zhuoma.post("/api/v1/applications").language("bo-CN").json(&body).await.expect(201).json();
    for line in ["identity", "harm_proof", "hardship_proof", "compensation_statement"] {
        adds_paper(&town, &draft, line).await;
    }
    let consent = consent(&town, "judicial-assistance");
    zhuoma.post(&format!("{}/submit", at(&draft))).language("bo-CN").json(&consent).await.expect(200);
    judges_all(&town, &draft).await;
    without(&town, &draft, "harm_proof").await;
    let clerk = desk(&town, Role::Reviewer).await;
    let list = clerk.open(&action(&draft, LIST)).await.expect(200);
    list.shows("申请人使用的语言：བོད་").shows("ཡིག་ཆ་འདི་ཆད་འདུག");
}
