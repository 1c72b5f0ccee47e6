//! Days are entered: by an administrator from a file, and the national ones that come with the program.

use std::collections::BTreeSet;

use chrono::Datelike;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    error::Internal,
    organs::{
        area::Area,
        calendar_file::{self, Day},
        error::OrganError,
        queries::calendar,
        service::{calendar_warnings, calendars, center_by_code},
        working_days::{Calendar, Layer, is_national_day},
    },
    platform::change::{Author, Change, Event},
};

/// Where the national days come from that are compiled in.
const NOTICES: &str = "国务院办公厅关于2024年、2025年、2026年部分节假日安排的通知";

/// Enters days for an area, all together; answers the new version of the calendar. What was entered before
/// stays on record, and the new days hold from now on.
///
/// # Errors
/// `NotFound` for a center that doesn't exist, `IncompleteYear` for a part of a national notice.
pub async fn enter_days(change: Change, area: &Area, source: &str, days: &[Day]) -> Result<i32, OrganError> {
    match area.layer() {
        Layer::Nation => whole_notices(&calendars::nation(change.db()).await?, days)?,
        Layer::Center => drop(center_by_code(change.db(), area.scope()).await?),
        Layer::Region | Layer::City => {}
    }
    let version = calendar::begin_version(change.db(), source, change.author(), change.now()).await?;
    calendar::enter(change.db(), area, version, days).await?;
    let facts = json!({ "area": area.to_string(), "version": version, "days": days.len(), "source": source });
    Ok(change.commit(Event::new("calendar.entered", Uuid::nil()).with(facts), version).await?)
}

/// Enters the national days of those years that nobody has entered yet.
pub async fn enter_nation(app: &App) -> anyhow::Result<()> {
    let known = calendars::nation(app.db.read()).await?;
    let mut days = calendar_file::nation()?;
    days.retain(|day| !known.knows(day.date.year()));
    if !days.is_empty() {
        enter_days(app.change(Author::System).await?, &Area::nation(), NOTICES, &days).await?;
    }
    Ok(())
}

/// Says in the log which years' calendars are missing.
pub async fn warn_of_missing_calendars(app: &App) -> Result<(), Internal> {
    for year in calendar_warnings(app.db.read(), app.clock.today()).await? {
        tracing::warn!(
            year,
            "the national calendar of this year is missing: enter the State Council's notice"
        );
    }
    Ok(())
}

/// A year is opened by its National Day; without it the days of a new year would be taken and never used.
fn whole_notices(known: &Calendar, days: &[Day]) -> Result<(), OrganError> {
    let dates = || days.iter().map(|day| day.date);
    let opened: BTreeSet<_> = dates().filter(|date| is_national_day(*date)).map(|date| date.year()).collect();
    let stray = dates().map(|date| date.year()).find(|year| !opened.contains(year) && !known.knows(*year));
    stray.map_or(Ok(()), |year| Err(OrganError::IncompleteYear(year)))
}
