//! Names and origins that others give us change nothing (security.md WEB-7, WEB-8), and personal pages have no second address (WEB-11).

use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    ask::{Answer, Method},
    browser::Browser,
    database::Db::Sqlite,
    people::code_sent_to,
    town::Town,
};

use crate::identity::factor::{enter, login};

const FOREIGN: [(&str, &str); 6] = [
    ("x-forwarded-host", "evil.test"),
    ("x-forwarded-proto", "ftp"),
    ("x-forwarded-prefix", "/evil"),
    ("x-original-url", "/evil"),
    ("x-rewrite-url", "/evil"),
    ("forwarded", "host=evil.test;proto=ftp"),
];

async fn citizen<'a>(town: &'a Town, phone: &str) -> Browser<'a> {
    let browser = town.browser("en");
    let page = browser.open("/sign-in").await;
    let page = browser.send(&page, "/sign-in", &[("phone", phone)]).await;
    let code = code_sent_to(town, phone).await;
    browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    browser
}

/// What an answer says to its reader, without what is new each time.
fn told(answer: &Answer) -> (u16, String, String) {
    let text = answer.text();
    let mut parts = text.split("name=\"_csrf\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest: String = parts.map(|part| part.split_once('"').unwrap_or_default().1).collect();
    (answer.status, answer.header("location").to_owned(), first + &rest)
}

#[tokio::test]
async fn names_that_others_give_us_change_no_link() {
    let town = Town::with(Sqlite, |config| config.limits = Switch::Off).await;
    let (name, password) = login(&town, Role::Admin);
    let staff = town.browser("en");
    enter(&staff, &name, &password, "").await;
    let portal = citizen(&town, "13800000001").await;
    for (browser, path) in [
        (&portal, "/"),
        (&portal, "/me"),
        (&portal, "/track"),
        (&portal, "/console"),
        (&staff, "/me"),
        (&staff, "/console/codes"),
        (&staff, "/console/account"),
    ] {
        let plain = told(&browser.ask(Method::GET, path).await);
        for (header, value) in FOREIGN {
            let asked = browser.ask(Method::GET, path).header(header, value).await;
            assert!(!asked.text().contains("evil"), "{path} {header}");
            assert!(
                asked.headers.values().all(|value| !value.as_bytes().windows(4).any(|part| part == b"evil"))
            );
            assert_eq!(told(&asked), plain, "{path} {header}");
        }
    }
}

#[tokio::test]
async fn no_other_site_reads_our_answers() {
    let town = Town::new(Sqlite).await;
    let person = town.citizen("13800000001").await;
    for origin in ["https://evil.test", "null", "http://town.test", "http://127.0.0.1"] {
        for path in ["/api/v1/me", "/api/v1/services", "/", "/healthz"] {
            let ask = |method: Method| person.ask(method, path).header("origin", origin);
            let preflight = ask(Method::OPTIONS).header("access-control-request-method", "POST").await;
            for answer in [ask(Method::GET).await, preflight] {
                let cors = answer.headers.keys().filter(|name| name.as_str().starts_with("access-control"));
                assert_eq!(cors.count(), 0, "{origin} {path}");
            }
        }
    }
}

#[tokio::test]
async fn a_personal_page_has_no_address_that_a_cache_takes_for_a_file() {
    let town = Town::with(Sqlite, |config| config.limits = Switch::Off).await;
    let (name, password) = login(&town, Role::Admin);
    let staff = town.browser("en");
    enter(&staff, &name, &password, "").await;
    let portal = citizen(&town, "13800000001").await;
    for (browser, path) in [
        (&portal, "/me"),
        (&portal, "/applications"),
        (&portal, "/appointments"),
        (&staff, "/console"),
        (&staff, "/console/account"),
        (&staff, "/console/staff"),
    ] {
        let page = browser.ask(Method::GET, path).await.expect(200);
        assert_eq!(page.header("cache-control"), "private, no-store", "{path}");
        for end in [".css", ".js", "/a.css", "/style.css", ";a.css", "%2fa.css", "%3ba.css", "/..%2fa.css"] {
            let answer = browser.ask(Method::GET, &format!("{path}{end}")).await;
            assert_eq!(answer.status, 404, "{path}{end}");
            assert_eq!(answer.header("cache-control"), "private, no-store", "{path}{end}");
        }
    }
    let person = town.citizen("13800000001").await;
    for path in ["/api/v1/me", "/api/v1/applications", "/api/v1/me/devices"] {
        let answer = person.get(path).await.expect(200);
        assert!(answer.header("cache-control").contains("private"), "{path}");
        person.get(&format!("{path}.css")).await.expect_problem(404, "not_found");
    }
    let open = town.get("/api/v1/services").await.expect(200);
    assert!(open.header("vary").to_lowercase().contains("accept-language"), "{}", open.header("vary"));
}
