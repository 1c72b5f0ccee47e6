//! Time limits as Chinese law counts them (民法典 200–204, 刑事诉讼法 105, 民事诉讼法 85), with the calendar of a center.
//!
//! The first day isn't counted. A limit in days or months that would end on a rest day ends on the first working day after it;
//! a month without that day-number ends on its last day. While the office waits for the citizen the clock stands still.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
pub use hechang_entity::calendar_day::{Kind as DayKind, Layer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a time limit is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Working days of the center's calendar (工作日).
    WorkingDay,
    /// Calendar days (日).
    Day,
    /// Months (月).
    Month,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

/// The national calendar of a year hasn't been entered, so nothing can be said about its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the calendar of {year} has not been entered")]
pub struct NoCalendar {
    /// The year.
    pub year: i32,
}

/// A date that somebody entered as different from its weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// For how large an area.
    pub layer: Layer,
    /// With which entry of the calendar.
    pub version: i32,
    /// The date.
    pub date: NaiveDate,
    /// Off or work.
    pub kind: DayKind,
}

/// The rest days and working weekend days of one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    version: i32,
    years: BTreeSet<i32>,
    days: BTreeMap<NaiveDate, DayKind>,
}

impl Calendar {
    /// Lays the entries of all layers over each other: the nearest layer wins, in it the latest version.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by_key(|entry| (entry.layer, entry.version));
        Self {
            version: entries.iter().map(|entry| entry.version).max().unwrap_or_default(),
            years: entries
                .iter()
                .filter(|entry| entry.layer == Layer::Nation && is_national_day(entry.date))
                .map(|entry| entry.date.year())
                .collect(),
            days: entries.iter().map(|entry| (entry.date, entry.kind)).collect(),
        }
    }

    /// The version to store beside a deadline counted with this calendar.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// Whether the national calendar of a year has been entered.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// What was entered for a date; nothing when it is like its weekday.
    pub fn entered(&self, date: NaiveDate) -> Option<DayKind> {
        self.days.get(&date).copied()
    }

    /// Whether offices work on a date.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, NoCalendar> {
        if !self.knows(date.year()) {
            return Err(NoCalendar { year: date.year() });
        }
        Ok(match self.entered(date) {
            Some(kind) => kind == DayKind::Work,
            None => !matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
        })
    }

    /// The last day of a time limit that began on `start`.
    pub fn due(&self, start: NaiveDate, amount: u32, unit: Unit) -> Result<NaiveDate, NoCalendar> {
        match unit {
            Unit::WorkingDay => {
                let mut last = start;
                for _ in 0..amount {
                    last = self.working_day_from(next_day(last)?)?;
                }
                self.working_day_from(last)
            }
            Unit::Day | Unit::Month => self.working_day_from(last_day(start, amount, unit)?),
        }
    }

    /// How many working days lie after `after`, up to and with `until`.
    pub fn working_days_between(&self, after: NaiveDate, until: NaiveDate) -> Result<u32, NoCalendar> {
        let mut count = 0;
        for date in after.iter_days().skip(1).take_while(|date| *date <= until) {
            count += u32::from(self.is_working_day(date)?);
        }
        Ok(count)
    }

    /// What is left of a limit when the clock stops in the course of `paused_on`; that day still counts as used,
    /// so that stopping and going on within a day moves nothing. What is left of months is counted in days.
    pub fn remaining(
        &self,
        start: NaiveDate,
        amount: u32,
        unit: Unit,
        paused_on: NaiveDate,
    ) -> Result<Period, NoCalendar> {
        let paused_on = paused_on.max(start);
        if unit == Unit::WorkingDay {
            let used = self.working_days_between(start, paused_on)?;
            return Ok(Period { amount: amount.saturating_sub(used), unit });
        }
        let left = (last_day(start, amount, unit)? - paused_on).num_days();
        Ok(Period { amount: u32::try_from(left).unwrap_or(0), unit: Unit::Day })
    }

    /// The last day of a limit whose clock stood still from `paused_on` until `resumed_on`.
    /// A limit that had already passed stays passed.
    pub fn due_after_resume(
        &self,
        start: NaiveDate,
        amount: u32,
        unit: Unit,
        paused_on: NaiveDate,
        resumed_on: NaiveDate,
    ) -> Result<NaiveDate, NoCalendar> {
        let due = self.due(start, amount, unit)?;
        if paused_on > due {
            return Ok(due);
        }
        let left = self.remaining(start, amount, unit, paused_on)?;
        self.due(resumed_on.max(paused_on), left.amount, left.unit)
    }

    fn working_day_from(&self, mut date: NaiveDate) -> Result<NaiveDate, NoCalendar> {
        while !self.is_working_day(date)? {
            date = next_day(date)?;
        }
        Ok(date)
    }
}

/// Whether a date opens its year. A year counts as entered when its National Day is: every notice of the State Council has
/// it, while single days of a year also stand in the notices of its neighbors.
pub(super) fn is_national_day(date: NaiveDate) -> bool {
    (date.month(), date.day()) == (10, 1)
}

fn last_day(start: NaiveDate, amount: u32, unit: Unit) -> Result<NaiveDate, NoCalendar> {
    let last = match unit {
        Unit::Month => start.checked_add_months(Months::new(amount)),
        Unit::Day | Unit::WorkingDay => start.checked_add_days(Days::new(amount.into())),
    };
    last.ok_or(NoCalendar { year: NaiveDate::MAX.year() })
}

fn next_day(date: NaiveDate) -> Result<NaiveDate, NoCalendar> {
    date.succ_opt().ok_or(NoCalendar { year: date.year() })
}

#[cfg(test)]
mod tests;
