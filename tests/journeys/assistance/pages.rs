//! The same in a browser without scripts: handler, chain and citizen each on their own pages.

use chrono::Duration;
use hechang::config::Switch;
use hechang_tests::{
    browser::Browser,
    database::Db::{self, Postgres, Sqlite},
    people::code_sent_to,
    town::Town,
};
use rstest::rstest;
use serde_json::Value;

use super::ground::{Office, accepted, password};
use crate::applications::ground::id;

/// Somebody of the city's staff at a screen, signed in.
pub(super) async fn desk<'a>(town: &'a Town, username: &str) -> Browser<'a> {
    let browser = town.browser("zh-CN");
    let (page, password) = (browser.open("/console/sign-in").await, password(town, username));
    let fields = [("username", username), ("password", password.as_str())];
    browser.send(&page, "/console/sign-in", &fields).await.expect(200);
    browser
}

/// A case that was opened and described; its address.
async fn opened(handler: &Browser<'_>, application: &Value) -> String {
    let matter = handler.open(&format!("/console/applications/{}", id(application))).await.expect(200);
    let open = format!("/console/assistance/open?application={}", id(application));
    matter.shows("open?application=");
    let form = handler.open(&open).await.expect(200);
    let wrong = handler
        .send(&form, "/console/assistance/open", &[("case_number", ""), ("others", "HC-00000-00000")])
        .await;
    wrong.shows("f-case_number-fault").shows("没有这个回执号");
    let right = [("case_number", "（2025）藏0502刑初18号"), ("others", "")];
    let case = handler.send(&wrong, "/console/assistance/open", &right).await.expect(200);
    let address = case.path.split('?').next().unwrap().to_owned();
    let text = case.text();
    let person =
        text.split(&format!("{address}/people/")).skip(1).find(|rest| !rest.starts_with("new")).unwrap();
    let person = format!("{address}/people/{}", &person[..36]);
    let describe = handler.open(&person).await.expect(200);
    let without = handler.send(&describe, &person, &[]).await;
    without.shows("f-category-fault");
    handler.send(&without, &person, &[("category", "A1")]).await.expect(200).shows("A1 ");
    address
}

#[rstest]
#[tokio::test]
async fn a_case_is_worked_on_pages(#[values(Sqlite, Postgres)] db: Db) {
    // The citizen signs in twice within a minute: once to apply, once at a screen.
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let _office = Office::funded(&town, 100_000).await;
    let (_, application) = accepted(&town, "13800000601").await;
    let handler = desk(&town, "reviewer").await;
    let case = opened(&handler, &application).await;

    let propose = format!("{case}/propose");
    let form = handler.open(&propose).await.expect(200);
    assert_eq!(form.form(&propose)["amount-0"], "30000", "what the rules suggest is filled in");
    let wrong = [("amount-0", "三万"), ("reasons", ""), ("to_citizen", "我们决定救助您。")];
    let wrong = handler.send(&form, &propose, &wrong).await.expect(422);
    wrong.shows("f-amount-0-fault").shows("f-reasons-fault").shows("三万").shows("我们决定救助您。");
    let above = [("amount-0", "450000.01"), ("reasons", "困难")];
    let above = handler.send(&wrong, &propose, &above).await.expect(422);
    above.shows("f-exception-0-fault");
    let done = handler.send(&above, &propose, &[("amount-0", "20,000")]).await.expect(200);
    done.shows("20,000.00").shows("部门负责人");

    let decide = format!("{case}/decide");
    let head = desk(&town, "approver").await;
    head.open(&case).await.expect(200).shows(&decide);
    let form = head.open(&decide).await.expect(200);
    let nothing = head.send(&form, &decide, &[]).await.expect(422);
    nothing.shows("f-verdict-fault");
    let change = [("verdict", "change"), ("amount-0", "25000"), ("reasons", "孩子上学")];
    head.send(&nothing, &decide, &change).await.expect(200).shows("25,000.00");
    let again = head.open(&decide).await.expect(200);
    head.send(&again, &decide, &[("verdict", "approve")]).await.expect(403).shows("另一个人");
    let deputy = desk(&town, "deputy-chief").await;
    let form = deputy.open(&decide).await.expect(200);
    deputy.send(&form, &decide, &[("verdict", "approve")]).await.expect(200).shows("予以救助");
    deputy.open("/console/assistance?state=granted").await.expect(200).shows(&case).shows("次**");

    let citizen = town.browser("zh-CN");
    let page = citizen.open("/sign-in").await.expect(200);
    let page = citizen.send(&page, "/sign-in", &[("phone", "13800000601")]).await.expect(200);
    let code = code_sent_to(&town, "13800000601").await;
    citizen.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    let address = format!("/applications/{}/decision", id(&application));
    citizen.open(&format!("/applications/{}", id(&application))).await.expect(200).shows(&address);
    citizen.open(&address).await.expect(200).shows("25,000.00").shows("我们决定救助您。");
}

#[rstest]
#[tokio::test]
async fn what_was_typed_outlives_the_proof(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 100_000).await;
    let mut case = office.case(&town, "13800000207").await;
    case.proposes(&[20_000]).await;
    let decide = format!("/console/assistance/{}/decide", case.now["id"].as_str().unwrap());
    let head = desk(&town, "approver").await;
    let form = head.open(&decide).await.expect(200);
    town.clock.advance(Duration::minutes(6));
    let change = [("verdict", "change"), ("amount-0", "25000"), ("reasons", "孩子上学，写了很久")];
    let late = head.send(&form, &decide, &change).await.expect(403);
    late.shows("孩子上学，写了很久").shows("请再次确认身份").shows("/console/step-up?next=/console/account");
    let proof = head.open("/console/step-up?next=/console/account").await.expect(200);
    head.send(&proof, "/console/step-up", &[("password", &password(&town, "approver"))]).await.expect(200);
    head.send(&late, &decide, &[]).await.expect(200).shows("25,000.00");
}

#[rstest]
#[tokio::test]
async fn an_administrator_gives_posts(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let admin = desk(&town, "admin").await;
    let page = admin.open("/console/assistance/posts").await.expect(200);
    let text = page.text();
    let first = text.split("action=\"/console/assistance/posts/").nth(1).unwrap();
    let action = format!("/console/assistance/posts/{}", &first[..36]);
    admin.send(&page, &action, &[("post", "chief")]).await.expect(200);
    desk(&town, "reviewer").await.open("/console/assistance/posts").await.expect(403);
}
