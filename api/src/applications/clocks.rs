//! Time limits that start, stand still, go on and end with the steps of an application.
//!
//! While the office waits for the citizen its clock stands still and then goes on; it doesn't begin anew. A date that no
//! calendar can tell stays unknown: a deadline by weekends alone would be wrong, and would look right.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    catalog::Limit,
    organs::working_days::{Calendar, NoCalendar, Period},
    platform::ids,
};

/// One limit of one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The row.
    pub id: Uuid,
    /// The application.
    pub application_id: Uuid,
    /// The limit's key in the workflow.
    pub limit_key: String,
    /// When it first started.
    pub started_on: NaiveDate,
    /// The day from which `period` is counted; that day itself isn't.
    pub counted_from: NaiveDate,
    /// What is left to count from there.
    pub period: Period,
    /// The last day; unknown without a calendar.
    pub due_on: Option<NaiveDate>,
    /// Since when it stands still.
    pub paused_on: Option<NaiveDate>,
    /// When it went on, while the calendar couldn't tell what was left.
    pub resumed_on: Option<NaiveDate>,
    /// When it ended.
    pub stopped_on: Option<NaiveDate>,
    /// The calendar that `due_on` was counted with.
    pub calendar_version: Option<i32>,
}

impl Clock {
    /// A clock whose date isn't counted yet; see [`Self::count`].
    pub fn started(application_id: Uuid, key: &str, limit: &Limit, on: NaiveDate) -> Self {
        Self {
            id: ids::new_id(),
            application_id,
            limit_key: key.to_owned(),
            started_on: on,
            counted_from: on,
            period: limit.period(),
            due_on: None,
            paused_on: None,
            resumed_on: None,
            stopped_on: None,
            calendar_version: None,
        }
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        self.stopped_on.is_none() && (self.paused_on.is_none() || self.resumed_on.is_some())
    }

    /// Lets it stand still; the day itself counts as used.
    pub fn pause(&mut self, on: NaiveDate) {
        if self.stopped_on.is_some() {
            return;
        }
        // A pause that was never counted out, for want of a calendar, simply lasts.
        self.paused_on.get_or_insert(on);
        self.resumed_on = None;
    }

    /// Lets it go on; its date isn't counted yet.
    pub fn resume(&mut self, on: NaiveDate) {
        if self.stopped_on.is_none() && self.paused_on.is_some() {
            self.resumed_on = Some(on);
        }
    }

    /// Ends it.
    pub fn stop(&mut self, on: NaiveDate) {
        self.stopped_on.get_or_insert(on);
    }

    /// Counts the last day of a running clock with a calendar.
    pub fn count(&mut self, calendar: &Calendar) -> Result<(), NoCalendar> {
        if !self.runs() {
            return Ok(());
        }
        self.due_on = None;
        let Period { amount, unit } = self.period;
        let due = match self.paused_on.zip(self.resumed_on) {
            None => calendar.due(self.counted_from, amount, unit)?,
            Some((paused, resumed)) => {
                let due = calendar.due_after_resume(self.counted_from, amount, unit, paused, resumed)?;
                self.go_on_from(paused, resumed, calendar)?;
                due
            }
        };
        self.due_on = Some(due);
        self.calendar_version = Some(calendar.version());
        Ok(())
    }

    /// From here on what was left counts from the day it went on. A limit that had passed before stays as it was.
    fn go_on_from(
        &mut self,
        paused: NaiveDate,
        resumed: NaiveDate,
        calendar: &Calendar,
    ) -> Result<(), NoCalendar> {
        let Period { amount, unit } = self.period;
        if paused <= calendar.due(self.counted_from, amount, unit)? {
            self.period = calendar.remaining(self.counted_from, amount, unit, paused)?;
            self.counted_from = resumed;
        }
        (self.paused_on, self.resumed_on) = (None, None);
        Ok(())
    }
}

