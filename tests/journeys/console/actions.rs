//! Actions of the workflow, each on a page drawn from its own schema.

use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;

use super::ground::{action, desk, judges_all, lacks, page, paper, recorded, sent};

const PHONE: &str = "13800000001";

async fn quiet_town(db: Db) -> Town {
    Town::with(db, |config| config.limits = Switch::Off).await
}

#[rstest]
#[tokio::test]
async fn accepting_needs_every_paper_judged_and_happens_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    let (clerk, accept) = (desk(&town, Role::Reception).await, action(&sent, "accept"));
    let asked = clerk.open(&accept).await.expect(200);
    let proof = paper(&town, &sent, "identity").await;
    asked.shows("已受理").shows(&format!("{}#paper-{proof}", page(&sent)));
    let refused = clerk.send(&asked, &accept, &[]).await.expect(409);
    refused.shows("还有材料没有查看");
    judges_all(&town, &sent).await;
    for _ in 0..2 {
        let accepted = clerk.send(&refused, &accept, &[]).await.expect(200);
        assert_eq!(accepted.path, format!("{}?done=accept", page(&sent)));
        accepted.shows("已完成：受理").shows("还剩 10 个工作日");
    }
    assert_eq!(recorded(&town, &sent, "application.acted_on").await, 1);
    let late = clerk.send(&asked, &accept, &[("_once", "another")]).await.expect(409);
    late.shows(sent["receipt_no"].as_str().unwrap());
    clerk.send(&asked, &accept, &[("_once", "")]).await.expect(400);
    clerk.open(&action(&sent, "start_review")).await.expect(403);
    clerk.open(&action(&sent, "grant_everything")).await.expect(404);
    let handler = desk(&town, Role::Reviewer).await;
    let review = handler.open(&action(&sent, "start_review")).await.expect(200);
    let begun = handler.send(&review, &action(&sent, "start_review"), &[]).await.expect(200);
    begun.shows("审查核实中").shows("<b>reviewer</b>");
}

#[rstest]
#[tokio::test]
async fn faults_stand_at_the_fields_and_nothing_typed_is_lost(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    let (clerk, refuse) = (desk(&town, Role::Reception).await, action(&sent, "not_accept"));
    let asked = clerk.open(&refuse).await.expect(200);
    let empty = clerk.send(&asked, &refuse, &[("reason", "")]).await.expect(422);
    empty.shows("id=\"f-reason-fault\"").shows("href=\"#f-reason\"");
    let long = "理".repeat(1001);
    let kept = clerk.send(&empty, &refuse, &[("reason", &long)]).await.expect(422);
    kept.shows(&long).shows("id=\"f-reason-fault\"");
    let forged = clerk.send(&kept, &refuse, &[("reason", "不属于"), ("state", "paid")]).await.expect(422);
    forged.shows("不属于");
    assert_eq!(recorded(&town, &sent, "application.acted_on").await, 0);
    clerk.send(&kept, &refuse, &[("reason", "不属于本院管辖")]).await.expect(200).shows("不予受理");
    let told = town.citizen(PHONE).await.get(&super::ground::at(&sent)).await.expect(200).text();
    assert!(told.contains("不属于本院管辖"));
}

#[rstest]
#[tokio::test]
async fn a_matter_is_passed_on_to_an_office_by_its_name(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    let (clerk, divert) = (desk(&town, Role::Reception).await, action(&sent, "divert"));
    let asked = clerk.open(&divert).await.expect(200);
    asked.shows("扎囊县人民检察院").shows("<select id=\"f-organ_code\"");
    lacks(&asked, "value=\"540500\"");
    let nowhere = clerk.send(&asked, &divert, &[("reason", "请该院接着办")]).await.expect(422);
    nowhere.shows("请该院接着办").shows("id=\"f-organ_code-fault\"");
    clerk.send(&nowhere, &divert, &[("organ_code", "999999"), ("reason", "x")]).await.expect(422);
    let passed = clerk.send(&nowhere, &divert, &[("organ_code", "540521")]).await.expect(200);
    passed.shows("扎囊县人民检察院").shows("已完成：移送");
}
