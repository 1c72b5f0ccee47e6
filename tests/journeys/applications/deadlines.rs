//! Deadlines by the calendar: what no calendar can tell is unknown, never guessed, and counted once it can be told.

use chrono::{NaiveDate, TimeDelta};
use hechang::{
    applications::service,
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

use super::ground::{at, center, submits};

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
