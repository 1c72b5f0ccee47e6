//! The citizen's page of a paper and the console's forms, without scripts.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::Method,
    browser::{Browser, Page},
    database::Db::{self, Postgres, Sqlite},
    people::{code_sent_to, login},
    samples,
    town::Town,
};
use rstest::rstest;

use super::ground::{PHONE, desk, submits};

/// A browser in which a citizen has signed in.
pub async fn signs_in<'a>(town: &'a Town, language: &'static str) -> Browser<'a> {
    let browser = town.browser(language);
    let page = browser.open("/sign-in?next=/applications").await.expect(200);
    let page = browser.send(&page, "/sign-in", &[("phone", PHONE)]).await.expect(200);
    let code = code_sent_to(town, PHONE).await;
    browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    browser
}

/// The page of a line of a new application.
pub async fn begins(browser: &Browser<'_>, line: &str) -> Page {
    let page = browser.open("/c/QGD/s/judicial-assistance").await.expect(200);
    let page = browser.send(&page, "/c/QGD/s/judicial-assistance", &[]).await.expect(200);
    assert!(page.path.starts_with("/applications/"), "{}", page.path);
    browser.open(&format!("{}/papers/{line}", page.path)).await.expect(200)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {text}"));
    rest.split_once(after).unwrap().0
}

#[rstest]
#[tokio::test]
async fn a_citizen_brings_sees_and_removes_papers(
    #[values(Sqlite, Postgres)] db: Db,
    #[values("zh-CN", "bo-CN", "en")] language: &'static str,
) {
    let town = Town::new(db).await;
    let zhuoma = signs_in(&town, language).await;
    let page = begins(&zhuoma, "identity").await;
    let here = page.path.clone();
    page.shows("capture=\"environment\"").shows("image&#x2f;heic,application&#x2f;pdf\"");

    let nothing = zhuoma.upload(&page, &here, &[], ("", "application/octet-stream", Vec::new())).await;
    nothing.expect(422).shows("class=\"summary\"");
    let photo = ("卓玛 & <b>.jpg", "image/jpeg", samples::sideways_with_gps());
    let page = zhuoma.upload(&page, &here, &[], photo).await.expect(200);
    assert_eq!(page.path, here);
    page.shows("卓玛 &amp; _b_.jpg").shows("/preview");
    let preview = between(&page.text(), "<img src=\"/applications", "\"").to_owned();
    let preview = zhuoma.ask(Method::GET, &format!("/applications{preview}")).await.expect(200);
    assert_eq!(preview.header("content-type"), "image/jpeg");

    let page =
        zhuoma.upload(&page, &here, &[], ("a.pdf", "application/pdf", samples::pdf(1))).await.expect(200);
    page.shows("a.pdf").shows("<b>PDF</b>");
    let papers = page.text().matches("/remove\"").count();
    assert_eq!(papers, 2);
    let remove =
        between(&page.text(), &format!("action=\"{}/", here.replace('/', "&#x2f;")), "\"").to_owned();
    let remove = format!("{here}/{remove}");
    let page = zhuoma.send(&page, &remove, &[]).await.expect(200);
    assert_eq!(page.text().matches("/remove\"").count(), 1);
    let list = zhuoma.open(here.split_once("/papers").unwrap().0).await.expect(200);
    list.shows("badge good");

    let untrue =
        zhuoma.ask(Method::POST, &here).upload(&[("key", "x")], "a.jpg", "image/jpeg", samples::jpeg(3));
    assert_eq!(untrue.await.status, 403, "a post without the page's token");
    assert_eq!(zhuoma.open(&here.replace("identity", "passport")).await.answer.status, 404);
}

#[rstest]
#[tokio::test]
async fn the_console_judges_by_form(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (application, papers) = submits(&town, &town.citizen(PHONE).await).await;
    let clerk = town.browser("zh-CN");
    let page = clerk.open("/console/sign-in").await.expect(200);
    let login = login(&town, Role::Reception, "540500");
    let text = |field: &str| login[field].as_str().unwrap().to_owned();
    let (username, password) = (text("username"), text("password"));
    let page =
        clerk.send(&page, "/console/sign-in", &[("username", &username), ("password", &password)]).await;
    let token = page.form("/console/sign-out")["_csrf"].clone();

    let paper = papers[0]["id"].as_str().unwrap();
    let at = format!("{}/materials/{paper}", application.replace("/api/v1", "/console"));
    for path in ["content", "preview"] {
        let shown = clerk.ask(Method::GET, &format!("{at}/{path}")).await.expect(200);
        assert_eq!(shown.header("content-type"), "image/jpeg");
    }
    let review = format!("{at}/review");
    let form = [("_csrf", token.as_str()), ("state", "rejected"), ("reason", " ")];
    let page = clerk.ask(Method::POST, &review).form(&form).await.expect(422);
    assert!(page.text().contains(&review) && page.text().contains("value=\"rejected\" checked"));
    let form = [("_csrf", token.as_str()), ("state", "rejected"), ("reason", "照片模糊")];
    let judged = clerk.ask(Method::POST, &review).form(&form).await.expect(303);
    let matter = application.replace("/api/v1", "/console");
    assert_eq!(judged.header("location"), format!("{matter}#paper-{paper}"));
    let clerk = town.staff(Role::Reception).await;
    let matter = clerk.get(&desk(&application)).await.expect(200).json();
    assert_eq!(matter["materials"][0]["reason"], "照片模糊");

    let stranger = town.browser("zh-CN");
    let to_sign_in = stranger.ask(Method::GET, &format!("{at}/content")).await.expect(303);
    assert!(to_sign_in.header("location").starts_with("/console/sign-in"));
}
