//! How the program's keeper sees it: alive, ready, measured, described.

use std::{env, fs};

use hechang::config::Mode;
use hechang_tests::{
    ask::faults,
    database::{
        Db::{self, Postgres, Sqlite},
        redis_url,
    },
    patience::eventually,
    relay::Relay,
    town::Town,
};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn it_is_alive_and_ready(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    assert_eq!(town.get("/healthz").await.expect(200).json()["status"], "alive");
    assert_eq!(town.get("/readyz").await.expect(200).json()["status"], "ready");
}

#[rstest]
#[tokio::test]
async fn a_lost_database_is_named(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::new(db).await;
    town.lose_database().await;
    let problem = town.get("/readyz").language("en").await.expect_problem(503, "not_ready");
    assert_eq!(faults(&problem), ["/database not_answering"]);
    assert!(problem["detail"].as_str().unwrap().contains("database"), "{problem:#}");
    town.get("/healthz").await.expect(200);
}

#[tokio::test]
async fn a_lost_cache_is_named_until_it_is_back() {
    let (relay, url) = Relay::through(&redis_url()).await;
    let town = Town::with(Sqlite, |config| config.redis_url = Some(url)).await;
    town.get("/readyz").await.expect(200);
    relay.cut();
    let problem = town.get("/readyz").await.expect_problem(503, "not_ready");
    assert_eq!(faults(&problem), ["/cache not_answering"]);
    relay.mend();
    eventually("readiness", async || (town.get("/readyz").await.status == 200).then_some(())).await;
}

#[tokio::test]
async fn requests_are_counted_by_route_and_never_by_address() {
    let town = Town::new(Sqlite).await;
    town.get("/healthz").await.expect(200);
    town.get("/of/13800000001?to=13800000001").await.expect_problem(404, "not_found");
    let figures = town.get("/metrics").await.expect(200).text();
    for row in [
        r#"hechang_http_requests_total{method="GET",route="/healthz",status="200"}"#,
        r#"hechang_http_requests_total{method="GET",route="none",status="404"}"#,
        r#"hechang_http_request_seconds_bucket{method="GET",route="/healthz",le="0.005"}"#,
    ] {
        assert!(figures.contains(row), "{row} is missing in {figures}");
    }
    assert!(!figures.contains("13800000001"), "{figures}");
}

#[tokio::test]
async fn production_shows_its_figures_only_to_the_keeper() {
    let town = Town::with(Sqlite, |config| {
        config.mode = Mode::Production;
        config.ops_listen = ([127, 0, 0, 1], 0).into();
    })
    .await;
    town.get("/metrics").await.expect_problem(404, "not_found");
    for path in ["/metrics", "/readyz", "/healthz"] {
        town.ops(path).await.expect(200);
    }
    town.ops("/openapi.json").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn the_description_is_served() {
    let town = Town::new(Sqlite).await;
    let description = town.get("/openapi.json").await.expect(200).json();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(description["paths"]["/healthz"]["get"].is_object());
}

#[test]
fn the_checked_in_description_is_true() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/hechang.yaml");
    let now = hechang::app::description().to_yaml().unwrap();
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(file, &now).unwrap();
    }
    let kept = fs::read_to_string(file).unwrap_or_default();
    assert!(now == kept, "openapi/hechang.yaml is out of date: run this test with UPDATE_DOCS=1");
}

#[tokio::test]
async fn production_has_no_sandbox() {
    let demonstration = Town::new(Sqlite).await;
    let town = Town::with(Sqlite, |config| {
        config.mode = Mode::Production;
        config.ops_listen = ([127, 0, 0, 1], 0).into();
        config.public_url = Some("https://hechang.test".to_owned());
    })
    .await;
    for path in
        ["/sandbox/messages.json", "/sandbox/messages.json?to=13800000001", "/sandbox/wechat.json?code=a"]
    {
        demonstration.get(path).await.expect(200);
        town.get(path).header("host", "hechang.test").await.expect_problem(404, "not_found");
        town.ops(path).await.expect_problem(404, "not_found");
    }
}
