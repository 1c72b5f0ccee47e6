//! When a center is open: its usual week, laid under the calendar.

use chrono::{Datelike, NaiveDate};

use crate::organs::{
    model::{Center, OpeningHours},
    working_days::{Calendar, DayKind, NoCalendar},
};

/// A center's hours on a date, in order; none when it is closed, on that day or for good.
///
/// A weekend day that offices work has the hours of the week's first open day when its own weekday has none.
pub fn hours_on(
    center: &Center,
    calendar: &Calendar,
    date: NaiveDate,
) -> Result<Vec<OpeningHours>, NoCalendar> {
    if !calendar.knows(date.year()) {
        return Err(NoCalendar { year: date.year() });
    }
    if center.closed_at.is_some() {
        return Ok(Vec::new());
    }
    let usual = usual_hours(center, weekday(date));
    Ok(match calendar.entered(date) {
        Some(DayKind::Off) => Vec::new(),
        Some(DayKind::Work) if usual.is_empty() => first_open_day(center),
        _ => usual,
    })
}

/// The dates in a span on which the center is closed although its weekday is open.
/// Days of a year that nobody has entered are left out: nothing is known of them.
pub fn closed_on(center: &Center, calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    from.iter_days()
        .take_while(|date| *date <= to)
        .filter(|date| calendar.entered(*date) == Some(DayKind::Off))
        .filter(|date| !usual_hours(center, weekday(*date)).is_empty())
        .collect()
}

fn usual_hours(center: &Center, weekday: u8) -> Vec<OpeningHours> {
    let mut hours: Vec<_> =
        center.opening_hours.iter().copied().filter(|hours| hours.weekday == weekday).collect();
    hours.sort_by_key(|hours| hours.from);
    hours
}

fn first_open_day(center: &Center) -> Vec<OpeningHours> {
    let first = center.opening_hours.iter().map(|hours| hours.weekday).min();
    first.map(|weekday| usual_hours(center, weekday)).unwrap_or_default()
}

fn weekday(date: NaiveDate) -> u8 {
    u8::try_from(date.weekday().number_from_monday()).unwrap_or_default()
}
