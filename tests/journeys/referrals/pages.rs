//! The console without scripts: a handler asks for help, a partner answers, somebody is told of their rights.

use hechang::identity::actor::Role;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;

use super::ground::{FEDERATION, at_screen, hires, partners};
use crate::{
    console::ground::{desk, lacks},
    materials::ground::{PHONE, submits},
};

#[rstest]
#[tokio::test]
async fn help_is_asked_for_and_given_at_the_screen(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    hires(&town, FEDERATION, "droma").await;
    let (at, papers) = submits(&town, &town.citizen(PHONE).await).await;
    let matter = at.replace("/api/v1/", "/console/");
    let handler = desk(&town, Role::Reviewer).await;
    let page = handler.open(&format!("{matter}/referrals/new")).await.expect(200);
    let to = format!("{matter}/referrals/new");
    let page = handler.send(&page, &to, &[("letter", "请帮助她"), ("village", "琼嘎顶")]).await.expect(422);
    page.shows("请帮助她").shows("琼嘎顶");
    let fields = [
        ("partner_code", FEDERATION),
        ("measures", "counselling"),
        ("phone", "masked"),
        ("name", "true"),
        ("papers", papers[0]["id"].as_str().unwrap()),
    ];
    let page = handler.send(&page, &to, &fields).await.expect(200);
    page.shows("已发出，待签收");
    handler.open(&matter).await.expect(200).shows("协作单位540500-FL");
    let partner = at_screen(&town, "droma", "zh-CN").await;
    let list = partner.open("/console/referrals").await.expect(200);
    list.shows("已发出，待签收");
    lacks(&list, "138");
    let link = page.path.split('?').next().unwrap().to_owned();
    let page = partner.open(&link).await.expect(200);
    page.shows("138****0001").shows("请帮助她");
    lacks(&page, &matter);
    let act = |action: &str| format!("{link}/actions/{action}");
    let page = partner.send(&page, &act("receive"), &[]).await.expect(200);
    let page = partner.send(&page, &act("return"), &[("words", "")]).await.expect(422);
    page.shows("为什么退回");
    let page = partner.send(&page, &act("accept"), &[]).await.expect(200);
    let fields = [("measures", "counselling"), ("words", "每周疏导一次")];
    partner.send(&page, &act("report"), &fields).await.expect(200).shows("已采取措施");
    let page = handler.open(&link).await.expect(200);
    page.shows("每周疏导一次");
    handler.send(&page, &act("close"), &[]).await.expect(200).shows("已办结");
    partner.open(&link).await.expect(404);
}

#[rstest]
#[tokio::test]
async fn a_clue_is_told_at_the_screen(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    hires(&town, FEDERATION, "droma").await;
    let partner = at_screen(&town, "droma", "zh-CN").await;
    let page = partner.open("/console/clues/new").await.expect(200);
    let fields = [("name", "次仁曲珍"), ("village", "琼嘎顶"), ("hardship", "丈夫去世")];
    let page = partner.send(&page, "/console/clues/new", &fields).await.expect(422);
    page.shows("次仁曲珍");
    partner
        .send(&page, "/console/clues/new", &[("consent_said", "true")])
        .await
        .expect(200)
        .shows("次仁曲珍");
    let reception = desk(&town, Role::Reception).await;
    let list = reception.open("/console/referrals?kind=clue").await.expect(200);
    list.shows("次**");
}

#[rstest]
#[tokio::test]
async fn somebody_is_told_of_their_rights_at_the_screen(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let handler = desk(&town, Role::Reviewer).await;
    let page = handler.open("/console/rights/new").await.expect(200);
    let page = handler.send(&page, "/console/rights/new", &[("name", "扎西顿珠")]).await.expect(422);
    page.shows("扎西顿珠");
    let fields = [("case", "盗窃案"), ("stage", "trial")];
    let page = handler.send(&page, "/console/rights/new", &fields).await.expect(200);
    let tell = format!("{}/tellings", page.path);
    let page = handler.send(&page, &tell, &[("how", "phone")]).await.expect(422);
    let fields = [("language", "bo-CN"), ("answer", "thinking"), ("note", "下周再打")];
    handler.send(&page, &tell, &fields).await.expect(200).shows("下周再打").shows("已告知");
    handler.open("/console/rights").await.expect(200).shows("没有等待告知的人");
    handler.open("/console/rights?which=told").await.expect(200).shows("扎**");
}
