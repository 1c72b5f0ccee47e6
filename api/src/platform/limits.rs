//! How often something may be tried: one table for the whole program (security.md LIM-1 to LIM-3).

use std::{sync::Arc, time::Duration};

use crate::{
    error::{Internal, Problem},
    platform::cache::Cache,
};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// A limit: `most` times in a `window`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    name: &'static str,
    most: u64,
    window: Duration,
}

const fn limit(name: &'static str, most: u64, window: Duration) -> Limit {
    Limit { name, most, window }
}

/// One-time codes to a phone, by minute.
pub const CODE_A_MINUTE: Limit = limit("code-minute", 1, MINUTE);
/// One-time codes to a phone, by day.
pub const CODES_A_DAY: Limit = limit("code-day", 5, DAY);
/// One-time codes from an address.
pub const CODES_FROM_ADDRESS: Limit = limit("code-address", 20, HOUR);
/// Wrong tries on a receipt number, by hour.
pub const TRACKING_AN_HOUR: Limit = limit("tracking-hour", 5, HOUR);
/// Wrong tries on a receipt number, by day.
pub const TRACKING_A_DAY: Limit = limit("tracking-day", 20, DAY);
/// Wrong tries at tracking from an address.
pub const TRACKING_FROM_ADDRESS: Limit = limit("tracking-address", 20, HOUR);
/// Wrong passwords on a staff account.
pub const PASSWORD_TRIES: Limit = limit("password", 5, Duration::from_mins(15));

/// Counts tries; lifted altogether by `HECHANG_LIMITS=off` in demo mode.
pub struct Limits {
    cache: Arc<dyn Cache>,
    on: bool,
}

impl Limits {
    /// Limits over a cache.
    pub fn new(cache: Arc<dyn Cache>, on: bool) -> Self {
        Self { cache, on }
    }

    /// Counts a try, and refuses it with 429 when there were too many.
    pub async fn count(&self, limit: Limit, subject: &str) -> Result<(), Problem> {
        if !self.on {
            return Ok(());
        }
        let (count, left) = self.cache.count(&key(limit, subject), limit.window).await?;
        verdict(limit, count.saturating_sub(1), left)
    }

    /// Refuses with 429 when there were too many tries, without counting this one.
    pub async fn check(&self, limit: Limit, subject: &str) -> Result<(), Problem> {
        if !self.on {
            return Ok(());
        }
        let (count, left) = self.cache.peek(&key(limit, subject)).await?;
        verdict(limit, count, left)
    }

    /// Takes one counted try back, because it was right.
    pub async fn forgive(&self, limit: Limit, subject: &str) -> Result<(), Internal> {
        if !self.on {
            return Ok(());
        }
        self.cache.uncount(&key(limit, subject)).await
    }

    /// Forgets the tries of a subject.
    pub async fn forget(&self, limit: Limit, subject: &str) -> Result<(), Internal> {
        self.cache.release(&key(limit, subject)).await
    }
}

fn key(limit: Limit, subject: &str) -> String {
    format!("limit:{}:{subject}", limit.name)
}

fn verdict(limit: Limit, before: u64, left: Duration) -> Result<(), Problem> {
    if before < limit.most { Ok(()) } else { Err(Problem::too_many(left.max(Duration::from_secs(1)))) }
}
