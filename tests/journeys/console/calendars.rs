//! Calendars in the console: what is known, what is missing, entering a day and what it changes.

use chrono::TimeDelta;
use hechang::{identity::actor::Role, organs::service::calendar_for};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;

use super::ground::{center, desk, desk_of, lacks};

const NEW: &str = "/console/calendars/new";
const LOSAR: [(&str, &str); 5] = [
    ("area", "region:540000"),
    ("date", "2026-03-04"),
    ("kind", "off"),
    ("name", "藏历新年"),
    ("source", "自治区人民政府办公厅通知"),
];

#[rstest]
#[tokio::test]
async fn a_day_is_entered_after_its_effect_was_seen(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = desk(&town, Role::Admin).await;
    let shown = admin.open("/console/calendars").await.expect(200);
    shown.shows("全国").shows("自治区 540000").shows("市 540500").shows("琼嘎顶社区").shows("National Day");
    let form = admin.open(NEW).await.expect(200);
    lacks(&form, "value=\"nation:\"");
    let seen = admin.send(&form, NEW, &LOSAR).await.expect(200);
    seen.shows("上班 → <b>休息</b>").shows("琼嘎顶社区");
    let works = async || {
        let calendar = calendar_for(town.app().db.read(), center(&town)).await.unwrap();
        calendar.is_working_day("2026-03-04".parse().unwrap()).unwrap()
    };
    assert!(works().await, "seeing changes nothing");
    for _ in 0..2 {
        let entered = admin.send(&seen, NEW, &[]).await.expect(200);
        entered
            .shows("已录入")
            .shows("藏历新年")
            .shows("自治区人民政府办公厅通知")
            .shows("自治区 540000 · 2026");
    }
    assert!(!works().await);
    let version = |text: String| text.matches("藏历新年").count();
    assert_eq!(version(admin.open("/console/calendars?area=region:540000&year=2026").await.text()), 1);

    // The nearer layer keeps its own.
    let own = [("area", "center:QGD"), ("kind", "work")];
    let seen = admin.send(&seen, NEW, &[own[0], own[1], ("sure", "")]).await.expect(200);
    admin.send(&seen, NEW, &[]).await.expect(200);
    assert!(works().await);
    let kept = admin.send(&form, NEW, &LOSAR).await.expect(200);
    kept.shows("不变");
    let next =
        admin.send(&form, NEW, &[("area", "city:540500"), ("date", "2027-03-04"), LOSAR[2], LOSAR[4]]).await;
    next.expect(200).shows("还没有录入");
}

#[rstest]
#[tokio::test]
async fn what_is_wrong_with_a_day_is_said_and_nothing_is_lost(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = desk(&town, Role::Admin).await;
    let form = admin.open(NEW).await;
    let long = "长".repeat(201);
    for (field, wrong) in [
        ("area", "nation:"),
        ("area", "city:540100"),
        ("area", "x"),
        ("date", "2026-02-30"),
        ("date", "0226-03-04"),
        ("kind", "half"),
        ("name", &long),
        ("source", " "),
    ] {
        let mut words = LOSAR.to_vec();
        words.retain(|(name, _)| *name != field);
        words.extend([(field, wrong), ("sure", "1")]);
        let kept = admin.send(&form, NEW, &words).await.expect(422);
        kept.shows(&format!("id=\"f-{field}-fault\""));
        if field != "source" {
            assert_eq!(kept.form(NEW)["source"], LOSAR[4].1);
        }
    }
    admin.open("/console/calendars?area=city:540100").await.expect(404);
    admin.open("/console/calendars?year=9999").await.expect(200);
}

#[rstest]
#[tokio::test]
async fn a_missing_year_is_told_to_those_who_can_mend_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    lacks(&desk(&town, Role::Admin).await.open("/console").await, "缺少 2027 年");
    town.clock.advance(TimeDelta::days(245));
    for path in ["/console", "/console/calendars"] {
        desk(&town, Role::Admin).await.open(path).await.expect(200).shows("缺少 2027 年的工作日历");
    }
    lacks(&desk(&town, Role::Reception).await.open("/console").await, "缺少 2027 年");
}

#[rstest]
#[tokio::test]
async fn calendars_are_for_administrators(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
        let other = desk(&town, role).await;
        other.open("/console/calendars").await.expect(403);
        other.open(NEW).await.expect(403);
    }
    for language in ["bo-CN", "en"] {
        let admin = desk_of(&town, Role::Admin, "540500", language).await;
        for path in [
            "/console",
            "/console/calendars",
            NEW,
            "/console/qr-codes",
            "/console/qr-codes/new",
            "/console/verification-files",
        ] {
            let shown = admin.open(path).await.expect(200);
            for key in [">calendar-", ">qr-", ">desk-"] {
                lacks(&shown, key);
            }
        }
    }
}
