//! What a caller is told of limits, whose address counts, and what holds when the shared cache is gone.

use hechang::{
    identity::actor::Role,
    platform::limits::{CODE_A_MINUTE, CODES_OF_ALL, TRACKING_AN_HOUR, TRACKING_FROM_ADDRESS},
    web::address::Proxies,
};
use hechang_tests::{
    ask::Answer,
    database::{
        Db::{self, Postgres, Sqlite},
        redis_url,
    },
    relay::Relay,
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::factor::login;

async fn asks_code(town: &Town, phone: &str) -> Answer {
    town.post("/api/v1/auth/otp").json(&json!({ "phone": phone })).await
}

#[rstest]
#[tokio::test]
async fn a_caller_sees_how_they_stand(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let first = asks_code(&town, "13800000001").await.expect(202);
    let policy = "\"writes-address\";q=600;w=60, \"code-address\";q=20;w=3600, \"code-minute\";q=1;w=60, \
         \"code-day\";q=5;w=86400, \"code-all\";q=2000;w=3600";
    assert_eq!(first.header("ratelimit-policy"), policy);
    assert!(first.header("ratelimit").contains("\"code-address\";r=19;t=3"), "{}", first.header("ratelimit"));
    let refused = asks_code(&town, "13800000001").await.expect(429);
    let standing = refused.header("ratelimit");
    assert!(
        standing.contains("\"code-address\";r=18;") && standing.contains("\"code-minute\";r=0;t="),
        "{standing}"
    );
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(town.get("/healthz").await.header("ratelimit"), "");
}

#[rstest]
#[tokio::test]
async fn a_forwarded_address_counts_only_from_our_proxies(#[values(Sqlite, Postgres)] db: Db) {
    let tries = async |town: &Town, from: &str| {
        let body = json!({ "receipt_no": "HC-00000-00000", "phone_tail": "0000" });
        town.post("/api/v1/tracking").header("x-forwarded-for", from).json(&body).await.status
    };
    let town = Town::new(db).await;
    for neighbor in 0..5 {
        assert_eq!(tries(&town, &format!("10.0.0.{neighbor}")).await, 404);
    }
    let body =
        |receipt: usize| json!({ "receipt_no": format!("HC-00000-{receipt:05}"), "phone_tail": "0000" });
    for receipt in 1..16 {
        town.post("/api/v1/tracking").json(&body(receipt)).await.expect(404);
    }
    assert_eq!(tries(&town, "10.0.0.99").await, 429, "somebody made addresses up");

    let town = Town::with(db, |config| config.trusted_proxies = Proxies::parse("127.0.0.1").unwrap()).await;
    for receipt in 1..21 {
        town.post("/api/v1/tracking")
            .header("x-forwarded-for", "6.6.6.6, 10.0.0.1")
            .json(&body(receipt))
            .await
            .expect(404);
    }
    let from = async |address: &str| {
        town.post("/api/v1/tracking").header("x-forwarded-for", address).json(&body(30)).await.status
    };
    assert_eq!((from("10.0.0.1").await, from("10.0.0.2").await), (429, 404));
}

#[tokio::test]
async fn without_the_shared_cache_limits_get_stricter() {
    let (relay, url) = Relay::through(&redis_url()).await;
    let town = Town::with(Sqlite, |config| config.redis_url = Some(url)).await;
    relay.cut();
    let reviewer = login(&town, Role::Reviewer);
    let sign_in = async |password: &str| {
        let body = json!({ "username": reviewer.0, "password": password });
        town.post("/api/v1/auth/staff").json(&body).await.status
    };
    assert_eq!(sign_in(&reviewer.1).await, 200);
    for _ in 0..3 {
        assert_eq!(sign_in("wrong").await, 401);
    }
    assert_eq!(sign_in(&reviewer.1).await, 429);
    asks_code(&town, "13800000001").await.expect(202);
    asks_code(&town, "13800000001").await.expect(429);
}

#[tokio::test]
async fn failures_count_on_all_nodes_together() {
    let towns = [
        Town::with(Sqlite, |config| config.redis_url = Some(redis_url())).await,
        Town::with(Sqlite, |config| config.redis_url = Some(redis_url())).await,
    ];
    // Two nodes of one office share keys and cache.
    let keys = std::fs::read(towns[0].folder().join("keys.json")).unwrap();
    assert_eq!(keys, std::fs::read(towns[1].folder().join("keys.json")).unwrap());
    let body = json!({ "username": format!("nobody-{}", uuid::Uuid::now_v7()), "password": "wrong" });
    for turn in 0..5 {
        towns[turn % 2].post("/api/v1/auth/staff").json(&body).await.expect(401);
    }
    for town in &towns {
        town.post("/api/v1/auth/staff").json(&body).await.expect(429);
    }
}

/// Refused by the limit of this name, and told how it stands and when to come again.
#[track_caller]
fn refused_by(answer: Answer, name: &str, most: u64, window: u64) {
    let standing = answer.header("ratelimit").to_owned();
    assert!(standing.contains(&format!("\"{name}\";r=0;t=")), "{name}: {standing}");
    let policy = answer.header("ratelimit-policy");
    assert!(policy.contains(&format!("\"{name}\";q={most};w={window}")), "{name}: {policy}");
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=window).contains(&wait), "{name}: {wait}");
    answer.expect_problem(429, "too_many_requests");
}

