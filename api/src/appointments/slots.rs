//! Which slots a schedule makes on a day.

use chrono::{Days, NaiveDate, TimeDelta};
use uuid::Uuid;

use crate::{
    appointments::{
        model::{Schedule, Slot},
        slot_id,
    },
    organs::model::OpeningHours,
    platform::{clock::local_date, local_time::LocalTime},
};

/// For how many days ahead slots are offered.
pub const AHEAD: u64 = 28;

/// The last day that is offered today.
pub fn last_day(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(AHEAD)).unwrap_or(today)
}

/// The slots of a schedule on a day with these opening hours; none when it is closed, or when the hours are another weekday's.
///
/// A weekend day that offices work has the hours of another weekday, and with them that weekday's schedule.
pub fn on_day(schedule: &Schedule, date: NaiveDate, hours: &[OpeningHours]) -> Vec<Slot> {
    let usual = hours.first().is_some_and(|hours| hours.weekday == schedule.weekday);
    if !usual || !schedule.holds_on(date) {
        return Vec::new();
    }
    let open = |slot: &Slot| {
        let (from, to) = (slot.starts_at, slot.ends_at);
        hours.iter().any(|hours| hours.from.on(date) <= from && to <= hours.to.on(date))
    };
    all(schedule, date).filter(open).collect()
}

/// The slot of an id, if the schedule could ever make it; whether it is offered is [`on_day`]'s word.
pub fn find(schedule: &Schedule, id: Uuid) -> Option<Slot> {
    let date = local_date(slot_id::starts_at(id)?);
    all(schedule, date).find(|slot| slot.id == id)
}

fn all(schedule: &Schedule, date: NaiveDate) -> impl Iterator<Item = Slot> {
    let (first, end) = (schedule.from.on(date), schedule.to.on(date));
    let length = TimeDelta::minutes(schedule.slot_minutes.into());
    let starts = std::iter::successors(Some(first), move |start| start.checked_add_signed(length));
    starts.map(|start| schedule.slot_at(start)).take_while(move |slot| slot.ends_at <= end)
}

/// The time of day at which a slot begins and ends.
pub fn clock_times(slot: &Slot) -> (LocalTime, LocalTime) {
    (LocalTime::of(slot.starts_at), LocalTime::of(slot.ends_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids;

    fn schedule() -> Schedule {
        Schedule {
            id: ids::new_id(),
            center_id: ids::new_id(),
            service_key: None,
            weekday: 1,
            from: "09:00".parse().unwrap(),
            to: "16:30".parse().unwrap(),
            slot_minutes: 30,
            capacity: 5,
            effective_from: date("2026-03-02"),
            effective_until: Some(date("2026-03-09")),
            version: 1,
        }
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn hours(weekday: u8) -> Vec<OpeningHours> {
        let hours = |from: &str, to: &str| OpeningHours {
            weekday,
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        };
        vec![hours("09:30", "13:00"), hours("15:30", "18:00")]
    }

    fn times(slots: &[Slot]) -> Vec<String> {
        slots.iter().map(|slot| clock_times(slot).0.to_string()).collect()
    }

    #[test]
    fn slots_lie_within_the_opening_hours() {
        let slots = on_day(&schedule(), date("2026-03-02"), &hours(1));
        let expected = ["09:30", "10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "15:30", "16:00"];
        assert_eq!(times(&slots), expected);
    }

    #[test]
    fn a_slot_that_would_end_too_late_is_left_out() {
        let schedule = Schedule { slot_minutes: 50, to: "11:30".parse().unwrap(), ..schedule() };
        assert_eq!(times(&on_day(&schedule, date("2026-03-02"), &hours(1))), ["09:50", "10:40"]);
    }

    #[test]
    fn other_days_have_none() {
        for (day, hours) in [
            ("2026-03-16", hours(1)),
            ("2026-02-23", hours(1)),
            ("2026-03-03", hours(2)),
            ("2026-03-02", vec![]),
        ] {
            assert!(on_day(&schedule(), date(day), &hours).is_empty(), "{day}");
        }
        // A Sunday that offices work as if it were Monday.
        assert!(!on_day(&schedule(), date("2026-03-08"), &hours(1)).is_empty());
    }

    #[test]
    fn a_slot_is_found_by_its_id() {
        let schedule = schedule();
        let slot = on_day(&schedule, date("2026-03-02"), &hours(1)).pop().unwrap();
        assert_eq!(find(&schedule, slot.id), Some(slot));
        let between = slot.starts_at + TimeDelta::minutes(7);
        assert_eq!(find(&schedule, slot_id::of(schedule.id, between)), None);
        assert_eq!(find(&schedule, ids::new_id()), None);
    }
}
