//! The same in a browser without scripts.

use hechang_tests::{
    browser::Browser,
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;

use super::ground::{COUNTY, Looked};
use crate::assistance::ground::password;

async fn desk<'a>(town: &'a Town, username: &str, language: &'static str) -> Browser<'a> {
    let browser = town.browser(language);
    let (page, password) = (browser.open("/console/sign-in").await, password(town, username));
    let fields = [("username", username), ("password", password.as_str())];
    browser.send(&page, "/console/sign-in", &fields).await.expect(200);
    browser
}

fn picture(seed: u8) -> (&'static str, &'static str, Vec<u8>) {
    ("照片.jpg", "image/jpeg", samples::jpeg(seed))
}

#[rstest]
#[tokio::test]
async fn a_home_visit_is_worked_on_pages(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000641").await;
    let case = looked.case.now["id"].as_str().unwrap();
    let handler = desk(&town, "reviewer", "zh-CN").await;
    let tasks = format!("/console/assistance/{case}/tasks");
    handler.open(&format!("/console/assistance/{case}")).await.expect(200).shows(&tasks);
    let page = handler.open(&tasks).await.expect(200);
    let wrong = [("kind", "home_visit"), ("text", "看家里"), ("due_on", "2026-03-07")];
    let page = handler.send(&page, &tasks, &wrong).await.expect(422);
    page.shows("f-due_on-fault").shows("看家里");
    let page = handler.send(&page, &tasks, &[("due_on", "")]).await.expect(200);
    page.shows("2026年3月9日").shows("入户走访").shows("待办");
    let task = page.path.clone();
    let page = handler.upload(&page, &format!("{task}/files"), &[], picture(1)).await.expect(200);
    page.shows("照片.jpg");
    let notes = format!("{task}/notes");
    let alone = [("held_on", "2026-03-02"), ("text", "一家五口"), ("place", "三组"), ("finish", "true")];
    let page = handler.send(&page, &notes, &alone).await.expect(422);
    page.shows("f-second-fault").shows("一家五口");
    let page = handler.send(&page, &notes, &[("second", "approver")]).await.expect(200);
    page.shows("已完成").shows("三组").shows("补正记录");
    handler.open("/console/investigation").await.expect(200).shows("没有待办的调查任务");
}

#[rstest]
#[tokio::test]
async fn a_request_goes_between_two_procuratorates_on_pages(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let looked = Looked::into(&town, "13800000642").await;
    let case = looked.case.now["id"].as_str().unwrap();
    let handler = desk(&town, "reviewer", "zh-CN").await;
    let tasks = format!("/console/assistance/{case}/tasks");
    let page = handler.open(&tasks).await.expect(200);
    let ask = [("kind", "request_organ"), ("text", "请核实收入"), ("organ_code", COUNTY)];
    let page = handler.send(&page, &tasks, &ask).await.expect(200);
    page.shows("已发出");
    let task = page.path.clone();
    let county = desk(&town, "reviewer-540527", "en").await;
    let request = task.replace("tasks", "requests");
    county.open("/console/investigation").await.expect(200).shows(&request);
    let page = county.open(&request).await.expect(200);
    page.shows("请核实收入");
    assert!(!page.text().contains("王某"), "the case isn't theirs");
    let actions = format!("{request}/actions");
    let page = county.send(&page, &actions, &[("action", "receive")]).await.expect(200);
    let page = county.upload(&page, &format!("{request}/files"), &[], picture(2)).await.expect(200);
    let page = county.send(&page, &actions, &[("action", "answer"), ("text", "")]).await.expect(422);
    page.shows("f-text-fault");
    let answer = [("action", "answer"), ("text", "年收入一万元")];
    county.send(&page, &actions, &answer).await.expect(200).shows("Answered");
    let page = handler.open(&task).await.expect(200);
    page.shows("年收入一万元").shows("已答复").shows("照片.jpg");
    let found = [("held_on", "2026-03-02"), ("text", "年收入一万元"), ("finish", "true")];
    handler.send(&page, &format!("{task}/notes"), &found).await.expect(200).shows("已完成");
    county.open(&request).await.expect(404);
}