/// Limits of phones aside, because each is another one's.
async fn another_phone(town: &Town, number: u64, address: &str) -> Answer {
    let body = json!({ "phone": format!("139{number:08}") });
    town.post("/api/v1/auth/otp").header("x-forwarded-for", address).json(&body).await
}

#[rstest]
#[tokio::test]
async fn each_class_of_limits_refuses_and_tells(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.trusted_proxies = Proxies::parse("127.0.0.1").unwrap()).await;
    // A phone: one a minute, five a day.
    let phone = "13800000001";
    let index = town.app().vault.index("limits.phone", phone).unwrap();
    let subject = data_encoding::HEXLOWER.encode(&index);
    asks_code(&town, phone).await.expect(202);
    refused_by(asks_code(&town, phone).await, "code-minute", 1, 60);
    for turn in 2..=6 {
        town.app().limits.forget(CODE_A_MINUTE, &subject).await.unwrap();
        let answer = asks_code(&town, phone).await;
        if turn < 6 { drop(answer.expect(202)) } else { refused_by(answer, "code-day", 5, 86_400) }
    }
    // An address: twenty codes an hour. Its neighbor at the same center isn't touched by a phone's limit, only by this.
    for number in 0..20 {
        another_phone(&town, number, "10.0.0.1").await.expect(202);
    }
    refused_by(another_phone(&town, 20, "10.0.0.1").await, "code-address", 20, 3600);
    another_phone(&town, 21, "10.0.0.2").await.expect(202);

    // Receipts: five wrong tries an hour, twenty a day, twenty an hour from an address.
    let track = async |receipt: usize, address: &str| {
        let body = json!({ "receipt_no": format!("HC-00000-{receipt:05}"), "phone_tail": "0000" });
        town.post("/api/v1/tracking").header("x-forwarded-for", address).json(&body).await
    };
    for turn in 0..20 {
        track(1, &format!("10.0.1.{turn}")).await.expect(404);
        if turn % 5 == 4 {
            refused_by(track(1, &format!("10.0.2.{turn}")).await, "tracking-hour", 5, 3600);
            town.app().limits.forget(TRACKING_AN_HOUR, "HC-00000-00001").await.unwrap();
        }
    }
    refused_by(track(1, "10.0.3.1").await, "tracking-day", 20, 86_400);
    for receipt in 2..22 {
        track(receipt, "10.0.4.1").await.expect(404);
    }
    refused_by(track(23, "10.0.4.1").await, "tracking-address", 20, 3600);
    track(23, "10.0.4.2").await.expect(404);
    town.app().limits.forget(TRACKING_FROM_ADDRESS, "10.0.4.1").await.unwrap();

    // Whatever changes something: 600 a minute from an address.
    for _ in 0..600 {
        town.post("/api/v1/nowhere").header("x-forwarded-for", "10.0.5.1").await.expect(404);
    }
    let over = town.post("/api/v1/nowhere").header("x-forwarded-for", "10.0.5.1").await;
    refused_by(over, "writes-address", 600, 60);
    town.get("/api/v1/services").header("x-forwarded-for", "10.0.5.1").await.expect(200);
}

