//! Signing in with WeChat: the phone is proved once, and the platform's moods are borne.

use hechang::config::Switch;
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_partial_json, method, path, query_param},
};

const LOGIN: &str = "/api/v1/auth/wechat";

async fn sign_in(town: &Town, body: Value) -> Answer {
    town.post(LOGIN).json(&body).await
}

async fn id(town: &Town, tokens: &Value) -> Value {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
    town.get("/api/v1/me").header("authorization", &bearer).await.expect(200).json()["id"].clone()
}

#[rstest]
#[tokio::test]
async fn an_openid_is_bound_once_the_phone_was_proved(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    sign_in(&town, json!({ "code": "dawa" })).await.expect_problem(409, "phone_needed");
    sign_in(&town, json!({ "code": "dawa", "phone_code": "nonsense" }))
        .await
        .expect_problem(401, "wechat_code");
    sign_in(&town, json!({ "code": "dawa" })).await.expect_problem(409, "phone_needed");
    let first =
        sign_in(&town, json!({ "code": "dawa", "phone_code": "13800000001" })).await.expect(200).json();
    let again = sign_in(&town, json!({ "code": "dawa" })).await.expect(200).json();
    let by_text = town.citizen("13800000001").await.get("/api/v1/me").await.expect(200).json();
    let dawa = id(&town, &first).await;
    assert_eq!((&id(&town, &again).await, &by_text["id"]), (&dawa, &dawa));
    // The phone decides: whoever proves another one is that phone's person from then on.
    let other =
        sign_in(&town, json!({ "code": "dawa", "phone_code": "13800000002" })).await.expect(200).json();
    assert_ne!(id(&town, &other).await, dawa);
    let again = sign_in(&town, json!({ "code": "dawa" })).await.expect(200).json();
    assert_eq!(id(&town, &again).await, id(&town, &other).await);
}

#[rstest]
#[tokio::test]
async fn two_first_logins_at_the_same_instant_are_one_person(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let body = json!({ "code": "dawa", "phone_code": "13800000001" });
    let (one, two) = tokio::join!(sign_in(&town, body.clone()), sign_in(&town, body.clone()));
    let (one, two) = (one.expect(200).json(), two.expect(200).json());
    assert_eq!(id(&town, &one).await, id(&town, &two).await);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_a_code_is_refused(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for body in [
        json!({}),
        json!({ "code": "" }),
        json!({ "code": "x".repeat(129) }),
        json!({ "code": "x", "openid": "o1" }),
    ] {
        sign_in(&town, body).await.expect_problem(422, "invalid");
    }
    sign_in(&town, json!({ "code": "bad" })).await.expect_problem(401, "wechat_code");
    let told = town.get("/sandbox/wechat.json?code=dawa&phone_code=138-0000-0001").await.expect(200).json();
    assert_eq!((&told["openid"], &told["phone"]), (&json!("sandbox-dawa"), &json!("13800000001")));
}

/// A town whose mini-program is asked about at a server of our own.
async fn with_platform(db: Db) -> (Town, MockServer) {
    let platform = MockServer::start().await;
    let address = platform.uri();
    let town = Town::with(db, |config| {
        config.wechat_url = address;
        config.wechat_appid = Some("wx1".to_owned());
        config.wechat_secret = Some("the-secret".to_owned().into());
        config.limits = Switch::Off;
    });
    (town.await, platform)
}

/// As the platform answers: status 200, JSON labeled as text.
fn says(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body.to_string(), "text/plain")
}

fn session(code: &str) -> wiremock::MockBuilder {
    let asked = Mock::given(method("GET")).and(path("/sns/jscode2session")).and(query_param("js_code", code));
    asked.and(query_param("appid", "wx1")).and(query_param("secret", "the-secret"))
}

async fn knows(platform: &MockServer, code: &str, openid: &str) {
    let answer = json!({ "openid": openid, "session_key": "tiihtNczf5v6AKRyjwEUhQ==", "unionid": "u" });
    session(code).respond_with(says(&answer)).mount(platform).await;
}

fn phone_info(number: &str, country: &Value, appid: &str) -> Value {
    let watermark = json!({ "timestamp": 1, "appid": appid });
    let phone = json!({ "phoneNumber": number, "purePhoneNumber": number, "countryCode": country, "watermark": watermark });
    json!({ "errcode": 0, "errmsg": "ok", "phone_info": phone })
}

fn phone(code: &str) -> wiremock::MockBuilder {
    let asked = Mock::given(method("POST")).and(path("/wxa/business/getuserphonenumber"));
    asked.and(body_partial_json(json!({ "code": code })))
}

