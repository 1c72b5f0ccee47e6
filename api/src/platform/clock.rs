//! Time, handed in so that a test can hold it still.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, SubsecRound, Utc};

/// Tells the time in UTC, in microseconds, which is what both databases keep.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;
    /// Today in Asia/Shanghai.
    fn today(&self) -> NaiveDate {
        local_date(self.now())
    }
}

/// Asia/Shanghai: UTC+8 without daylight saving, also in Tibet.
pub fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| unreachable!("eight hours are within a day"))
}

/// The date of an instant in Asia/Shanghai.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&shanghai()).date_naive()
}

/// The machine's clock, shifted by a fixed offset when the demonstration starts at another instant.
#[derive(Debug, Default)]
pub struct SystemClock {
    offset: Duration,
}

impl SystemClock {
    /// A clock that starts at `start` now, or the machine's own.
    pub fn starting_at(start: Option<DateTime<Utc>>) -> Self {
        Self { offset: start.map_or_else(Duration::zero, |start| start - machine_now()) }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        (machine_now() + self.offset).trunc_subsecs(6)
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// Stands at `start`.
    pub fn at(start: DateTime<Utc>) -> Self {
        Self(AtomicI64::new(start.timestamp_micros()))
    }

    /// Moves on.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(by.num_microseconds().unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn machine_now() -> DateTime<Utc> {
    Utc::now()
}
