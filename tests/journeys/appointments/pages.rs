//! The pages of appointments, in a browser without scripts.

use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    browser::{Browser, Page},
    database::Db::{self, Postgres, Sqlite},
    people::{code_sent_to, login},
    town::Town,
};
use rstest::rstest;
use serde_json::Value;

use super::ground::{SERVICE, asks_for, at, books, center, slot, slots};

const TUESDAY: &str = "2026-03-03";

/// Goes through the sign-in that a page asks for, and comes back to it.
async fn signs_in(town: &Town, browser: &Browser<'_>, page: &Page, phone: &str) -> Page {
    let code_page = browser.send(page, "/sign-in", &[("phone", phone)]).await;
    let code = code_sent_to(town, phone).await;
    browser.send(&code_page, "/sign-in/code", &[("code", &code)]).await
}

async fn console(town: &Town, role: Role) -> Browser<'_> {
    let browser = town.browser("zh-CN");
    let page = browser.open("/console/sign-in?next=/console/check-in").await;
    let login = login(town, role, "540500");
    let text = |member: &str| login[member].as_str().unwrap().to_owned();
    let fields = [("username", text("username")), ("password", text("password"))];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.send(&page, "/console/sign-in", &fields).await;
    browser
}

/// Fails when the page has no link to an address.
#[track_caller]
fn leads_to(page: &Page, address: &str) {
    let text = page.text().replace("&#x2f;", "/").replace("&amp;", "&");
    assert!(text.contains(&format!("href=\"{address}\"")), "{} has no link to {address}: {text}", page.path);
}

fn confirm_page(slot: &Value) -> String {
    format!("/c/QGD/s/{SERVICE}/slots/{}", slot["id"].as_str().unwrap())
}

