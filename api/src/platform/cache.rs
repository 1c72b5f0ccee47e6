//! Short-lived facts shared by nodes: counters for limits and claims on work in progress.
//!
//! In process by default, in Redis when `HECHANG_REDIS_URL` is given. Nothing here is the truth: losing all of it
//! costs a limit's memory, never a record.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use moka::{Expiry, ops::compute::Op, sync::Cache as Moka};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};

use crate::error::Internal;

/// What the cache can do.
#[async_trait]
pub trait Cache: Send + Sync {
    /// Adds one to a counter that begins anew `window` after its first count. Answers the count and the time left.
    async fn count(&self, key: &str, window: Duration) -> Result<(u64, Duration), Internal>;
    /// Takes one from a counter that is still running.
    async fn uncount(&self, key: &str) -> Result<(), Internal>;
    /// Reads a counter without adding to it.
    async fn peek(&self, key: &str) -> Result<(u64, Duration), Internal>;
    /// Claims a key for a while; false when somebody holds it.
    async fn claim(&self, key: &str, lease: Duration) -> Result<bool, Internal>;
    /// Gives a claim back.
    async fn release(&self, key: &str) -> Result<(), Internal>;
    /// Fails when the cache doesn't answer.
    async fn ping(&self) -> Result<(), Internal>;
}

/// Opens Redis, or a cache in this process.
pub async fn open(redis_url: Option<&str>) -> anyhow::Result<Arc<dyn Cache>> {
    Ok(match redis_url {
        Some(url) => Arc::new(RedisCache::connect(url).await?),
        None => Arc::new(MemoryCache::default()),
    })
}

#[derive(Clone, Copy)]
struct Counter {
    count: u64,
    ends: Instant,
}

impl Counter {
    fn left(self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }
}

struct AtItsEnd;

impl Expiry<String, Counter> for AtItsEnd {
    fn expire_after_create(&self, _: &String, counter: &Counter, _: Instant) -> Option<Duration> {
        Some(counter.left())
    }
}

/// Counters and claims in this process.
pub struct MemoryCache(Moka<String, Counter>);

impl Default for MemoryCache {
    fn default() -> Self {
        Self(Moka::builder().max_capacity(200_000).expire_after(AtItsEnd).build())
    }
}

#[async_trait]
impl Cache for MemoryCache {
    async fn count(&self, key: &str, window: Duration) -> Result<(u64, Duration), Internal> {
        let counter = self
            .0
            .entry(key.to_owned())
            .and_upsert_with(|held| {
                match held.map(moka::Entry::into_value).filter(|held| !held.left().is_zero()) {
                    Some(held) => Counter { count: held.count.saturating_add(1), ..held },
                    None => Counter { count: 1, ends: Instant::now() + window },
                }
            })
            .into_value();
        Ok((counter.count, counter.left()))
    }

    async fn uncount(&self, key: &str) -> Result<(), Internal> {
        self.0.entry(key.to_owned()).and_compute_with(|held| match held.map(moka::Entry::into_value) {
            Some(held) => Op::Put(Counter { count: held.count.saturating_sub(1), ..held }),
            None => Op::Nop,
        });
        Ok(())
    }

    async fn peek(&self, key: &str) -> Result<(u64, Duration), Internal> {
        Ok(self.0.get(key).map_or((0, Duration::ZERO), |counter| (counter.count, counter.left())))
    }

    async fn claim(&self, key: &str, lease: Duration) -> Result<bool, Internal> {
        Ok(self.count(key, lease).await?.0 == 1)
    }

    async fn release(&self, key: &str) -> Result<(), Internal> {
        self.0.invalidate(key);
        Ok(())
    }

    async fn ping(&self) -> Result<(), Internal> {
        Ok(())
    }
}

/// Counters and claims in Redis, shared by all nodes.
pub struct RedisCache {
    connection: ConnectionManager,
    count: redis::Script,
    uncount: redis::Script,
}

const COUNT: &str = "local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('PTTL', KEYS[1])}";
const UNCOUNT: &str = "if tonumber(redis.call('GET', KEYS[1]) or 0) > 0 then redis.call('DECR', KEYS[1]) end";

impl RedisCache {
    /// Connects to `redis://…` or `rediss://…`.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        let limits = ConnectionManagerConfig::new()
            .set_number_of_retries(2)
            .set_response_timeout(Some(Duration::from_millis(500)));
        let connection = redis::Client::open(url)?.get_connection_manager_with_config(limits).await?;
        Ok(Self { connection, count: redis::Script::new(COUNT), uncount: redis::Script::new(UNCOUNT) })
    }
}

#[async_trait]
impl Cache for RedisCache {
    async fn count(&self, key: &str, window: Duration) -> Result<(u64, Duration), Internal> {
        let window = u64::try_from(window.as_millis()).unwrap_or(u64::MAX);
        let (count, left): (u64, i64) =
            self.count.key(key).arg(window).invoke_async(&mut self.connection.clone()).await?;
        Ok((count, milliseconds(left)))
    }

    async fn uncount(&self, key: &str) -> Result<(), Internal> {
        Ok(self.uncount.key(key).invoke_async(&mut self.connection.clone()).await?)
    }

    async fn peek(&self, key: &str) -> Result<(u64, Duration), Internal> {
        let (count, left): (Option<u64>, i64) =
            redis::pipe().get(key).pttl(key).query_async(&mut self.connection.clone()).await?;
        Ok((count.unwrap_or(0), milliseconds(left)))
    }

    async fn claim(&self, key: &str, lease: Duration) -> Result<bool, Internal> {
        Ok(self.count(key, lease).await?.0 == 1)
    }

    async fn release(&self, key: &str) -> Result<(), Internal> {
        Ok(redis::cmd("DEL").arg(key).query_async(&mut self.connection.clone()).await?)
    }

    async fn ping(&self) -> Result<(), Internal> {
        Ok(redis::cmd("PING").exec_async(&mut self.connection.clone()).await?)
    }
}

fn milliseconds(left: i64) -> Duration {
    Duration::from_millis(u64::try_from(left).unwrap_or(0))
}
