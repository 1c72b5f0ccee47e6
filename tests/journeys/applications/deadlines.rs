//! Deadlines by the calendar: what no calendar can tell is unknown, never guessed, and counted once it can be told.

use chrono::{NaiveDate, TimeDelta};
use hechang::{
    applications::{model::NewRequest, service},
    config::Switch,
    organs::{area::Area, calendar_file::Day, service::enter_days, working_days::DayKind},
    platform::change::Author,
};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{asks, at, center, clerk, submits};

#[rstest]
#[tokio::test]
async fn a_year_without_a_calendar_gives_no_date(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let center = center(&town).await;
    town.clock.advance(TimeDelta::days(303));
    let zhuoma = town.citizen("13800000001").await;
    let sent = submits(&town, &zhuoma, center).await;
    assert_eq!((&sent["submitted_at"], sent.get("due_on")), (&json!("2026-12-30T02:00:00Z"), None));
    assert_eq!(service::count_unknown_dates(town.app()).await.unwrap(), 0);

    let off = |date: &str| Day { date: date.parse().unwrap(), kind: DayKind::Off, name: None };
    let days = ["2027-01-01", "2027-10-01"].map(off);
    let change = town.app().change(Author::System).await.unwrap();
    enter_days(change, &Area::nation(), "国务院办公厅通知", &days).await.unwrap();
    assert_eq!(service::count_unknown_dates(town.app()).await.unwrap(), 1);
    let due = zhuoma.get(&at(&sent)).await.expect(200).json()["due_on"].clone();
    assert_eq!(due, json!(NaiveDate::from_ymd_opt(2027, 1, 7)));
    assert_eq!(service::count_unknown_dates(town.app()).await.unwrap(), 0);
    zhuoma.get(&at(&sent)).await.expect(200);
}

#[rstest]
#[tokio::test]
async fn what_is_not_added_in_time_counts_as_given_up(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let center = center(&town).await;
    let clerk = clerk(&town, center).await;
    let sent = submits(&town, &town.citizen("13800000001").await, center).await;
    let paper =
        NewRequest { checklist_key: Some("identity".into()), pointer: None, text: "照片模糊".into() };
    asks(&town, clerk, &sent, vec![paper]).await;

    town.clock.advance(TimeDelta::days(30));
    let zhuoma = town.citizen("13800000001").await;
    let last_day = zhuoma.get(&at(&sent)).await.expect(200).json();
    assert_eq!((&last_day["state"], &last_day["due_on"]), (&json!("correction"), &json!("2026-04-01")));
    assert_eq!(service::lapse_overdue(town.app()).await.unwrap(), 0);

    town.clock.advance(TimeDelta::hours(14));
    assert_eq!(service::lapse_overdue(town.app()).await.unwrap(), 1);
    assert_eq!(service::lapse_overdue(town.app()).await.unwrap(), 0);
    let zhuoma = town.citizen("13800000001").await;
    let closed = zhuoma.get(&at(&sent)).await.expect(200).json();
    assert_eq!((&closed["state"], closed.get("due_on")), (&json!("closed"), None));
    assert_eq!(closed["timeline"][2]["text"], "已办结：逾期未补充，视为放弃");
    let messages = town.get("/sandbox/messages.json?to=13800000001").await.expect(200).json();
    let told = messages["items"].as_array().unwrap().iter().filter(|message| message["template"] == "lapsed");
    assert_eq!(told.count(), 1);
    let submit = format!("{}/submit", at(&sent));
    zhuoma.post(&submit).json(&json!({})).await.expect_problem(409, "action_not_allowed");
}
