//! Tokens: forged ones of every known kind, two refreshes at the same instant, and keys that are exchanged.

use chrono::TimeDelta;
use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use hmac::{Hmac, KeyInit, Mac};
use rstest::rstest;
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

fn base64(bytes: &[u8]) -> String {
    data_encoding::BASE64URL_NOPAD.encode(bytes)
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

fn changed(value: &Value, member: &str, to: Value) -> String {
    let mut value = value.clone();
    value[member] = to;
    base64(&serde_json::to_vec(&value).unwrap())
}

/// Every forgery of a token that we know of, with its name.
fn forgeries(token: &str) -> Vec<(String, String)> {
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, tag] = parts[..] else { panic!("{token}") };
    let (header, claims) = (decoded(head), decoded(body));
    let mut forged = vec![
        ("empty".into(), String::new()),
        ("not a token".into(), "x.y.z".into()),
        ("cut".into(), token[..token.len() - 3].into()),
        ("without signature".into(), format!("{head}.{body}.")),
        ("without signature and dot".into(), format!("{head}.{body}")),
        ("with a part more".into(), format!("{token}.{tag}")),
        ("signature of nothing".into(), format!("{head}.{body}.{}", base64(&[0; 32]))),
    ];
    let headers = [
        ("alg", json!("none")),
        ("alg", json!("None")),
        ("alg", json!("HS384")),
        ("alg", json!("HS512")),
        ("alg", json!("RS256")),
        ("alg", json!("ES256")),
        ("alg", json!(null)),
        ("typ", json!("JWT")),
        ("typ", json!(null)),
        ("kid", json!("")),
        ("kid", json!("../../../dev/null")),
        ("kid", json!("k' OR '1'='1")),
        ("kid", json!(null)),
        ("kid", json!("http://127.0.0.1/key")),
        ("jku", json!("http://127.0.0.1/keys")),
        ("x5u", json!("http://127.0.0.1/x")),
        ("jwk", json!({ "kty": "oct", "k": base64(&[0; 32]) })),
        ("crit", json!(["exp"])),
    ];
    for (member, to) in headers {
        let head = changed(&header, member, to.clone());
        forged.push((format!("{member} {to}"), format!("{head}.{body}.{tag}")));
        forged.push((format!("{member} {to} unsigned"), format!("{head}.{body}.")));
    }
    for (member, to) in [
        ("sub", json!(Uuid::now_v7())),
        ("sid", json!(Uuid::now_v7())),
        ("aud", json!("staff")),
        ("aud", json!(["citizen", "staff"])),
        ("iss", json!("elsewhere")),
        ("exp", json!(4_000_000_000_u64)),
        ("exp", json!(null)),
    ] {
        forged.push((
            format!("{member} {to}"),
            format!("{head}.{}.{tag}", changed(&claims, member, to.clone())),
        ));
    }
    forged
}

/// A token that the program's own key has signed, as no stranger could.
fn signed(town: &Town, header: &Value, claims: &Value) -> String {
    let (_, key) = town.app().vault.signing_key("access-token").expect("a key");
    let part = |value: &Value| base64(&serde_json::to_vec(value).unwrap());
    let text = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).unwrap();
    mac.update(text.as_bytes());
    format!("{text}.{}", base64(&mac.finalize().into_bytes()))
}

fn with(value: &Value, member: &str, to: Value) -> Value {
    let mut value = value.clone();
    if to.is_null() {
        drop(value.as_object_mut().unwrap().remove(member));
    } else {
        value[member] = to;
    }
    value
}

/// Tokens with the right signature and something else wrong, with their names.
fn well_signed(town: &Town, token: &str, other: Uuid) -> Vec<(String, String)> {
    let parts: Vec<&str> = token.split('.').collect();
    let (header, claims) = (decoded(parts[0]), decoded(parts[1]));
    let now = town.app().clock.now().timestamp();
    assert_eq!(signed(town, &header, &claims).split('.').next_back(), parts.last().copied());
    let headers = [
        ("alg", json!("none")),
        ("alg", json!("HS384")),
        ("alg", json!("RS256")),
        ("typ", json!("JWT")),
        ("typ", json!(null)),
        ("kid", json!("another")),
        ("kid", json!(null)),
        ("jku", json!("https://example.org/keys")),
        ("x5u", json!("https://example.org/x")),
        ("x5c", json!(["AAAA"])),
        ("jwk", json!({ "kty": "oct", "k": "AAAA" })),
    ];
    let bodies = [
        ("iss", json!("elsewhere")),
        ("iss", json!(null)),
        ("aud", json!("staff")),
        ("aud", json!(null)),
        ("sub", json!(other)),
        ("sub", json!(null)),
        ("sid", json!(Uuid::now_v7())),
        ("sid", json!(null)),
        ("exp", json!(now)),
        ("exp", json!(now - 1)),
        ("exp", json!(now + 86_400)),
        ("exp", json!("tomorrow")),
        ("exp", json!(null)),
        ("iat", json!(now + 1)),
        ("iat", json!(null)),
        ("nbf", json!(now + 1)),
    ];
    let heads = headers.into_iter().map(|(member, to)| {
        (format!("signed {member} {to}"), signed(town, &with(&header, member, to), &claims))
    });
    let bodies = bodies.into_iter().map(|(member, to)| {
        (format!("signed {member} {to}"), signed(town, &header, &with(&claims, member, to)))
    });
    heads.chain(bodies).collect()
}

