//! How often something may be tried: one table for the whole program (security.md LIM-1 to LIM-3).
//!
//! When the shared cache is away each node counts for itself, to half as many: limits never open (LIM-9).

use std::{cell::RefCell, sync::Arc, time::Duration};

use crate::{
    error::{Internal, Problem},
    platform::cache::{Cache, MemoryCache},
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

impl Limit {
    /// The same limit with another number.
    #[must_use]
    pub const fn of(self, most: u64) -> Self {
        Self { most, ..self }
    }
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
/// One-time codes of the whole system, so that texting can't be run up; how many, the settings say.
pub const CODES_OF_ALL: Limit = limit("code-all", 2000, HOUR);
/// Whatever changes something, from an address. A community center shares one.
pub const WRITES_FROM_ADDRESS: Limit = limit("writes-address", 600, MINUTE);
/// Wrong tries on a receipt number, by hour.
pub const TRACKING_AN_HOUR: Limit = limit("tracking-hour", 5, HOUR);
/// Wrong tries on a receipt number, by day.
pub const TRACKING_A_DAY: Limit = limit("tracking-day", 20, DAY);
/// Wrong tries at tracking from an address.
pub const TRACKING_FROM_ADDRESS: Limit = limit("tracking-address", 20, HOUR);
/// Unknown codes of documents from an address.
pub const VERIFYING_FROM_ADDRESS: Limit = limit("verify-address", 60, HOUR);
/// Copies of an account.
pub const EXPORTS_A_DAY: Limit = limit("export", 3, DAY);
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

/// How a caller stands with a limit, for the headers of the answer.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The limit's name.
    pub name: &'static str,
    /// How often in its window.
    pub most: u64,
    /// How long its window is.
    pub window: Duration,
    /// How often still.
    pub left: u64,
    /// When the window ends.
    pub resets: Duration,
}

tokio::task_local! {
    static STANDINGS: RefCell<Vec<Standing>>;
}

/// Does some work and tells which limits it touched.
pub async fn noting<T>(work: impl Future<Output = T>) -> (T, Vec<Standing>) {
    let noted = async {
        let done = work.await;
        (done, STANDINGS.with(RefCell::take))
    };
    STANDINGS.scope(RefCell::default(), noted).await
}

fn note(standing: Standing) {
    // Outside of a request nobody asks.
    let _ = STANDINGS.try_with(|standings| standings.borrow_mut().push(standing));
}

/// A counter, and whether it is this node's own because the shared cache is away.
struct Counted {
    count: u64,
    left: Duration,
    alone: bool,
}

impl Counted {
    /// What is allowed of a number: half when each node counts for itself.
    fn of(&self, most: u64) -> u64 {
        if self.alone { most.div_ceil(2) } else { most }
    }
}

/// Counts tries; lifted altogether by `HECHANG_LIMITS=off` in demo mode.
pub struct Limits {
    cache: Arc<dyn Cache>,
    own: MemoryCache,
    on: bool,
}

impl Limits {
    /// Limits over a cache.
    pub fn new(cache: Arc<dyn Cache>, on: bool) -> Self {
        Self { cache, own: MemoryCache::default(), on }
    }

    /// Counts a try, and refuses it with 429 when there were too many.
    pub async fn count(&self, limit: Limit, subject: &str) -> Result<(), Problem> {
        if !self.on {
            return Ok(());
        }
        let counted = self.add(&key(limit, subject), limit.window).await?;
        verdict(limit, counted.count.saturating_sub(1), &counted)
    }

    /// Refuses with 429 when there were too many tries, without counting this one.
    pub async fn check(&self, limit: Limit, subject: &str) -> Result<(), Problem> {
        if !self.on {
            return Ok(());
        }
        let counted = self.look(&key(limit, subject)).await?;
        verdict(limit, counted.count, &counted)
    }

    /// Whether there were as many tries as there may be.
    pub async fn is_reached(&self, limit: Limit, subject: &str) -> Result<bool, Internal> {
        let counted = self.look(&key(limit, subject)).await?;
        Ok(self.on && counted.count >= counted.of(limit.most))
    }

    /// Takes one counted try back, because it was right.
    pub async fn forgive(&self, limit: Limit, subject: &str) -> Result<(), Internal> {
        if !self.on {
            return Ok(());
        }
        let key = key(limit, subject);
        if self.cache.uncount(&key).await.is_err() {
            self.own.uncount(&key).await?;
        }
        Ok(())
    }

    /// Refuses with 429 while the last failure still makes the next try wait.
    pub async fn slowed(&self, slowing: Slowing, subject: &str) -> Result<(), Problem> {
        if !self.on {
            return Ok(());
        }
        let waits = self.look(&wait_key(slowing, subject)).await?;
        if waits.count == 0 {
            return Ok(());
        }
        let (name, most) = (slowing.name, waits.of(slowing.free));
        note(Standing { name, most, window: HOUR, left: 0, resets: waits.left });
        Err(Problem::too_many(waits.left.max(Duration::from_secs(1))))
    }

    /// Counts a failure, which may make the next try wait.
    pub async fn failed(&self, slowing: Slowing, subject: &str) -> Result<(), Problem> {
        if !self.on {
            return Ok(());
        }
        let failures = self.add(&failures_key(slowing, subject), HOUR).await?;
        let slowing = Slowing { free: failures.of(slowing.free), ..slowing };
        if let Some(wait) = slowing.wait(failures.count) {
            self.add(&wait_key(slowing, subject), wait).await?;
        }
        Ok(())
    }

    /// Forgets the failures of a subject.
    pub async fn succeeded(&self, slowing: Slowing, subject: &str) -> Result<(), Internal> {
        for key in [failures_key(slowing, subject), wait_key(slowing, subject)] {
            self.drop_counter(&key).await?;
        }
        Ok(())
    }

    /// Forgets the tries of a subject.
    pub async fn forget(&self, limit: Limit, subject: &str) -> Result<(), Internal> {
        self.drop_counter(&key(limit, subject)).await
    }

    async fn add(&self, key: &str, window: Duration) -> Result<Counted, Internal> {
        Ok(match self.cache.count(key, window).await {
            Ok((count, left)) => Counted { count, left, alone: false },
            Err(error) => {
                warn_alone(&error);
                let (count, left) = self.own.count(key, window).await?;
                Counted { count, left, alone: true }
            }
        })
    }

    async fn look(&self, key: &str) -> Result<Counted, Internal> {
        Ok(match self.cache.peek(key).await {
            Ok((count, left)) => Counted { count, left, alone: false },
            Err(error) => {
                warn_alone(&error);
                let (count, left) = self.own.peek(key).await?;
                Counted { count, left, alone: true }
            }
        })
    }

    async fn drop_counter(&self, key: &str) -> Result<(), Internal> {
        // What the shared cache keeps while it is away runs out by itself.
        if let Err(error) = self.cache.release(key).await {
            warn_alone(&error);
        }
        self.own.release(key).await
    }
}

fn warn_alone(error: &Internal) {
    tracing::warn!(error = format!("{error:#}"), "the shared cache is away: this node counts for itself");
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

fn verdict(limit: Limit, before: u64, counted: &Counted) -> Result<(), Problem> {
    let most = counted.of(limit.most);
    let left = most.saturating_sub(counted.count);
    // A counter that hasn't begun has its whole window before it.
    let resets = if counted.count == 0 { limit.window } else { counted.left };
    note(Standing { name: limit.name, most, window: limit.window, left, resets });
    if before < most { Ok(()) } else { Err(Problem::too_many(counted.left.max(Duration::from_secs(1)))) }
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
