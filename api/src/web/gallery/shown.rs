//! What comes with every answer.

use super::*;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; script-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[actix_web::test]
async fn every_answer_is_guarded() {
    let (app, _folder) = app(Mode::Demo).await;
    let server = server(app).await;
    for path in ["/", "/plain", "/nowhere", "/faulty", "/broken", "/api/v1/faulty", "/assets/x/app.css"] {
        let answer = ask(&server, browse(path)).await;
        assert_eq!(answer.header("content-security-policy"), POLICY, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(answer.header("permissions-policy").contains("geolocation=()"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}: only in production");
        let caching = if path.starts_with("/assets") { "no-cache" } else { "private, no-store" };
        assert_eq!(answer.header("cache-control"), caching, "{path}");
    }
}

#[actix_web::test]
async fn production_is_reached_by_https_only() {
    let (app, _folder) = app(Mode::Production).await;
    let answer = ask(&server(app).await, browse("/?lang=en")).await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    let cookies: Vec<String> =
        answer.response.response().cookies().map(|cookie| cookie.to_string()).collect();
    assert!(cookies.iter().all(|cookie| cookie.contains("Secure; Path=/")), "{cookies:?}");
    assert!(answer.cookie("__Host-visit").is_some());
}

#[actix_web::test]
async fn production_answers_only_to_its_own_name() {
    let (app, _folder) = app(Mode::Production).await;
    let server = server(app).await;
    let asked =
        async |path: &str, host: &str| ask(&server, browse(path).insert_header(("host", host))).await.status;
    assert_eq!(asked("/", "hechang.test").await, 200);
    assert_eq!(asked("/", "Hechang.test:80").await, 200);
    for host in ["evil.test", "hechang.test.evil.test", "hechang.test:8080", ""] {
        assert_eq!(asked("/", host).await, 421, "{host}");
    }
    let forwarded =
        browse("/").insert_header(("host", "evil.test")).insert_header(("x-forwarded-host", "hechang.test"));
    assert_eq!(ask(&server, forwarded).await.status, 421);
    assert_eq!(asked("/healthz", "10.0.0.7:8080").await, 200);
}

#[actix_web::test]
async fn a_browser_reads_a_page_and_a_program_reads_json() {
    let (app, _folder) = app(Mode::Demo).await;
    let server = server(app).await;
    let page = ask(&server, browse("/faulty")).await;
    assert_eq!((page.status, page.header("content-type")), (422, "text/html; charset=utf-8"));
    assert!(
        page.text.contains("<li>最多 60 个字</li>") && page.text.contains("<li>请填数字</li>"),
        "{}",
        page.text
    );
    assert!(ask(&server, browse("/nowhere")).await.text.contains("<h1>没有找到</h1>"));
    assert!(ask(&server, browse("/broken")).await.text.contains("urn:uuid:"));
    for request in
        [browse("/api/v1/faulty"), TestRequest::with_uri("/faulty"), TestRequest::with_uri("/nowhere")]
    {
        let answer = ask(&server, request).await;
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(serde_json::from_str::<Value>(&answer.text).unwrap()["code"].is_string());
    }
}

#[actix_web::test]
async fn a_chosen_language_is_remembered() {
    let (app, _folder) = app(Mode::Demo).await;
    let server = server(app).await;
    let chosen = ask(&server, browse("/?after=x&lang=bo-CN")).await;
    assert_eq!(chosen.cookie("lang").as_deref(), Some("bo-CN"));
    assert!(chosen.text.contains(r#"<html lang="bo-CN">"#));
    assert!(chosen.text.contains(r#"href="?after=x&amp;lang=en""#), "{}", chosen.text);
    let later = ask(&server, browse("/").insert_header(("cookie", "lang=bo-CN"))).await;
    assert!(later.text.contains(r#"<html lang="bo-CN">"#));
    assert_eq!(ask(&server, browse("/?lang=xx")).await.cookie("lang"), None);
    assert_eq!(ask(&server, browse("/api/v1/faulty?lang=en")).await.cookie("lang"), None);
}

#[actix_web::test]
async fn files_are_kept_for_a_year_under_their_own_address() {
    let (app, _folder) = app(Mode::Demo).await;
    let server = server(app.clone()).await;
    for (name, media_type) in [
        ("app.css", "text/css; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ] {
        let file = ask(&server, browse(&app.pages.assets().address(name).unwrap())).await;
        assert_eq!((file.status, file.header("content-type")), (200, media_type));
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    }
    assert_eq!(ask(&server, browse("/assets/x/nothing.css")).await.status, 404);
}

#[actix_web::test]
async fn a_page_without_a_form_leaves_no_cookie() {
    let (app, _folder) = app(Mode::Demo).await;
    let server = server(app).await;
    assert!(ask(&server, browse("/faulty")).await.cookie("visit").is_none());
    assert!(ask(&server, browse("/")).await.cookie("visit").is_some());
}
