//! The same promises in process and on Redis.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use hechang::{
    error::Problem,
    platform::{
        cache::{self, Cache},
        ids,
    },
};
use hechang_tests::{database::redis_url, patience::eventually, relay::Relay};
use rstest::rstest;

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    InProcess,
    Redis,
}
use Kind::{InProcess, Redis};

impl Kind {
    pub async fn open(self) -> Arc<dyn Cache> {
        let url = match self {
            InProcess => None,
            Redis => Some(redis_url()),
        };
        cache::open(url.as_deref()).await.unwrap()
    }
}

/// Redis is shared by all tests.
fn key() -> String {
    format!("test:{}", ids::new_id())
}

const SHORT: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_mins(10);

#[rstest]
#[tokio::test]
async fn a_counter_counts_within_its_window(#[values(InProcess, Redis)] kind: Kind) {
    let (cache, key) = (kind.open().await, key());
    assert_eq!(cache.peek(&key).await.unwrap(), (0, Duration::ZERO));
    let (first, left) = cache.count(&key, LONG).await.unwrap();
    assert_eq!(first, 1);
    assert!(left <= LONG && left > LONG / 2, "{left:?}");
    let (second, later) = cache.count(&key, LONG * 2).await.unwrap();
    assert_eq!(second, 2);
    assert!(later <= left, "a second count must not lengthen the window: {later:?}");
    assert_eq!(cache.peek(&key).await.unwrap().0, 2);
    assert_eq!(cache.peek(&format!("{key}:other")).await.unwrap().0, 0);
}

#[rstest]
#[tokio::test]
async fn a_count_can_be_taken_back_within_its_window(#[values(InProcess, Redis)] kind: Kind) {
    let (cache, key) = (kind.open().await, key());
    cache.uncount(&key).await.unwrap();
    assert_eq!(cache.count(&key, LONG).await.unwrap().0, 1);
    cache.count(&key, LONG).await.unwrap();
    for left in [1, 0, 0] {
        cache.uncount(&key).await.unwrap();
        let (count, window) = cache.peek(&key).await.unwrap();
        assert_eq!(count, left);
        assert!(window <= LONG && window > LONG / 2, "{window:?}");
    }
    assert_eq!(cache.count(&key, LONG).await.unwrap().0, 1);
}

#[rstest]
#[tokio::test]
async fn a_counter_begins_anew_after_its_window(#[values(InProcess, Redis)] kind: Kind) {
    let (cache, key) = (kind.open().await, key());
    cache.count(&key, SHORT).await.unwrap();
    cache.count(&key, SHORT).await.unwrap();
    eventually("the window's end", async || (cache.peek(&key).await.unwrap().0 == 0).then_some(())).await;
    assert_eq!(cache.count(&key, LONG).await.unwrap().0, 1);
}

#[rstest]
#[tokio::test]
async fn a_claim_has_one_holder(#[values(InProcess, Redis)] kind: Kind) {
    let (cache, key) = (kind.open().await, key());
    let claims = join_all((0..40).map(|_| cache.claim(&key, LONG))).await;
    assert_eq!(claims.into_iter().filter(|claim| *claim.as_ref().unwrap()).count(), 1);
    cache.release(&key).await.unwrap();
    assert!(cache.claim(&key, LONG).await.unwrap());
    assert!(!cache.claim(&key, LONG).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn a_claim_ends_with_its_lease(#[values(InProcess, Redis)] kind: Kind) {
    let (cache, key) = (kind.open().await, key());
    assert!(cache.claim(&key, SHORT).await.unwrap());
    eventually("the lease's end", async || cache.claim(&key, LONG).await.unwrap().then_some(())).await;
}

#[rstest]
#[tokio::test]
async fn a_released_counter_is_forgotten(#[values(InProcess, Redis)] kind: Kind) {
    let (cache, key) = (kind.open().await, key());
    cache.count(&key, LONG).await.unwrap();
    cache.release(&key).await.unwrap();
    assert_eq!(cache.peek(&key).await.unwrap().0, 0);
    assert_eq!(cache.count(&key, LONG).await.unwrap().0, 1);
}

#[tokio::test]
async fn redis_away_is_a_passing_fault() {
    let (relay, url) = Relay::through(&redis_url()).await;
    let cache = cache::open(Some(&url)).await.unwrap();
    cache.ping().await.unwrap();
    relay.cut();
    let problem = Problem::from(cache.count(&key(), LONG).await.unwrap_err());
    assert_eq!((problem.status.as_u16(), problem.code), (503, "unavailable"));
    assert!(problem.retry_after.is_some());
    relay.mend();
    eventually("Redis back", async || cache.ping().await.ok()).await;
}