fn id_of(page: &Page) -> String {
    page.path.split(['/', '?']).nth(2).unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn a_visit_is_booked_moved_and_cancelled(
    #[values(Sqlite, Postgres)] db: Db,
    #[values("zh-CN", "bo-CN", "en")] language: &'static str,
) {
    let town = Town::new(db).await;
    let browser = town.browser(language);
    let service = browser.open(&format!("/c/QGD/s/{SERVICE}")).await.expect(200);
    let days = format!("/c/QGD/s/{SERVICE}/slots");
    leads_to(&service, &days);
    let choose = browser.open(&days).await.expect(200);
    leads_to(choose.shows("day shut"), &format!("{days}?day={TUESDAY}"));
    let wanted = slot(&town, TUESDAY, "09:30").await;
    let hours = browser.open(&format!("{days}?day={TUESDAY}")).await.expect(200);
    leads_to(hours.shows("09:30–10:00"), &confirm_page(&wanted));
    let sign_in = browser.open(&confirm_page(&wanted)).await.expect(200);
    let confirm = signs_in(&town, &browser, &sign_in, "13800000001").await.expect(200);
    assert_eq!(confirm.path, confirm_page(&wanted));
    let too_long = "长".repeat(501);
    let refused = browser.send(&confirm, &confirm_page(&wanted), &[("note", &too_long)]).await.expect(422);
    refused.shows(&too_long).shows("class=\"fault\"");
    let booked = browser.send(&refused, &confirm_page(&wanted), &[("note", "轮椅")]).await.expect(200);
    booked.shows("ticket.svg").shows("calendar.ics").shows("tel:12309").shows("notice good");
    // The same form sent again books nothing more.
    let again = browser.send(&refused, &confirm_page(&wanted), &[("note", "轮椅")]).await.expect(200);
    assert_eq!(again.path, booked.path);
    let id = id_of(&booked);
    for (name, kind) in [("ticket.svg", "image/svg+xml"), ("calendar.ics", "text/calendar; charset=utf-8")] {
        let file = browser.open(&format!("/appointments/{id}/{name}")).await.expect(200);
        assert_eq!(file.answer.header("content-type"), kind);
    }

    let other = slot(&town, "2026-03-04", "16:00").await;
    let choose = browser.open(&format!("/appointments/{id}/slots")).await.expect(200);
    assert_eq!(choose.path, format!("{days}?move={id}"));
    let moving = format!("{}?move={id}", confirm_page(&other));
    leads_to(&browser.open(&format!("{days}?day=2026-03-04&move={id}")).await.expect(200), &moving);
    let confirm = browser.open(&moving).await.expect(200);
    let moved = browser.send(&confirm, &moving, &[]).await.expect(200);
    moved.shows("16:00–16:30");
    assert_eq!(moved.path, format!("/appointments/{id}?done=moved"));
    assert_eq!(slot(&town, TUESDAY, "09:30").await["free"], 5);
    browser
        .open("/appointments")
        .await
        .expect(200)
        .shows("16:00–16:30")
        .shows(&format!("/appointments/{id}"));

    let ask = browser.open(&format!("/appointments/{id}/cancel")).await.expect(200);
    let cancelled = browser.send(&ask, &format!("/appointments/{id}/cancel"), &[]).await.expect(200);
    leads_to(&cancelled, &days);
    assert!(!cancelled.text().contains("ticket.svg"));
    browser.open(&format!("/appointments/{id}/cancel")).await.expect(409);
    browser.open(&format!("/appointments/{id}/slots")).await.expect(409);
}

#[rstest]
#[tokio::test]
async fn a_lost_race_shows_what_is_still_free(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let wanted = slot(&town, TUESDAY, "09:30").await;
    let browser = town.browser("zh-CN");
    let sign_in = browser.open(&confirm_page(&wanted)).await;
    let confirm = signs_in(&town, &browser, &sign_in, "13800000001").await.expect(200);
    for number in 0..5 {
        books(&town.citizen(&format!("1380000002{number}")).await, &wanted).await;
    }
    let refused = browser.send(&confirm, &confirm_page(&wanted), &[]).await.expect(409);
    let next = slot(&town, TUESDAY, "10:00").await;
    leads_to(refused.shows("这个时段刚刚约满了"), &confirm_page(&next));
    assert!(!refused.text().contains(&confirm_page(&wanted)), "a full hour is no button");
    for path in [
        format!("/c/QGD/s/{SERVICE}/slots/{}", uuid::Uuid::now_v7()),
        format!("/c/QGD/s/{SERVICE}/slots/first"),
        "/c/QGD/s/public-interest-clue/slots".to_owned(),
        "/c/QGD/s/no-such/slots".to_owned(),
        "/c/NOWHERE/s/petition/slots".to_owned(),
        format!("/appointments/{}", uuid::Uuid::now_v7()),
    ] {
        browser.open(&path).await.expect(404);
    }
}

#[rstest]
#[tokio::test]
async fn an_application_leads_to_its_visit(#[values(Sqlite, Postgres)] db: Db) {
    use crate::applications::ground::submits;
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let zhuoma = town.citizen("13800000001").await;
    let sent = submits(&town, &zhuoma, center(&town).parse().unwrap()).await;
    let browser = town.browser("zh-CN");
    let here = format!("/applications/{}/slots", sent["id"].as_str().unwrap());
    let sign_in = browser.open(&here).await;
    let days = signs_in(&town, &browser, &sign_in, "13800000001").await.expect(200);
    let query = format!("application={}", sent["id"].as_str().unwrap());
    assert_eq!(days.path, format!("/c/QGD/s/{SERVICE}/slots?{query}"));
    let wanted = format!("{}?{query}", confirm_page(&slot(&town, TUESDAY, "09:30").await));
    let confirm = browser.open(&wanted).await.expect(200);
    let receipt = sent["receipt_no"].as_str().unwrap();
    confirm.shows(receipt).shows("请带上这些材料的原件");
    browser.send(&confirm, &wanted, &[]).await.expect(200).shows(receipt).shows("请带上这些材料的原件");
}

#[rstest]
#[tokio::test]
async fn a_center_says_what_is_free_next(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    town.browser("zh-CN").open("/c/QGD").await.expect(200).shows("最近可约").shows("10:30");
}

#[rstest]
#[tokio::test]
async fn reception_lets_a_visitor_in(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let booked = books(&zhuoma, &slot(&town, "2026-03-02", "10:30").await).await;
    let desk = console(&town, Role::Reception).await;
    let page = desk.open("/console/visits").await.expect(200);
    page.shows("138****0001").shows("10:30–11:00").shows("已预约");
    let ask = desk.open("/console/check-in").await.expect(200);
    let wrong = desk.send(&ask, "/console/check-in", &[("ticket_code", "0000 0000")]).await.expect(404);
    wrong.shows("没有这张预约票").shows("value=\"0000 0000\"");
    let code = booked["ticket_code"].as_str().unwrap();
    desk.send(&ask, "/console/check-in", &[("ticket_code", code)]).await.expect(200).shows("已签到");
    desk.send(&ask, "/console/check-in", &[("ticket_code", code)]).await.expect(409).shows("这张票已经用过");
    let id = booked["id"].as_str().unwrap();
    let mut page = desk.open("/console/visits").await.expect(200);
    for (action, shown) in [("call", "已叫号"), ("served", "已办理")] {
        page = desk.send(&page, &format!("/console/visits/{id}/{action}"), &[]).await.expect(200);
        page.shows(shown);
    }
    assert_eq!(zhuoma.get(&at(&booked)).await.expect(200).json()["state"], "served");
    let finance = console(&town, Role::Finance).await;
    for path in ["/console/visits", "/console/check-in", "/console/schedules"] {
        finance.open(path).await.expect(403).shows("没有权限");
    }
}

#[rstest]
#[tokio::test]
async fn an_administrator_keeps_schedules_and_closed_days(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    books(&zhuoma, &slot(&town, TUESDAY, "09:30").await).await;
    let desk = console(&town, Role::Admin).await;
    let page = desk.open("/console/schedules").await.expect(200);
    let add = "/console/schedules#add";
    let fields =
        [("service_key", SERVICE), ("weekday", "2"), ("from", "16:00"), ("to", "17:00"), ("capacity", "2")];
    let wrong = [&fields[..], &[("to", "15:00")]].concat();
    let refused = desk.send(&page, add, &wrong).await.expect(422);
    refused.shows("结束应在开始之后").shows("value=\"15:00\"");
    let page = desk.send(&refused, add, &fields).await.expect(200);
    page.shows("已增加");
    desk.send(&page, add, &fields).await.expect(409).shows("同一时间已有安排");
    let two: Vec<_> = slots(&town, TUESDAY).await.into_iter().filter(|slot| slot["capacity"] == 2).collect();
    assert_eq!(two.len(), 2);

    let admin = town.staff(Role::Admin).await;
    let list = format!("/api/v1/desk/centers/{}/schedules?limit=100", center(&town));
    let listed = admin.get(&list).await.expect(200).json();
    let made = listed["items"].as_array().unwrap().iter().find(|one| one["capacity"] == 2).unwrap().clone();
    let change = format!("/console/schedules/{}", made["id"].as_str().unwrap());
    desk.send(&page, &change, &[("capacity", "many")]).await.expect(422);
    let changed =
        desk.send(&page, &change, &[("capacity", "3"), ("effective_until", "2026-03-31")]).await.expect(200);
    changed.shows("已保存");
    desk.send(&page, &change, &[("capacity", "4")]).await.expect(412).shows("内容已被改动");

    let close = "/console/closures#close";
    let closed = desk.send(&changed, close, &[("date", TUESDAY), ("reason", "停电")]).await.expect(200);
    closed.shows("138****0001").shows("停电");
    desk.send(&closed, close, &[("date", TUESDAY), ("reason", "停电")])
        .await
        .expect(409)
        .shows("这一天已经停约");
    desk.send(&closed, close, &[("date", "2026-01-01"), ("reason", "x")]).await.expect(422);
    let days =
        town.browser("zh-CN").open(&format!("/c/QGD/s/{SERVICE}/slots?day={TUESDAY}")).await.expect(200);
    days.shows("不开放");
    let other = town.citizen("13800000002").await;
    asks_for(&other, &two[0]).await.expect_problem(409, "slot_closed");
}
