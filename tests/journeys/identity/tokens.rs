//! Tokens: forged ones of every known kind, two refreshes at the same instant, and keys that are exchanged.

use hechang::identity::actor::Role;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

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
        ("sub", json!(uuid::Uuid::now_v7())),
        ("sid", json!(uuid::Uuid::now_v7())),
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

#[rstest]
#[tokio::test]
async fn forged_tokens_of_every_kind_get_the_same_401(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (citizen, staff) = (town.citizen("13800000001").await, town.staff(Role::Reviewer).await);
    let token = citizen.tokens["access_token"].as_str().unwrap();
    let mut wrong = forgeries(token);
    wrong.push(("a refresh token".into(), citizen.tokens["refresh_token"].as_str().unwrap().into()));
    wrong.push(("another audience".into(), staff.tokens["access_token"].as_str().unwrap().into()));
    let mut answers = Vec::new();
    for (name, token) in wrong {
        let ask = town.get("/api/v1/applications").header("authorization", &format!("Bearer {token}"));
        let answer = ask.await;
        assert_eq!(answer.status, 401, "{name}");
        let mut body = answer.json();
        body["instance"] = json!(null);
        answers.push((name, answer.header("www-authenticate").to_owned(), body));
    }
    let (_, challenge, body) = answers[0].clone();
    for (name, other, shown) in answers {
        assert_eq!((&other, &shown), (&challenge, &body), "{name}");
    }
    citizen.post("/api/v1/auth/logout").await.expect(204);
    let ended = citizen.get("/api/v1/applications").await.expect_problem(401, "unauthenticated");
    assert_eq!(ended["detail"], body["detail"]);
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
