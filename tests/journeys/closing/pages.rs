//! The console's page of closing, in a browser without scripts.

use hechang_tests::{
    browser::Browser,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;

use super::ground::Finished;
use crate::{assistance::ground::password, payments::ground::Cash};

async fn desk<'a>(town: &'a Town, username: &str) -> Browser<'a> {
    let browser = town.browser("zh-CN");
    let (page, password) = (browser.open("/console/sign-in").await, password(town, username));
    let fields = [("username", username), ("password", password.as_str())];
    browser.send(&page, "/console/sign-in", &fields).await.expect(200);
    browser
}

#[rstest]
#[tokio::test]
async fn a_case_is_closed_on_pages(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    let id = case.followed.cash.case.now["id"].as_str().unwrap().to_owned();
    let (handler, head) = (desk(&town, "reviewer").await, desk(&town, "approver").await);
    let at = format!("/console/assistance/{id}/closing");
    handler.open(&format!("/console/assistance/{id}")).await.expect(200).shows(&at);
    let page = handler.open(&at).await.expect(200);
    let page = handler.send(&page, &at, &[("note", "")]).await.expect(422);
    page.shows("f-note-fault");
    let page = handler.send(&page, &at, &[("note", "孩子已入学")]).await.expect(200);
    page.shows("待确认").shows("孩子已入学");
    let page = head.open(&at).await.expect(200);
    let back = format!("{at}/return");
    let page = head.send(&page, &back, &[("reason", "")]).await.expect(422);
    page.shows("f-reason-fault");
    let page = head.send(&page, &format!("{at}/confirm"), &[]).await.expect(200);
    page.shows("案件已办结").shows("SHA-256");
    let bundle = format!("{at}/1/bundle");
    let page = head.send(&page, &bundle, &[("reason-1", "")]).await.expect(422);
    page.shows("f-reason-1-fault");
    head.send(&page, &bundle, &[("reason-1", "案件评查")]).await.expect(200);
    head.open(&at).await.expect(200).shows("案件评查");
}

#[rstest]
#[tokio::test]
async fn the_page_names_what_is_open(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000]).await;
    let id = cash.case.now["id"].as_str().unwrap();
    let handler = desk(&town, "reviewer").await;
    let page = handler.open(&format!("/console/assistance/{id}/closing")).await.expect(200);
    page.shows("以下事项尚未完成").shows("12,000.00");
}