/// All that an answer says, but for when it was said and the number of the case.
fn said(answer: &Answer) -> (Vec<(String, String)>, Value) {
    let mut body = answer.json();
    body["instance"] = json!(null);
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let text = |value: &reqwest::header::HeaderValue| value.to_str().unwrap().to_owned();
    let mut headers: Vec<_> = headers.map(|(name, value)| (name.to_string(), text(value))).collect();
    headers.sort_unstable();
    (headers, body)
}

#[rstest]
#[tokio::test]
async fn forged_tokens_of_every_kind_get_the_same_401(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (citizen, staff) = (town.citizen("13800000001").await, town.staff(Role::Reviewer).await);
    let other = town.citizen("13800000002").await;
    let token = citizen.tokens["access_token"].as_str().unwrap();
    let other_id = other.get("/api/v1/me").await.json()["id"].as_str().unwrap().parse().unwrap();
    let mut wrong = forgeries(token);
    wrong.extend(well_signed(&town, token, other_id));
    wrong.push(("a refresh token".into(), citizen.tokens["refresh_token"].as_str().unwrap().into()));
    wrong.push(("another audience".into(), staff.tokens["access_token"].as_str().unwrap().into()));
    let ended = town.citizen("13800000003").await;
    ended.post("/api/v1/auth/logout").await.expect(204);
    wrong.push(("an ended sign-in".into(), ended.tokens["access_token"].as_str().unwrap().into()));
    let reused = town.citizen("13800000004").await;
    let refresh = json!({ "refresh_token": reused.tokens["refresh_token"] });
    for status in [200, 401] {
        town.post("/api/v1/auth/refresh").json(&refresh).await.expect(status);
    }
    wrong.push(("of a family that ended".into(), reused.tokens["access_token"].as_str().unwrap().into()));

    let without = said(&town.get("/api/v1/applications").await.expect(401));
    for (name, token) in wrong {
        let ask = town.get("/api/v1/applications").header("authorization", &format!("Bearer {token}"));
        assert_eq!(said(&ask.await.expect(401)), without, "{name}");
    }
    town.clock.advance(TimeDelta::minutes(15));
    assert_eq!(said(&other.get("/api/v1/applications").await.expect(401)), without, "past its end");
}

#[rstest]
#[tokio::test]
async fn of_two_refreshes_at_the_same_instant_one_works(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for phone in ["13800000001", "13800000002", "13800000003"] {
        let citizen = town.citizen(phone).await;
        let body = json!({ "refresh_token": citizen.tokens["refresh_token"] });
        let ask = || async { town.post("/api/v1/auth/refresh").json(&body).await.status };
        let (one, two) = tokio::join!(ask(), ask());
        let mut statuses = [one, two];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
        // The second was a reuse: the family has ended.
        citizen.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    }
}

#[rstest]
#[tokio::test]
async fn an_access_token_outlives_the_exchange_of_its_key(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::new(db).await;
    let tokens = town.staff(Role::Reviewer).await.tokens;
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let file = town.folder().join("keys.json");
    let mut ring: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    ring["keys"]["second"] = json!(data_encoding::BASE64.encode(&[7; 32]));
    let first = std::mem::replace(&mut ring["current"], json!("second"));
    std::fs::write(&file, serde_json::to_vec(&ring).unwrap()).unwrap();
    town.restart().await;
    town.get("/api/v1/me").header("authorization", &bearer).await.expect(200);
    let fresh = town.staff(Role::Reviewer).await;
    let kid = |token: &Value| decoded(token.as_str().unwrap().split('.').next().unwrap())["kid"].clone();
    assert_eq!(
        (kid(&tokens["access_token"]), kid(&fresh.tokens["access_token"])),
        (first.clone(), json!("second"))
    );
    // Once the old key has left the ring, so have its tokens.
    ring["keys"].as_object_mut().unwrap().remove(first.as_str().unwrap());
    let unsealed = town.app().vault.verifying_key("second", "access-token").is_some();
    assert!(unsealed);
}
