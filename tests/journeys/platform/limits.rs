//! How often something may be tried.

use std::time::Duration;

use hechang::{
    error::Problem,
    platform::{
        ids,
        limits::{FAILURES_AT_ACCOUNT, Limits, TRACKING_AN_HOUR},
    },
};
use rstest::rstest;

use super::cache::Kind::{self, InProcess, Redis};

#[rstest]
#[tokio::test]
async fn the_sixth_try_is_refused(#[values(InProcess, Redis)] kind: Kind) {
    let (limits, clerk) = (Limits::new(kind.open().await, true), ids::new_id().to_string());
    for _ in 0..5 {
        limits.check(TRACKING_AN_HOUR, &clerk).await.unwrap();
        limits.count(TRACKING_AN_HOUR, &clerk).await.unwrap();
    }
    refused(limits.check(TRACKING_AN_HOUR, &clerk).await);
    refused(limits.count(TRACKING_AN_HOUR, &clerk).await);
    limits.count(TRACKING_AN_HOUR, &format!("{clerk}:other")).await.unwrap();
    limits.forget(TRACKING_AN_HOUR, &clerk).await.unwrap();
    limits.count(TRACKING_AN_HOUR, &clerk).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_right_try_is_forgiven(#[values(InProcess, Redis)] kind: Kind) {
    let (limits, clerk) = (Limits::new(kind.open().await, true), ids::new_id().to_string());
    for _ in 0..10 {
        limits.count(TRACKING_AN_HOUR, &clerk).await.unwrap();
        limits.forgive(TRACKING_AN_HOUR, &clerk).await.unwrap();
    }
    for _ in 0..5 {
        limits.count(TRACKING_AN_HOUR, &clerk).await.unwrap();
    }
    refused(limits.count(TRACKING_AN_HOUR, &clerk).await);
}

#[tokio::test]
async fn lifted_limits_refuse_nothing() {
    let limits = Limits::new(InProcess.open().await, false);
    for _ in 0..100 {
        limits.count(TRACKING_AN_HOUR, "clerk").await.unwrap();
        limits.check(TRACKING_AN_HOUR, "clerk").await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn failures_slow_and_a_success_forgets_them(#[values(InProcess, Redis)] kind: Kind) {
    let (limits, clerk) = (Limits::new(kind.open().await, true), ids::new_id().to_string());
    for _ in 0..5 {
        limits.slowed(FAILURES_AT_ACCOUNT, &clerk).await.unwrap();
        limits.failed(FAILURES_AT_ACCOUNT, &clerk).await.unwrap();
    }
    refused(limits.slowed(FAILURES_AT_ACCOUNT, &clerk).await);
    limits.slowed(FAILURES_AT_ACCOUNT, &format!("{clerk}:other")).await.unwrap();
    limits.succeeded(FAILURES_AT_ACCOUNT, &clerk).await.unwrap();
    limits.slowed(FAILURES_AT_ACCOUNT, &clerk).await.unwrap();
}

fn refused(answer: Result<(), Problem>) {
    let problem = answer.unwrap_err();
    assert_eq!((problem.status.as_u16(), problem.code), (429, "too_many_requests"));
    let wait = problem.retry_after.unwrap();
    assert!(wait >= Duration::from_secs(1) && wait <= Duration::from_hours(1), "{wait:?}");
}
