//! A token of one audience is nobody on the routes of the other (security.md ID-16). Which routes are whose is said here; a route that isn't
//! on a list fails the test.

use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    ask::{Answer, Method},
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::Value;

/// Everybody's, or those of both audiences.
const OPEN: [&str; 12] = [
    "/api/v1/auth/",
    "/api/v1/centers",
    "/api/v1/me",
    "/api/v1/measures",
    "/api/v1/qr/",
    "/api/v1/services",
    "/api/v1/statistics",
    "/api/v1/tracking",
    "/api/v1/verify/",
    "/healthz",
    "/openapi.json",
    "/readyz",
];
/// Of those, the ones that only staff have use for.
const STAFFS_OWN: [&str; 5] = [
    "/api/v1/auth/step-up",
    "/api/v1/me/password",
    "/api/v1/me/factor",
    "/api/v1/me/factor/confirm",
    "/api/v1/me/recovery-codes",
];
const DESK: [&str; 2] = ["/api/v1/desk/", "/api/v1/partner/"];

fn plain(answer: &Answer) -> (u16, String) {
    let mut body: Value = answer.json();
    body["instance"] = Value::Null;
    (answer.status, body.to_string())
}

#[rstest]
#[tokio::test]
async fn a_token_is_nobody_on_the_other_side(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let citizen = town.citizen("13800000001").await;
    let staff = town.staff(Role::Reviewer).await;
    let description = serde_json::to_value(hechang::app::description()).unwrap();
    let (mut desk, mut own) = (0, 0);
    for (pattern, methods) in description["paths"].as_object().unwrap() {
        let staffs =
            DESK.iter().any(|desk| pattern.starts_with(desk)) || STAFFS_OWN.contains(&pattern.as_str());
        if !staffs && OPEN.iter().any(|open| pattern.starts_with(open)) {
            continue;
        }
        let path = pattern
            .split('/')
            .map(|part| if part.starts_with('{') { "0198c0de-0000-7000-8000-000000000000" } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        for method in methods.as_object().unwrap().keys() {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
            if ![Method::GET, Method::POST, Method::PUT, Method::DELETE].contains(&method) {
                continue;
            }
            let other = if staffs { &citizen } else { &staff };
            let body = serde_json::json!({});
            let nobody = town.ask(method.clone(), &path).json(&body).await;
            let stranger = other.ask(method.clone(), &path).json(&body).await;
            assert_eq!(plain(&nobody).0, 401, "{method} {path}");
            assert_eq!(plain(&stranger), plain(&nobody), "{method} {path}");
            if staffs { desk += 1 } else { own += 1 }
        }
    }
    assert!(desk > 30 && own > 10, "{desk} {own}");
}
