//! What a caller is told of limits, whose address counts, and what holds when the shared cache is gone.

use hechang::{identity::actor::Role, web::address::Proxies};
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
    let policy = "\"code-address\";q=20;w=3600, \"code-minute\";q=1;w=60, \"code-day\";q=5;w=86400";
    assert_eq!(first.header("ratelimit-policy"), policy);
    assert!(
        first.header("ratelimit").starts_with("\"code-address\";r=19;t=3"),
        "{}",
        first.header("ratelimit")
    );
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