/// The nearest date toward which a clock runs, with its limit.
pub fn nearest(clocks: &[Clock]) -> Option<(NaiveDate, &str)> {
    let running = clocks.iter().filter(|clock| clock.runs());
    running.filter_map(|clock| Some((clock.due_on?, clock.limit_key.as_str()))).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organs::{
        calendar_file,
        working_days::{Entry, Layer, Unit},
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn nation() -> Calendar {
        let days = calendar_file::nation().unwrap();
        let entry = |day: &calendar_file::Day| Entry {
            layer: Layer::Nation,
            version: 7,
            date: day.date,
            kind: day.kind,
        };
        Calendar::new(days.iter().map(entry).collect())
    }

    fn clock(amount: u32, unit: Unit, on: &str) -> Clock {
        let limit =
            Limit { amount, unit, effective_from: day("2014-01-17"), source: String::new(), confirmed: true };
        Clock::started(ids::new_id(), "review", &limit, day(on))
    }

    #[test]
    fn a_clock_counts_with_the_calendar_and_remembers_which() {
        let mut clock = clock(5, Unit::WorkingDay, "2026-02-12");
        clock.count(&nation()).unwrap();
        // Spring Festival is from the 15th to the 23rd; Saturday the 14th is worked.
        assert_eq!((clock.due_on, clock.calendar_version), (Some(day("2026-02-26")), Some(7)));
    }

    #[test]
    fn waiting_for_the_citizen_is_not_counted() {
        let mut clock = clock(5, Unit::WorkingDay, "2026-03-02");
        clock.count(&nation()).unwrap();
        assert_eq!(clock.due_on, Some(day("2026-03-09")));
        clock.pause(day("2026-03-04"));
        assert!(!clock.runs());
        clock.resume(day("2026-03-24"));
        clock.count(&nation()).unwrap();
        assert_eq!((clock.due_on, clock.period.amount), (Some(day("2026-03-27")), 3));
        clock.pause(day("2026-03-25"));
        clock.resume(day("2026-03-25"));
        clock.count(&nation()).unwrap();
        assert_eq!(clock.due_on, Some(day("2026-03-27")));
        assert_eq!(clock.started_on, day("2026-03-02"));
    }

    #[test]
    fn what_had_passed_stays_passed() {
        let mut clock = clock(7, Unit::Day, "2026-03-02");
        clock.count(&nation()).unwrap();
        clock.pause(day("2026-03-12"));
        clock.resume(day("2026-03-20"));
        clock.count(&nation()).unwrap();
        assert_eq!(clock.due_on, Some(day("2026-03-09")));
    }

    #[test]
    fn without_a_calendar_the_date_is_unknown_until_there_is_one() {
        let mut clock = clock(5, Unit::WorkingDay, "2026-03-02");
        assert!(clock.count(&Calendar::default()).is_err());
        clock.pause(day("2026-03-04"));
        clock.resume(day("2026-03-24"));
        assert!(clock.count(&Calendar::default()).is_err());
        assert_eq!((clock.due_on, clock.runs()), (None, true));
        clock.count(&nation()).unwrap();
        assert_eq!(clock.due_on, Some(day("2026-03-27")));
    }

    #[test]
    fn the_nearest_running_clock_is_told() {
        let mut clocks = ["2026-03-04", "2026-03-03", "2026-03-02"].map(|on| clock(5, Unit::Day, on));
        for (clock, key) in clocks.iter_mut().zip(["late", "soon", "ended"]) {
            clock.limit_key = key.to_owned();
            clock.count(&nation()).unwrap();
        }
        clocks[2].stop(day("2026-03-03"));
        assert_eq!(nearest(&clocks), Some((day("2026-03-09"), "late")));
        clocks[0].pause(day("2026-03-05"));
        assert_eq!(nearest(&clocks), Some((day("2026-03-09"), "soon")));
        clocks[1].stop(day("2026-03-05"));
        assert_eq!(nearest(&clocks), None);
    }
}
