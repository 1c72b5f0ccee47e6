//! Known and unknown phones, staff names and receipts take the same time (security.md ID-4, ID-7, LIM-4).
//!
//! Pairs are sent interleaved, each in turn first, so that whatever else the machine does falls on both alike. A difference
//! that is ours shows in every round; a round that fails by itself is the machine's. A machine that does other work meanwhile blurs what
//! 5 % are, so beside all other tests half as much again is let pass, which a forgotten hash exceeds by far;
//! `HECHANG_STRICT_TIMING=1 tests/run --services cargo test -p hechang-tests timing` holds to the 5 %.

use std::time::{Duration, Instant};

use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::factor::login;
use crate::applications::ground::{center, submits};

const ROUNDS: usize = 3;

async fn timed(town: &Town, path: &str, body: &Value, same: &mut Option<(u16, Vec<String>)>) -> Duration {
    let ask = town.post(path).json(body);
    let begun = Instant::now();
    let answer = ask.await;
    let took = begun.elapsed();
    let shape = shape(&answer);
    assert_eq!(same.get_or_insert_with(|| shape.clone()), &shape, "{body}");
    took
}

/// The status and the names of headers and members.
fn shape(answer: &Answer) -> (u16, Vec<String>) {
    let headers = answer.headers.keys().map(ToString::to_string);
    let members = answer.json().as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let mut names: Vec<_> = headers.chain(members).collect();
    names.sort_unstable();
    (answer.status, names)
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

/// How far the medians may lie apart.
fn is_alike(ratio: f64) -> bool {
    let most = if std::env::var_os("HECHANG_STRICT_TIMING").is_some() { 1.05 } else { 1.5 };
    (1.0 / most..=most).contains(&ratio)
}

/// Fails unless the medians over interleaved pairs are alike in one of the rounds.
async fn alike(
    town: &Town,
    path: &str,
    pairs: usize,
    known: impl Fn(usize) -> Value,
    unknown: impl Fn(usize) -> Value,
) {
    let mut same = None;
    let mut seen = Vec::new();
    for _ in 0..ROUNDS {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for turn in 0..pairs {
            let (known, unknown) = (known(turn), unknown(turn));
            if turn % 2 == 0 {
                first.push(timed(town, path, &known, &mut same).await);
                second.push(timed(town, path, &unknown, &mut same).await);
            } else {
                second.push(timed(town, path, &unknown, &mut same).await);
                first.push(timed(town, path, &known, &mut same).await);
            }
        }
        let ratio = median(first) / median(second);
        if is_alike(ratio) {
            return;
        }
        seen.push(ratio);
    }
    panic!("{path}: known by unknown {seen:?}");
}

async fn town(db: Db) -> Town {
    Town::with(db, |config| config.limits = Switch::Off).await
}

#[rstest]
#[tokio::test]
async fn known_and_unknown_phones(#[values(Sqlite, Postgres)] db: Db) {
    let town = town(db).await;
    town.citizen("13800000001").await;
    let phone = |number: usize| json!({ "phone": format!("139{number:08}") });
    alike(&town, "/api/v1/auth/otp", 200, |_| json!({ "phone": "13800000001" }), phone).await;
}

#[rstest]
#[tokio::test]
async fn known_and_unknown_staff_names(#[values(Sqlite, Postgres)] db: Db) {
    let town = town(db).await;
    let name = login(&town, Role::Reviewer).0;
    let with = |name: &str| json!({ "username": name, "password": "not-the-password" });
    alike(&town, "/api/v1/auth/staff", 40, |_| with(&name), |_| with("nobody99")).await;
}

#[rstest]
#[tokio::test]
async fn known_and_unknown_receipts(#[values(Sqlite, Postgres)] db: Db) {
    let town = town(db).await;
    let center = center(&town).await;
    let sent = submits(&town, &town.citizen("13812345678").await, center).await;
    let receipt = sent["receipt_no"].clone();
    let pair = |receipt: &Value| json!({ "receipt_no": receipt, "phone_tail": "0000" });
    let unknown = json!("HC-7K3QF-M2X9V");
    alike(&town, "/api/v1/tracking", 300, |_| pair(&receipt), |_| pair(&unknown)).await;
}
