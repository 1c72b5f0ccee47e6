//! A phone that several people use keeps nothing of whoever signed out (security.md PRV-12).

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::Method,
    database::Db::{self, Postgres, Sqlite},
    people::code_sent_to,
    town::Town,
};
use rstest::rstest;

use crate::console::ground::desk_of;

const CLEARS: &str = "\"cache\", \"storage\"";
const PERSONAL: [&str; 7] = [
    "/applications",
    "/appointments",
    "/account",
    "/account/requests",
    "/account/representation",
    "/account/export",
    "/me",
];

#[rstest]
#[tokio::test]
async fn signing_out_leaves_nothing_to_go_back_to(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let browser = town.browser("en");
    let page = browser.open("/sign-in?next=/account").await;
    let page = browser.send(&page, "/sign-in", &[("phone", "13800000001")]).await;
    let code = code_sent_to(&town, "13800000001").await;
    let page = browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    for path in PERSONAL {
        let shown = browser.open(path).await.expect(200);
        assert_eq!(shown.path, path);
        assert_eq!(shown.answer.header("cache-control"), "private, no-store", "{path}");
    }
    let token = page.form("/sign-out");
    let fields: Vec<_> = token.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let left = browser.ask(Method::POST, "/sign-out").form(&fields).await.expect(303);
    assert_eq!(left.header("clear-site-data"), CLEARS);
    assert!(left.header("set-cookie").contains("Max-Age=0"), "{}", left.header("set-cookie"));
    // The browser keeps its old cookie here, as if it had never been told to forget it.
    for path in PERSONAL {
        assert!(browser.open(path).await.path.starts_with("/sign-in?next="), "{path}");
    }
}

#[rstest]
#[tokio::test]
async fn the_console_clears_as_well(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let desk = desk_of(&town, Role::Reviewer, "540500", "en").await;
    let page = desk.open("/console").await.expect(200);
    assert_eq!(page.answer.header("cache-control"), "private, no-store");
    let token = page.form("/console/sign-out");
    let fields: Vec<_> = token.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let left = desk.ask(Method::POST, "/console/sign-out").form(&fields).await.expect(303);
    assert_eq!(left.header("clear-site-data"), CLEARS);
}
