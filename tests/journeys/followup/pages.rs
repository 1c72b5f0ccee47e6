//! The same in a browser without scripts.

use hechang_tests::{
    browser::Browser,
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;

use super::ground::Followed;
use crate::assistance::ground::password;

async fn desk<'a>(town: &'a Town, username: &str) -> Browser<'a> {
    let browser = town.browser("zh-CN");
    let (page, password) = (browser.open("/console/sign-in").await, password(town, username));
    let fields = [("username", username), ("password", password.as_str())];
    browser.send(&page, "/console/sign-in", &fields).await.expect(200);
    browser
}

#[rstest]
#[tokio::test]
async fn a_visit_is_planned_and_recorded_on_pages(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let case = followed.cash.case.now["id"].as_str().unwrap();
    let handler = desk(&town, "reviewer").await;
    let plan = format!("/console/assistance/{case}/follow-up");
    handler.open(&format!("/console/assistance/{case}")).await.expect(200).shows(&plan);
    let page = handler.open(&plan).await.expect(200);
    page.shows("2026年6月2日").shows("一般困难");
    let page = handler.send(&page, &plan, &[("grade", "severe")]).await.expect(200);
    page.shows("2026年4月2日").shows("非常困难");
    let due = handler.open("/console/follow-up").await.expect(200);
    due.shows("次**");
    let id = followed.first().await.rsplit('/').next().unwrap().to_owned();
    let visit = format!("/console/follow-up/visits/{id}");
    due.shows(&visit);

    let page = handler.open(&visit).await.expect(200);
    let changes = format!("{visit}/changes");
    let wrong = handler
        .send(&page, &changes, &[("kind", "moved"), ("due_on", "2026-03-07"), ("reason", "早点去")])
        .await;
    wrong.expect(422).shows("f-due_on-fault").shows("早点去");
    let page = handler.open(&visit).await.expect(200);
    let moved = [("kind", "moved"), ("due_on", "2026-03-09"), ("reason", "早点去")];
    handler.send(&page, &changes, &moved).await.expect(200).shows("2026年3月9日").shows("早点去");

    let page = handler.open(&visit).await.expect(200);
    let person = followed.cash.case.person(0);
    let upload = format!("{visit}/files");
    let file = ("凭证.jpg", "image/jpeg", samples::jpeg(3));
    let page = handler.upload(&page, &upload, &[("kind", "voucher"), ("person_id", &person)], file).await;
    let page = page.expect(200);
    page.shows("凭证.jpg");
    let records = format!("{visit}/records");
    let wrong = [
        ("visited_on", "2026-03-02"),
        ("way", "home"),
        ("met-0", "true"),
        ("spent-0-study", "一千"),
        ("next_step", "再去"),
    ];
    let wrong = handler.send(&page, &records, &wrong).await.expect(422);
    wrong
        .shows("f-spent-0-study-fault")
        .shows("f-living-0-fault")
        .shows("f-place-fault")
        .shows("一千")
        .shows("再去");
    let right = [
        ("visited_on", "2026-03-02"),
        ("way", "home"),
        ("place", "琼嘎顶"),
        ("met-0", "true"),
        ("living-0", "stable"),
        ("spent-0-study", "1,000"),
        ("voucher-0-study", "true"),
        ("left-0", "11000"),
        ("needs-0", "缺牧草"),
        ("next_step", "再去"),
    ];
    let page = handler.send(&wrong, &records, &right).await.expect(200);
    page.shows("缺牧草").shows("1,000.00").shows("已回访");

    let help = format!("/console/follow-up/people/{person}/help");
    let page = handler.open(&help).await.expect(200);
    let page = handler.send(&page, &help, &[("measure", ""), ("given_on", "2026-03-02")]).await.expect(422);
    page.shows("f-measure-fault");
    handler.send(&page, &help, &[("measure", "legal advice")]).await.expect(200).shows("法律咨询");
}