fn token() -> wiremock::MockBuilder {
    Mock::given(method("POST")).and(path("/cgi-bin/stable_token"))
}

#[rstest]
#[tokio::test]
async fn the_platform_says_who_somebody_is(#[values(Sqlite, Postgres)] db: Db) {
    let (town, platform) = with_platform(db).await;
    knows(&platform, "c1", "o-1").await;
    knows(&platform, "c2", "o-2").await;
    let fresh = says(&json!({ "access_token": "t1", "expires_in": 7200 }));
    token().respond_with(fresh).expect(1).mount(&platform).await;
    let info = phone_info("13800000001", &json!(86), "wx1");
    phone("p1").and(query_param("access_token", "t1")).respond_with(says(&info)).mount(&platform).await;
    let info = phone_info("13800000001", &json!("86"), "wx1");
    phone("p2").and(query_param("access_token", "t1")).respond_with(says(&info)).mount(&platform).await;

    sign_in(&town, json!({ "code": "c1" })).await.expect_problem(409, "phone_needed");
    let one = sign_in(&town, json!({ "code": "c1", "phone_code": "p1" })).await.expect(200);
    assert!(!one.text().contains("tiihtNczf5v6AKRyjwEUhQ"));
    let two = sign_in(&town, json!({ "code": "c2", "phone_code": "p2" })).await.expect(200);
    assert_eq!(id(&town, &one.json()).await, id(&town, &two.json()).await);
}

#[rstest]
#[tokio::test]
async fn a_token_that_fails_is_renewed_once(#[values(Sqlite, Postgres)] db: Db) {
    let (town, platform) = with_platform(db).await;
    knows(&platform, "c1", "o-1").await;
    for name in ["t1", "t2"] {
        let answer = says(&json!({ "access_token": name, "expires_in": 7200 }));
        token().respond_with(answer).up_to_n_times(1).mount(&platform).await;
    }
    let worn = says(&json!({ "errcode": 42001, "errmsg": "access_token expired rid: 1" }));
    phone("p1").and(query_param("access_token", "t1")).respond_with(worn).expect(1).mount(&platform).await;
    let info = phone_info("13800000001", &json!("86"), "wx1");
    phone("p1")
        .and(query_param("access_token", "t2"))
        .respond_with(says(&info))
        .expect(1)
        .mount(&platform)
        .await;
    sign_in(&town, json!({ "code": "c1", "phone_code": "p1" })).await.expect(200);
}

#[rstest]
#[tokio::test]
async fn each_failure_of_the_platform_has_its_answer(#[values(Sqlite, Postgres)] db: Db) {
    let (town, platform) = with_platform(db).await;
    for (errcode, status, code) in [
        (40029, 401, "wechat_code"),
        (40163, 401, "wechat_code"),
        (40226, 403, "wechat_blocked"),
        (45011, 429, "too_many_requests"),
        (-1, 503, "wechat_away"),
        (40125, 503, "wechat_away"),
        (45009, 503, "wechat_away"),
    ] {
        let name = format!("e{errcode}");
        let answer = says(&json!({ "errcode": errcode, "errmsg": "no rid: 1" }));
        session(&name).respond_with(answer).mount(&platform).await;
        let answer = sign_in(&town, json!({ "code": name })).await;
        assert_eq!(answer.header("retry-after").is_empty(), status < 429, "{errcode}");
        answer.expect_problem(status, code);
    }
    let elsewhere = format!("{}/elsewhere", platform.uri());
    for (name, answer) in [
        ("html", ResponseTemplate::new(502).set_body_raw("<html>", "text/html")),
        ("garbage", ResponseTemplate::new(200).set_body_raw("{", "text/plain")),
        ("long", ResponseTemplate::new(200).set_body_bytes(vec![b' '; 70_000])),
        ("away", ResponseTemplate::new(302).insert_header("location", elsewhere.as_str())),
        ("wild", says(&json!({ "openid": "o\n1", "session_key": "k" }))),
    ] {
        session(name).respond_with(answer).mount(&platform).await;
        sign_in(&town, json!({ "code": name })).await.expect_problem(503, "wechat_away");
    }
    Mock::given(path("/elsewhere")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&platform).await;
}

#[rstest]
#[tokio::test]
async fn a_busy_platform_is_asked_again(#[values(Sqlite, Postgres)] db: Db) {
    let (town, platform) = with_platform(db).await;
    let busy = says(&json!({ "errcode": -1, "errmsg": "system error" }));
    session("c1").respond_with(busy).up_to_n_times(2).mount(&platform).await;
    knows(&platform, "c1", "o-1").await;
    sign_in(&town, json!({ "code": "c1" })).await.expect_problem(409, "phone_needed");
}

