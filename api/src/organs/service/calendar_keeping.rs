//! What an administrator sees of the calendars, may enter, and changes by it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use hechang_entity::calendar_day::Model;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::Internal,
    organs::{
        area::Area,
        calendar_file::Day,
        model::Center,
        queries::{calendar, centers},
        working_days::{Calendar, DayKind, Entry, Layer, is_national_day},
    },
};

/// An area with the years that something was entered for.
pub struct Kept {
    /// The area.
    pub area: Area,
    /// Whether those who ask may enter days for it.
    pub may_enter: bool,
    /// The center, when the area is one.
    pub center: Option<Center>,
    /// Its years.
    pub years: Vec<KeptYear>,
}

/// A year of an area.
pub struct KeptYear {
    /// The year.
    pub year: i32,
    /// How many of its days differ from their weekday.
    pub days: usize,
    /// Whether it is a whole notice of the State Council; only the nation's years can be.
    pub whole: bool,
}

/// A day as it holds now.
pub struct Entered {
    /// What was entered.
    pub day: Day,
    /// Where it comes from.
    pub source: String,
}

/// What an entry changes at a center: whether offices work on that day. Nothing is told of a year without a national calendar.
pub struct Effect {
    /// The center.
    pub center: Center,
    /// As it is.
    pub before: Option<bool>,
    /// As it will be.
    pub after: Option<bool>,
}

/// The areas around the centers that these organs keep, from the nation to the center, with what was entered.
///
/// An area's days may be entered by whoever keeps every center in it: nobody changes the calendar of somebody else's center. The
/// nation's are entered as whole notices, from a file.
pub async fn kept_calendars(db: &impl ConnectionTrait, organs: &[Uuid]) -> Result<Vec<Kept>, Internal> {
    let all = centers::all(db).await?;
    let (mine, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|center| organs.contains(&center.organ_id));
    let foreign: BTreeSet<Area> = others.iter().flat_map(Area::around).collect();
    let mut areas: BTreeSet<Area> = mine.iter().flat_map(Area::around).collect();
    areas.insert(Area::nation());
    let days = calendar::days_of(db, &areas).await?;
    let kept = areas.into_iter().map(|area| Kept {
        may_enter: area.layer() != Layer::Nation && !foreign.contains(&area),
        center: mine.iter().find(|center| is_of(&area, center)).cloned(),
        years: years(&area, &days),
        area,
    });
    Ok(kept.collect())
}

fn is_of(area: &Area, center: &Center) -> bool {
    area.layer() == Layer::Center && area.scope() == center.code
}

fn is_in(day: &Model, area: &Area) -> bool {
    day.layer == area.layer() && day.scope == area.scope()
}

fn years(area: &Area, days: &[Model]) -> Vec<KeptYear> {
    let mut years: BTreeMap<i32, BTreeSet<NaiveDate>> = BTreeMap::new();
    for day in days.iter().filter(|day| is_in(day, area)) {
        years.entry(day.date.year()).or_default().insert(day.date);
    }
    let year = |(year, dates): (i32, BTreeSet<NaiveDate>)| KeptYear {
        year,
        days: dates.len(),
        whole: area.layer() == Layer::Nation && dates.iter().any(|date| is_national_day(*date)),
    };
    years.into_iter().map(year).collect()
}

/// The days of an area in a year as they hold now, in order.
pub async fn entered_days(
    db: &impl ConnectionTrait,
    area: &Area,
    year: i32,
) -> Result<Vec<Entered>, Internal> {
    let mut days = calendar::days_of(db, &BTreeSet::from([area.clone()])).await?;
    days.retain(|day| day.date.year() == year);
    days.sort_by_key(|day| (day.date, day.version));
    let latest: BTreeMap<NaiveDate, Model> = days.into_iter().map(|day| (day.date, day)).collect();
    let sources = calendar::sources(db, &latest.values().map(|day| day.version).collect()).await?;
    let entered = latest.into_values().map(|day| Entered {
        source: sources.get(&day.version).cloned().unwrap_or_default(),
        day: Day { date: day.date, kind: day.kind, name: day.name },
    });
    Ok(entered.collect())
}

/// What entering a day for an area would change, at each center in it. A center with a nearer entry for that day keeps its own.
pub async fn effects(db: &impl ConnectionTrait, area: &Area, day: &Day) -> Result<Vec<Effect>, Internal> {
    let mut inside = centers::all(db).await?;
    inside.retain(|center| Area::around(center).contains(area));
    let areas: BTreeSet<Area> = inside.iter().flat_map(Area::around).collect();
    let days = calendar::days_of(db, &areas).await?;
    let effect = |center: Center| {
        let around = Area::around(&center);
        let mut entries: Vec<Entry> =
            days.iter().filter(|day| around.iter().any(|area| is_in(day, area))).map(entry).collect();
        let before = works(&entries, day.date);
        entries.push(Entry { layer: area.layer(), version: i32::MAX, date: day.date, kind: day.kind });
        Effect { before, after: works(&entries, day.date), center }
    };
    Ok(inside.into_iter().map(effect).collect())
}

fn works(entries: &[Entry], date: NaiveDate) -> Option<bool> {
    Calendar::new(entries.to_vec()).is_working_day(date).ok()
}

fn entry(day: &Model) -> Entry {
    Entry { layer: day.layer, version: day.version, date: day.date, kind: day.kind }
}

/// Whether an entry says that offices work.
pub fn is_work(kind: DayKind) -> bool {
    kind == DayKind::Work
}
