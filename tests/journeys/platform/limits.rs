//! How often something may be tried.

use std::time::Duration;

use hechang::{
    error::Problem,
    platform::{
        ids,
        limits::{Limits, PASSWORD_TRIES},
    },
};
use rstest::rstest;

use super::cache::Kind::{self, InProcess, Redis};

#[rstest]
#[tokio::test]
async fn the_sixth_try_is_refused(#[values(InProcess, Redis)] kind: Kind) {
    let (limits, clerk) = (Limits::new(kind.open().await, true), ids::new_id().to_string());
    for _ in 0..5 {
        limits.check(PASSWORD_TRIES, &clerk).await.unwrap();
        limits.count(PASSWORD_TRIES, &clerk).await.unwrap();
    }
    refused(limits.check(PASSWORD_TRIES, &clerk).await);
    refused(limits.count(PASSWORD_TRIES, &clerk).await);
    limits.count(PASSWORD_TRIES, &format!("{clerk}:other")).await.unwrap();
    limits.forget(PASSWORD_TRIES, &clerk).await.unwrap();
    limits.count(PASSWORD_TRIES, &clerk).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_right_try_is_forgiven(#[values(InProcess, Redis)] kind: Kind) {
    let (limits, clerk) = (Limits::new(kind.open().await, true), ids::new_id().to_string());
    for _ in 0..10 {
        limits.count(PASSWORD_TRIES, &clerk).await.unwrap();
        limits.forgive(PASSWORD_TRIES, &clerk).await.unwrap();
    }
    for _ in 0..5 {
        limits.count(PASSWORD_TRIES, &clerk).await.unwrap();
    }
    refused(limits.count(PASSWORD_TRIES, &clerk).await);
}

#[tokio::test]
async fn lifted_limits_refuse_nothing() {
    let limits = Limits::new(InProcess.open().await, false);
    for _ in 0..100 {
        limits.count(PASSWORD_TRIES, "clerk").await.unwrap();
        limits.check(PASSWORD_TRIES, "clerk").await.unwrap();
    }
}

fn refused(answer: Result<(), Problem>) {
    let problem = answer.unwrap_err();
    assert_eq!((problem.status.as_u16(), problem.code), (429, "too_many_requests"));
    let wait = problem.retry_after.unwrap();
    assert!(wait >= Duration::from_secs(1) && wait <= Duration::from_mins(15), "{wait:?}");
}
