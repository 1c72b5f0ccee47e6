//! Who may send a form.

use super::*;
use actix_web::http::Method;

use crate::web::cookies;

/// Opens a page with a form and sends one, changed as the test wants it.
async fn send(mode: Mode, change: impl FnOnce(TestRequest, &str, &str) -> TestRequest) -> Answer {
    let (app, _folder) = app(mode).await;
    let server = server(app).await;
    let page = ask(&server, browse("/")).await;
    let name = if mode == Mode::Demo { "visit" } else { "__Host-visit" };
    let visit = page.cookie(name).map(|value| format!("{name}={value}")).unwrap_or_default();
    let request = browse("/post").method(Method::POST);
    ask(&server, change(request, &visit, page.token())).await
}

fn filled(request: TestRequest, visit: &str, token: &str) -> TestRequest {
    request.insert_header(("cookie", visit)).set_form([("a", "1"), ("a", "2"), ("_csrf", token)])
}

#[actix_web::test]
async fn a_form_of_ours_is_taken_without_its_token() {
    let answer = send(Mode::Demo, filled).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, r#"[["a","1"],["a","2"]]"#));
}

#[actix_web::test]
async fn a_form_from_elsewhere_is_refused() {
    let from = |name: &'static str, value: &'static str| {
        move |request: TestRequest, visit: &str, token: &str| {
            filled(request, visit, token).insert_header((name, value))
        }
    };
    for (name, value, status) in [
        ("origin", "http://evil.test", 403),
        ("origin", "http://hechang.test.evil.test", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("origin", "http://hechang.test", 200),
        ("origin", "null", 200),
        ("sec-fetch-site", "same-origin", 200),
    ] {
        let answer = send(Mode::Demo, from(name, value)).await;
        assert_eq!(answer.status, status, "{name}: {value}");
    }
}

#[actix_web::test]
async fn a_form_without_the_right_token_is_refused() {
    let without = send(Mode::Demo, |request, visit, _| filled(request, visit, "")).await;
    let foreign = send(Mode::Demo, |request, _, token| filled(request, "visit=somebody", token)).await;
    let bare = send(Mode::Demo, |request, _, token| request.set_form([("_csrf", token)])).await;
    for answer in [without, foreign, bare] {
        assert_eq!(answer.status, 403);
        assert!(answer.text.contains("<h1>页面已失效</h1>"));
    }
}

#[actix_web::test]
async fn a_form_is_bound_to_the_session_once_there_is_one() {
    let (app, _folder) = app(Mode::Demo).await;
    let server = server(app).await;
    let page = ask(&server, browse("/").insert_header(("cookie", "visit=v; session=s1"))).await;
    assert_eq!(page.cookie(cookies::VISIT), None);
    for (cookie, status) in [("visit=v; session=s1", 200), ("visit=v; session=s2", 403), ("visit=v", 403)] {
        let request = TestRequest::post().uri("/post").insert_header(("cookie", cookie));
        assert_eq!(
            ask(&server, request.set_form([("_csrf", page.token())])).await.status,
            status,
            "{cookie}"
        );
    }
}

#[actix_web::test]
async fn production_knows_only_its_own_name() {
    for (origin, status) in [("http://hechang.test", 200), ("http://hechang.test:8080", 403)] {
        let change = |request: TestRequest, visit: &str, token: &str| {
            filled(request, visit, token).insert_header(("origin", origin))
        };
        assert_eq!(send(Mode::Production, change).await.status, status, "{origin}");
    }
    let elsewhere = |request: TestRequest, visit: &str, token: &str| {
        filled(request, visit, token)
            .insert_header(("host", "10.0.0.7:80"))
            .insert_header(("origin", "http://10.0.0.7:80"))
    };
    assert_eq!(send(Mode::Demo, elsewhere).await.status, 200);
}

#[actix_web::test]
async fn an_endless_form_is_cut_off() {
    let answer = send(Mode::Demo, |request, visit, token| {
        let text = "x".repeat((1 << 20) + 1);
        filled(request, visit, token).set_form([("text", text.as_str()), ("_csrf", token)])
    })
    .await;
    assert_eq!(answer.status, 413);
}
