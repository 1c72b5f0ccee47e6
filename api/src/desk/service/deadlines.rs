//! How a matter stands against its time limits: by when, how much is left, and what nobody can tell yet.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

use crate::{
    app::App,
    applications::{self, clocks::Clock, model::Application},
    error::{Internal, Problem},
    organs::{
        self,
        working_days::{Calendar, NoCalendar, Period, Unit},
    },
};

/// A time limit of a matter that hasn't ended.
pub struct Deadline {
    /// The limit's key in the workflow.
    pub limit: String,
    /// How it stands.
    pub stand: Stand,
}

/// How a time limit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It runs; what is left is nothing on the last day.
    Runs {
        /// The last day.
        due_on: NaiveDate,
        /// Counted from tomorrow, up to and with the last day.
        left: Period,
    },
    /// It has passed.
    Passed {
        /// The last day.
        due_on: NaiveDate,
        /// Counted from the day after it, up to and with today.
        late: Period,
    },
    /// It stands still while the office waits for the citizen.
    Still {
        /// Since when.
        since: NaiveDate,
        /// What is left once it goes on; unknown without a calendar.
        left: Option<Period>,
    },
    /// Nobody can tell: the calendar of that year hasn't been entered.
    Unknown {
        /// The year.
        year: i32,
    },
}

/// The time limits of a matter, those that run first, the nearest first.
pub async fn deadlines(
    db: &impl ConnectionTrait,
    app: &App,
    application: &Application,
) -> Result<Vec<Deadline>, Internal> {
    let calendar = organs::service::calendar_for(db, application.center_id).await;
    let calendar = calendar.map_err(|error| Internal::from_error(Problem::from(error)))?;
    let mut clocks = applications::service::clocks(db, application.id).await?;
    clocks.retain(|clock| clock.stopped_on.is_none());
    clocks.sort_by_key(|clock| (!clock.runs(), clock.due_on.is_none(), clock.due_on));
    let today = app.clock.today();
    let deadline = |clock: Clock| {
        let stand =
            stand(&clock, &calendar, today).unwrap_or_else(|NoCalendar { year }| Stand::Unknown { year });
        Deadline { limit: clock.limit_key, stand }
    };
    Ok(clocks.into_iter().map(deadline).collect())
}

fn stand(clock: &Clock, calendar: &Calendar, today: NaiveDate) -> Result<Stand, NoCalendar> {
    let Period { amount, unit } = clock.period;
    let due_on = if clock.runs() { known(clock, calendar)? } else { None };
    let Some(due_on) = due_on else {
        let since = clock.paused_on.unwrap_or(today);
        let left = calendar.remaining(clock.counted_from, amount, unit, since).ok();
        return Ok(Stand::Still { since, left });
    };
    if today > due_on {
        return Ok(Stand::Passed { due_on, late: between(calendar, unit, due_on, today)? });
    }
    Ok(Stand::Runs { due_on, left: between(calendar, unit, today, due_on)? })
}

/// The last day as it was counted; counted here when it couldn't be told before, so that what is lacking is named.
fn known(clock: &Clock, calendar: &Calendar) -> Result<Option<NaiveDate>, NoCalendar> {
    let mut clock = clock.clone();
    if clock.due_on.is_none() {
        clock.count(calendar)?;
    }
    Ok(clock.due_on)
}

/// Working days for a limit in working days, days for any other.
fn between(
    calendar: &Calendar,
    unit: Unit,
    after: NaiveDate,
    until: NaiveDate,
) -> Result<Period, NoCalendar> {
    if unit == Unit::WorkingDay {
        return Ok(Period { amount: calendar.working_days_between(after, until)?, unit });
    }
    Ok(Period { amount: u32::try_from((until - after).num_days()).unwrap_or(0), unit: Unit::Day })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::Limit,
        organs::{
            calendar_file,
            working_days::{Entry, Layer},
        },
        platform::ids,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn nation() -> Calendar {
        let days = calendar_file::nation().unwrap();
        let entry = |day: &calendar_file::Day| Entry {
            layer: Layer::Nation,
            version: 1,
            date: day.date,
            kind: day.kind,
        };
        Calendar::new(days.iter().map(entry).collect())
    }

    fn clock(amount: u32, unit: Unit, on: &str) -> Clock {
        let limit =
            Limit { amount, unit, effective_from: day("2014-01-17"), source: String::new(), confirmed: true };
        let mut clock = Clock::started(ids::new_id(), "review", &limit, day(on));
        clock.count(&nation()).ok();
        clock
    }

    fn left(amount: u32, unit: Unit) -> Period {
        Period { amount, unit }
    }

    #[test]
    fn what_is_left_is_counted_in_the_limits_own_days() {
        let (limit, calendar) = (clock(5, Unit::WorkingDay, "2026-03-02"), nation());
        let due_on = day("2026-03-09");
        for (today, expected) in [
            ("2026-03-02", Stand::Runs { due_on, left: left(5, Unit::WorkingDay) }),
            ("2026-03-07", Stand::Runs { due_on, left: left(1, Unit::WorkingDay) }),
            ("2026-03-09", Stand::Runs { due_on, left: left(0, Unit::WorkingDay) }),
            ("2026-03-16", Stand::Passed { due_on, late: left(5, Unit::WorkingDay) }),
        ] {
            assert_eq!(stand(&limit, &calendar, day(today)), Ok(expected), "{today}");
        }
        let thirty = clock(30, Unit::Day, "2026-03-04");
        let expected = Stand::Runs { due_on: day("2026-04-03"), left: left(30, Unit::Day) };
        assert_eq!(stand(&thirty, &calendar, day("2026-03-04")), Ok(expected));
    }

    #[test]
    fn a_clock_that_stands_still_keeps_what_is_left() {
        let mut limit = clock(5, Unit::WorkingDay, "2026-03-02");
        limit.pause(day("2026-03-04"));
        let expected = Stand::Still { since: day("2026-03-04"), left: Some(left(3, Unit::WorkingDay)) };
        assert_eq!(stand(&limit, &nation(), day("2026-03-20")), Ok(expected));
    }

    #[test]
    fn a_year_without_a_calendar_is_named_and_never_guessed() {
        let limit = clock(10, Unit::WorkingDay, "2026-12-28");
        assert_eq!(limit.due_on, None);
        assert_eq!(stand(&limit, &nation(), day("2026-12-28")), Err(NoCalendar { year: 2027 }));
    }
}
