//! A time of day on a clock in Asia/Shanghai, written `HH:MM`.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, Timelike, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::clock::shanghai;

/// A time of day to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", examples("09:30"))]
pub struct LocalTime(NaiveTime);

/// The text isn't a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time of day is written like 09:30")]
pub struct NotATime;

impl LocalTime {
    /// When a day begins.
    pub const MIDNIGHT: Self = Self(NaiveTime::MIN);

    /// The time of day of an instant.
    pub fn of(at: DateTime<Utc>) -> Self {
        let time = at.with_timezone(&shanghai()).time().trunc_subsecs(0);
        Self(time.with_second(0).unwrap_or(time))
    }

    /// The instant at which a clock shows it on a date.
    pub fn on(self, date: NaiveDate) -> DateTime<Utc> {
        (date.and_time(self.0) - shanghai()).and_utc()
    }

    /// The time as chrono counts it.
    pub fn time(self) -> NaiveTime {
        self.0
    }
}

impl FromStr for LocalTime {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let time = NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == 5);
        time.map(Self).ok_or(NotATime)
    }
}

impl TryFrom<String> for LocalTime {
    type Error = NotATime;

    fn try_from(text: String) -> Result<Self, NotATime> {
        text.parse()
    }
}

impl From<LocalTime> for String {
    fn from(time: LocalTime) -> Self {
        time.to_string()
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%H:%M"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_eight_hours_ahead_of_utc() {
        let at: DateTime<Utc> = "2026-03-02T17:30:59Z".parse().unwrap();
        assert_eq!(LocalTime::of(at).to_string(), "01:30");
        let (date, time): (NaiveDate, LocalTime) = ("2026-03-03".parse().unwrap(), "01:30".parse().unwrap());
        assert_eq!(time.on(date).to_rfc3339(), "2026-03-02T17:30:00+00:00");
    }

    #[test]
    fn a_time_is_written_as_it_is_read() {
        for text in ["00:00", "09:30", "23:59"] {
            assert_eq!(text.parse::<LocalTime>().unwrap().to_string(), text);
        }
        for text in ["24:00", "9:30", "09:30:00", "09:60", ""] {
            assert_eq!(text.parse::<LocalTime>(), Err(NotATime), "{text}");
        }
    }
}