#[rstest]
#[tokio::test]
async fn all_codes_together_have_a_ceiling_that_the_keeper_hears_of(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| {
        config.trusted_proxies = Proxies::parse("127.0.0.1").unwrap();
        config.codes_an_hour = 3;
    })
    .await;
    for number in 0..3 {
        another_phone(&town, number, &format!("10.0.0.{number}")).await.expect(202);
        // Whoever is refused for another reason takes nobody's place.
        another_phone(&town, number, &format!("10.0.0.{number}")).await.expect(429);
    }
    let ready = town.get("/readyz").await.expect(200).json();
    assert_eq!(ready["notes"], json!(["code_ceiling"]));
    refused_by(another_phone(&town, 9, "10.0.0.9").await, "code-all", 3, 3600);
    let figures = town.get("/metrics").await.expect(200).text();
    let counted = figures.lines().find(|line| line.starts_with("hechang_code_ceiling_refused_total"));
    assert!(counted.is_some_and(|line| !line.ends_with(" 0")), "{figures}");
    town.app().limits.forget(CODES_OF_ALL, "all").await.unwrap();
    assert_eq!(town.get("/readyz").await.expect(200).json().get("notes"), None);
    another_phone(&town, 10, "10.0.0.10").await.expect(202);
}

#[tokio::test]
async fn without_the_shared_cache_every_limit_is_half() {
    let (relay, url) = Relay::through(&redis_url()).await;
    let town = Town::with(Sqlite, |config| {
        config.redis_url = Some(url);
        config.trusted_proxies = Proxies::parse("127.0.0.1").unwrap();
    })
    .await;
    relay.cut();
    let track = async |receipt: usize, address: &str| {
        let body = json!({ "receipt_no": format!("HC-00000-{receipt:05}"), "phone_tail": "0000" });
        town.post("/api/v1/tracking").header("x-forwarded-for", address).json(&body).await
    };
    for turn in 0..3 {
        track(1, &format!("10.0.1.{turn}")).await.expect(404);
    }
    refused_by(track(1, "10.0.2.1").await, "tracking-hour", 3, 3600);
    for receipt in 2..12 {
        track(receipt, "10.0.4.1").await.expect(404);
    }
    refused_by(track(20, "10.0.4.1").await, "tracking-address", 10, 3600);
}

#[rstest]
#[tokio::test]
async fn a_stranger_keeps_nobody_out_who_was_there_before(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.trusted_proxies = Proxies::parse("127.0.0.1").unwrap()).await;
    let (name, password) = login(&town, Role::Reviewer);
    let sign_in = async |password: &str, address: &str| {
        let body = json!({ "username": name, "password": password });
        town.post("/api/v1/auth/staff").header("x-forwarded-for", address).json(&body).await
    };
    sign_in(&password, "10.0.0.1").await.expect(200);
    for turn in 0..30 {
        sign_in("wrong", &format!("10.9.{turn}.1")).await;
    }
    let stranger = sign_in(&password, "10.8.0.1").await;
    let wait: u64 = stranger.header("retry-after").parse().expect("seconds");
    assert!((1..=900).contains(&wait), "{wait}");
    stranger.expect_problem(429, "too_many_requests");
    sign_in(&password, "10.0.0.1").await.expect(200);
}
