use chrono::NaiveDate;
use proptest::prelude::*;
use rstest::rstest;

use super::{Unit::*, *};
use crate::organs::calendar_file;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn nation() -> Calendar {
    let days = calendar_file::nation().unwrap();
    Calendar::new(days.iter().map(|day| entry(Layer::Nation, 1, day.date, day.kind)).collect())
}

fn entry(layer: Layer, version: i32, date: NaiveDate, kind: DayKind) -> Entry {
    Entry { layer, version, date, kind }
}

#[rstest]
#[case("2024-02-05", 10, WorkingDay, "2024-02-23")]
#[case("2025-01-24", 5, WorkingDay, "2025-02-07")]
#[case("2026-02-13", 2, WorkingDay, "2026-02-24")]
#[case("2025-09-02", 30, Day, "2025-10-09")]
// 28 February 2026 is a Saturday on which offices work, so the limit doesn't move.
#[case("2025-11-30", 3, Month, "2026-02-28")]
#[case("2024-01-31", 1, Month, "2024-02-29")]
#[case("2026-03-04", 1, Month, "2026-04-07")]
fn limits_end_as_the_law_counts_them(
    #[case] start: &str,
    #[case] amount: u32,
    #[case] unit: Unit,
    #[case] due: &str,
) {
    assert_eq!(nation().due(day(start), amount, unit), Ok(day(due)));
}

#[test]
fn a_year_that_nobody_entered_is_an_error() {
    let unknown = Err(NoCalendar { year: 2027 });
    assert_eq!(nation().is_working_day(day("2027-03-03")), Err(NoCalendar { year: 2027 }));
    assert_eq!(nation().due(day("2026-12-30"), 2, WorkingDay), unknown);
    assert_eq!(nation().due(day("2026-12-10"), 1, Month), unknown);
    assert_eq!(
        nation().working_days_between(day("2026-12-31"), day("2027-01-01")),
        Err(NoCalendar { year: 2027 })
    );
    assert_eq!(nation().due(day("2026-12-30"), 1, WorkingDay), Ok(day("2026-12-31")));
    assert!(Calendar::default().due(day("2026-12-30"), u32::MAX, Month).is_err());
}

#[test]
fn a_stray_day_of_the_next_year_does_not_open_it() {
    let stray = entry(Layer::Nation, 1, day("2027-01-01"), DayKind::Off);
    let local = entry(Layer::City, 1, day("2028-10-01"), DayKind::Off);
    let calendar = Calendar::new(vec![stray, local]);
    assert!(!calendar.knows(2027) && !calendar.knows(2028));
}

#[test]
fn the_nearest_layer_wins_and_in_it_the_latest_entry() {
    let losar = day("2026-02-24");
    let with = |entries: &[Entry]| {
        let national = entry(Layer::Nation, 1, day("2026-10-01"), DayKind::Off);
        Calendar::new(entries.iter().copied().chain([national]).collect()).is_working_day(losar).unwrap()
    };
    let city_off = entry(Layer::City, 2, losar, DayKind::Off);
    assert!(with(&[]));
    assert!(!with(&[city_off]));
    assert!(!with(&[city_off, entry(Layer::Nation, 9, losar, DayKind::Work)]));
    assert!(with(&[entry(Layer::Center, 1, losar, DayKind::Work), city_off]));
    assert!(with(&[entry(Layer::City, 3, losar, DayKind::Work), city_off]));
}

#[rstest]
// Paused with seven of ten working days left; seven more after the citizen answered.
#[case("2026-03-02", 10, WorkingDay, "2026-03-05", "2026-03-20", "2026-03-31")]
#[case("2026-03-02", 30, Day, "2026-03-12", "2026-03-22", "2026-04-13")]
#[case("2026-03-02", 1, Month, "2026-03-31", "2026-05-06", "2026-05-08")]
// Paused on the very last day: the day of the answer is the last.
#[case("2026-03-02", 2, WorkingDay, "2026-03-04", "2026-03-14", "2026-03-16")]
// Too late already: stopping the clock doesn't heal it.
#[case("2026-03-02", 2, WorkingDay, "2026-03-05", "2026-03-20", "2026-03-04")]
fn the_clock_stands_still_while_the_citizen_is_asked(
    #[case] start: &str,
    #[case] amount: u32,
    #[case] unit: Unit,
    #[case] paused_on: &str,
    #[case] resumed_on: &str,
    #[case] due: &str,
) {
    let found = nation().due_after_resume(day(start), amount, unit, day(paused_on), day(resumed_on));
    assert_eq!(found, Ok(day(due)));
}

#[test]
fn what_is_left_of_months_is_counted_in_days() {
    let left = nation().remaining(day("2025-11-30"), 3, Month, day("2026-02-18"));
    assert_eq!(left, Ok(Period { amount: 10, unit: Day }));
}

fn any_start() -> impl Strategy<Value = NaiveDate> {
    (0_u64..900).prop_map(|days| day("2024-01-01") + Days::new(days))
}

fn any_unit() -> impl Strategy<Value = Unit> {
    prop_oneof![Just(WorkingDay), Just(Day), Just(Month)]
}

/// Short enough to end within the years that are known.
fn any_amount(unit: Unit) -> std::ops::Range<u32> {
    if unit == Month { 0..5 } else { 0..90 }
}

fn any_limit() -> impl Strategy<Value = (NaiveDate, u32, Unit)> {
    (any_start(), any_unit()).prop_flat_map(|(start, unit)| (Just(start), any_amount(unit), Just(unit)))
}

proptest! {
    #[test]
    fn a_limit_ends_on_a_working_day((start, amount, unit) in any_limit()) {
        let due = nation().due(start, amount, unit).unwrap();
        prop_assert!(nation().is_working_day(due).unwrap());
        prop_assert!(due >= start);
    }

    #[test]
    fn a_longer_limit_never_ends_earlier((start, amount, unit) in any_limit()) {
        let (due, later) = (nation().due(start, amount, unit), nation().due(start, amount + 1, unit));
        prop_assert!(due.unwrap() <= later.unwrap());
    }

    #[test]
    fn working_days_count_themselves((start, amount) in (any_start(), 1_u32..90)) {
        let due = nation().due(start, amount, WorkingDay).unwrap();
        prop_assert_eq!(nation().working_days_between(start, due), Ok(amount));
    }

    #[test]
    fn a_pause_within_a_day_moves_nothing(((start, amount, unit), days) in (any_limit(), 0_u64..90)) {
        let due = nation().due(start, amount, unit).unwrap();
        let paused_on = (start + Days::new(days)).min(due);
        prop_assert_eq!(nation().due_after_resume(start, amount, unit, paused_on, paused_on), Ok(due));
    }

    #[test]
    fn a_longer_pause_never_ends_earlier((start, amount, pause) in (any_start(), 0_u32..30, 0_u64..30)) {
        let resumed = |days| nation()
            .due_after_resume(start, amount, WorkingDay, start, start + Days::new(days)).unwrap();
        prop_assert!(resumed(pause) <= resumed(pause + 1));
    }
}