#[rstest]
#[tokio::test]
async fn phones_of_others_and_from_abroad_prove_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let (town, platform) = with_platform(db).await;
    knows(&platform, "c1", "o-1").await;
    token().respond_with(says(&json!({ "access_token": "t1", "expires_in": 7200 }))).mount(&platform).await;
    let refusal = |errcode: i64| json!({ "errcode": errcode, "errmsg": "no" });
    for (name, answer, status, code) in [
        ("foreign", phone_info("61234567", &json!("852"), "wx1"), 422, "wechat_phone"),
        ("others", phone_info("13800000001", &json!("86"), "wx2"), 401, "wechat_code"),
        ("used", refusal(40029), 401, "wechat_code"),
        ("unfit", refusal(40013), 401, "wechat_code"),
        ("ungranted", refusal(48001), 503, "wechat_away"),
    ] {
        phone(name).respond_with(says(&answer)).mount(&platform).await;
        sign_in(&town, json!({ "code": "c1", "phone_code": name })).await.expect_problem(status, code);
    }
    sign_in(&town, json!({ "code": "c1" })).await.expect_problem(409, "phone_needed");
}

#[rstest]
#[tokio::test]
async fn a_platform_that_is_gone_stops_nothing_else(#[values(Sqlite, Postgres)] db: Db) {
    let (town, platform) = with_platform(db).await;
    drop(platform);
    let answer = sign_in(&town, json!({ "code": "c1" })).await;
    assert_eq!(answer.header("retry-after"), "10");
    let problem = answer.expect_problem(503, "wechat_away");
    assert!(!problem.to_string().contains("secret"), "{problem}");
    town.citizen("13800000001").await.get("/api/v1/me").await.expect(200);
}

#[rstest]
#[tokio::test]
async fn what_the_platform_returns_is_judged_like_a_stranger_s_word(#[values(Sqlite, Postgres)] db: Db) {
    let (town, platform) = with_platform(db).await;
    let elsewhere = MockServer::start().await;
    let there = json!({ "openid": "o-elsewhere", "session_key": "k" });
    Mock::given(method("GET")).respond_with(says(&there)).expect(0).mount(&elsewhere).await;
    let moved = ResponseTemplate::new(302).insert_header("location", elsewhere.uri().as_str());
    session("moved").respond_with(moved).mount(&platform).await;
    let endless = json!({ "openid": "o-1", "session_key": "x".repeat(1 << 20) });
    session("endless").respond_with(says(&endless)).mount(&platform).await;
    session("other")
        .respond_with(says(&json!({ "openid": ["o-1"], "session_key": 7 })))
        .mount(&platform)
        .await;
    for code in ["moved", "endless", "other"] {
        let answer = sign_in(&town, json!({ "code": code })).await;
        assert!(!answer.header("retry-after").is_empty(), "{code}");
        answer.expect_problem(503, "wechat_away");
    }
}

#[rstest]
#[tokio::test]
async fn the_session_key_stays_where_it_came(#[values(Sqlite, Postgres)] db: Db) {
    let (town, platform) = with_platform(db).await;
    knows(&platform, "c1", "o-1").await;
    let fresh = says(&json!({ "access_token": "t1", "expires_in": 7200 }));
    token().respond_with(fresh).mount(&platform).await;
    phone("p1").respond_with(says(&phone_info("13800000001", &json!("86"), "wx1"))).mount(&platform).await;
    let mut told = sign_in(&town, json!({ "code": "c1" })).await.expect(409).text();
    let signed_in = sign_in(&town, json!({ "code": "c1", "phone_code": "p1" })).await.expect(200);
    told += &signed_in.text();
    let bearer = format!("Bearer {}", signed_in.json()["access_token"].as_str().unwrap());
    for path in ["/api/v1/me", "/api/v1/me/devices"] {
        told += &town.get(path).header("authorization", &bearer).await.expect(200).text();
    }
    // Neither the key nor the openid nor the application's secret is told or kept in clear.
    let bound = hechang_entity::wechat_account::Entity::find().all(town.app().db.read()).await.unwrap();
    let kept = format!("{bound:?}");
    for secret in ["tiihtNczf5v6AKRyjwEUhQ", "o-1", "the-secret"] {
        assert!(!told.contains(secret) && !kept.contains(secret), "{secret}");
    }
}
