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
/// Logins with WeChat from an address.
pub const WECHAT_FROM_ADDRESS: Limit = limit("wechat-address", 60, HOUR);

/// A limit that slows instead of locking: after some failures each further one makes the next try wait longer, at most a
/// quarter of an hour, so that a stranger can't keep somebody out (ID-8).
#[derive(Clone, Copy, Debug)]
pub struct Slowing {
    name: &'static str,
    /// Failures that cost nothing.
    free: u64,
}

/// Wrong passwords and codes on a staff account from one address.
pub const FAILURES_AT_ACCOUNT: Slowing = Slowing { name: "failures", free: 5 };
/// The same from all addresses from which nobody has signed in to the account lately.
pub const FAILURES_BY_STRANGERS: Slowing = Slowing { name: "strangers", free: 20 };
/// The same from one address on all accounts.
pub const FAILURES_FROM_ADDRESS: Slowing = Slowing { name: "failures-address", free: 30 };

const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_mins(15);

impl Slowing {
    /// How long to wait after this many failures.
    fn wait(self, failures: u64) -> Option<Duration> {
        let beyond = failures.checked_sub(self.free)?;
        let doublings = u32::try_from(beyond).unwrap_or(u32::MAX).min(10);
        Some(FIRST_WAIT.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_WAIT))
    }
}

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

    /// Refuses with 429 while the last failure still makes the next try wait.
    pub async fn slowed(&self, slowing: Slowing, subject: &str) -> Result<(), Problem> {
        if !self.on {
            return Ok(());
        }
        let (waits, left) = self.cache.peek(&wait_key(slowing, subject)).await?;
        if waits == 0 { Ok(()) } else { Err(Problem::too_many(left.max(Duration::from_secs(1)))) }
    }

    /// Counts a failure, which may make the next try wait.
    pub async fn failed(&self, slowing: Slowing, subject: &str) -> Result<(), Problem> {
        if !self.on {
            return Ok(());
        }
        let (failures, _) = self.cache.count(&failures_key(slowing, subject), HOUR).await?;
        if let Some(wait) = slowing.wait(failures) {
            self.cache.count(&wait_key(slowing, subject), wait).await?;
        }
        Ok(())
    }

    /// Forgets the failures of a subject.
    pub async fn succeeded(&self, slowing: Slowing, subject: &str) -> Result<(), Internal> {
        self.cache.release(&failures_key(slowing, subject)).await?;
        self.cache.release(&wait_key(slowing, subject)).await
    }

    /// Forgets the tries of a subject.
    pub async fn forget(&self, limit: Limit, subject: &str) -> Result<(), Internal> {
        self.cache.release(&key(limit, subject)).await
    }
}

fn failures_key(slowing: Slowing, subject: &str) -> String {
    format!("slow:{}:{subject}", slowing.name)
}

fn wait_key(slowing: Slowing, subject: &str) -> String {
    format!("slow:{}:wait:{subject}", slowing.name)
}

fn key(limit: Limit, subject: &str) -> String {
    format!("limit:{}:{subject}", limit.name)
}

fn verdict(limit: Limit, before: u64, left: Duration) -> Result<(), Problem> {
    if before < limit.most { Ok(()) } else { Err(Problem::too_many(left.max(Duration::from_secs(1)))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        let waits: Vec<_> = (4..=12).map(|failures| FAILURES_AT_ACCOUNT.wait(failures)).collect();
        let seconds = |wait: &Option<Duration>| wait.map(|wait| wait.as_secs());
        let expected =
            [None, Some(30), Some(60), Some(120), Some(240), Some(480), Some(900), Some(900), Some(900)];
        assert_eq!(waits.iter().map(seconds).collect::<Vec<_>>(), expected);
        assert_eq!(FAILURES_AT_ACCOUNT.wait(u64::MAX), Some(LONGEST_WAIT));
    }
}
