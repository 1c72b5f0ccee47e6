//! The calendar of a center, deadlines counted by it, and the entry of days.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use hechang_entity::calendar_day::Model;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::Internal,
    organs::{
        area::Area,
        error::OrganError,
        model::Center,
        queries,
        service::{center, centers_of},
        working_days::{Calendar, Entry, NoCalendar, Unit},
    },
};

/// The month from which on the next year's calendar should be there, two months before it is needed: the notice comes in autumn.
const NOTICE_EXPECTED: u32 = 11;

/// The end of a time limit, with what it was counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day; nothing while the calendar of that year hasn't been entered.
    pub on: Option<NaiveDate>,
    /// The version of the calendar to store beside it.
    pub calendar_version: i32,
}

/// The calendar of a center.
pub async fn calendar_for(db: &impl ConnectionTrait, center_id: Uuid) -> Result<Calendar, OrganError> {
    let center = center(db, center_id).await?;
    let calendars = calendars_of(db, std::slice::from_ref(&center)).await?;
    Ok(calendars.into_iter().next().unwrap_or_default())
}

/// When a time limit that began on `start` ends at a center. Nobody's matter may wait for a calendar that an administrator
/// has yet to enter, so a year without one gives no date, and a line in the log.
pub async fn due_on(
    db: &impl ConnectionTrait,
    center_id: Uuid,
    start: NaiveDate,
    amount: u32,
    unit: Unit,
) -> Result<Due, OrganError> {
    let calendar = calendar_for(db, center_id).await?;
    let on = calendar.due(start, amount, unit).inspect_err(|NoCalendar { year }| {
        tracing::warn!(
            year,
            "a deadline has no date: the national calendar of its year has not been entered"
        );
    });
    Ok(Due { on: on.ok(), calendar_version: calendar.version() })
}

/// The same for what belongs to an organ and to none of its centers: by the calendar of its first center, or the nation's without one.
pub async fn due_on_at_organ(
    db: &impl ConnectionTrait,
    organ: Uuid,
    start: NaiveDate,
    amount: u32,
    unit: Unit,
) -> Result<Option<NaiveDate>, Internal> {
    let center = centers_of(db, &[organ]).await?.into_iter().next();
    if let Some(center) = center {
        return Ok(due_on(db, center.id, start, amount, unit).await.map_err(Internal::from_error)?.on);
    }
    Ok(nation(db).await?.due(start, amount, unit).ok())
}

/// Whether a day is a working day at an organ, by the same calendar; nothing while that of its year hasn't been entered.
pub async fn is_working_day_at_organ(
    db: &impl ConnectionTrait,
    organ: Uuid,
    day: NaiveDate,
) -> Result<Option<bool>, Internal> {
    let center = centers_of(db, &[organ]).await?.into_iter().next();
    let calendar = match center {
        Some(center) => calendar_for(db, center.id).await.map_err(Internal::from_error)?,
        None => nation(db).await?,
    };
    Ok(calendar.is_working_day(day).ok())
}

/// The years whose national calendar an administrator has to enter: this one, and from November on the next.
pub async fn calendar_warnings(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<i32>, Internal> {
    let calendar = nation(db).await?;
    let next = (today.month() >= NOTICE_EXPECTED).then(|| today.year().saturating_add(1));
    Ok([Some(today.year()), next].into_iter().flatten().filter(|year| !calendar.knows(*year)).collect())
}

/// The national layer alone.
pub(super) async fn nation(db: &impl ConnectionTrait) -> Result<Calendar, Internal> {
    let days = queries::calendar::days_of(db, &BTreeSet::from([Area::nation()])).await?;
    Ok(Calendar::new(days.iter().map(entry).collect()))
}

/// The calendars of some centers, in their order, by one question to the database.
pub(super) async fn calendars_of(
    db: &impl ConnectionTrait,
    centers: &[Center],
) -> Result<Vec<Calendar>, Internal> {
    let around: Vec<_> = centers.iter().map(Area::around).collect();
    let days = queries::calendar::days_of(db, &around.iter().flatten().cloned().collect()).await?;
    let laid = around.iter().map(|areas| {
        let inside =
            |day: &&Model| areas.iter().any(|area| area.layer() == day.layer && area.scope() == day.scope);
        Calendar::new(days.iter().filter(inside).map(entry).collect())
    });
    Ok(laid.collect())
}

fn entry(day: &Model) -> Entry {
    Entry { layer: day.layer, version: day.version, date: day.date, kind: day.kind }
}
