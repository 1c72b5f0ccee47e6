//! Finance works the ledger's pages without scripts.

use hechang::identity::actor::Role;
use hechang_tests::{
    browser::Browser,
    database::Db::{self, Postgres, Sqlite},
    people::login,
    town::Town,
};
use rstest::rstest;

const ENTER: &str = "/console/ledger/enter";

async fn signed_in<'a>(town: &'a Town, language: &'static str, role: Role) -> Browser<'a> {
    let browser = town.browser(language);
    let login = login(town, role, "540500");
    let page = browser.open("/console/sign-in?next=/console/ledger").await.expect(200);
    let (name, password) = (login["username"].as_str().unwrap(), login["password"].as_str().unwrap());
    browser.send(&page, "/console/sign-in", &[("username", name), ("password", password)]).await;
    browser
}

#[rstest]
#[tokio::test]
async fn a_budget_is_entered_and_every_figure_leads_to_its_entries(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for (language, title) in
        [("zh-CN", "预算已录入"), ("bo-CN", "སྔོན་རྩིས་བཅུག་ཟིན།"), ("en", "The budget is entered")]
    {
        let browser = signed_in(&town, language, Role::Finance).await;
        let page = browser.open("/console/ledger/enter?what=budget").await.expect(200);
        let basis = format!("山财预〔2026〕{language}号");
        let answers = [("amount", "350,000.50元"), ("basis", basis.as_str())];
        let done = browser.send(&page, ENTER, &answers).await.expect(200);
        done.shows(title);
        assert!(done.path.starts_with("/console/ledger?"), "{}", done.path);
        // The browser's back button and the same form again count once.
        browser.send(&page, ENTER, &answers).await.expect(200);
    }
    let browser = signed_in(&town, "zh-CN", Role::Auditor).await;
    let glance = browser.open("/console/ledger?year=2026").await.expect(200);
    glance.shows("1,050,001.50");
    assert!(!glance.text().contains("ledger/enter"), "an auditor is offered to write");
    browser.open(ENTER).await.expect(403);
    let entries =
        browser.open("/console/ledger/entries?organ=540500&year=2026&kind=authorized").await.expect(200);
    entries.shows("山财预〔2026〕en号").shows(">350,000.50<").shows(">1,050,001.50<");
    for kind in
        ["budget", "earmarked", "committed", "spent", "treasury", "bank", "paid", "custody", "recovered"]
    {
        browser
            .open(&format!("/console/ledger/entries?organ=540500&year=2026&kind={kind}"))
            .await
            .expect(200);
    }
}

#[rstest]
#[tokio::test]
async fn budget_is_set_aside_on_the_page(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let browser = signed_in(&town, "zh-CN", Role::Finance).await;
    let page = browser.open("/console/ledger/enter?what=budget").await.expect(200);
    browser.send(&page, ENTER, &[("amount", "5000"), ("basis", "山财预〔1〕号")]).await.expect(200);
    let page = browser.open("/console/ledger/enter?what=earmark").await.expect(200);
    let wrong = browser.send(&page, ENTER, &[("amount", "2000"), ("basis", "山财预〔2〕号")]).await;
    wrong.shows("f-purpose-fault");
    let done = browser.send(&wrong, ENTER, &[("purpose", "未成年人救助")]).await.expect(200);
    done.shows("专项已录入").shows("未成年人救助").shows("2,000.00");
}

#[rstest]
#[tokio::test]
async fn what_was_typed_stays_until_it_is_right(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let browser = signed_in(&town, "en", Role::Finance).await;
    let page = browser.open("/console/ledger/enter?what=arrival").await.expect(200);
    let wrong = [("amount", "3万"), ("basis", ""), ("on", "soon"), ("year", "x")];
    let again = browser.send(&page, ENTER, &wrong).await.expect(422);
    let kept = again.form(ENTER);
    assert_eq!(
        (kept["amount"].as_str(), kept["on"].as_str(), kept["what"].as_str()),
        ("3万", "soon", "arrival")
    );
    again.shows("Please write an amount").shows("Please fill this in").shows("Please write a date");
    let right = [("amount", "0"), ("basis", "一"), ("on", "2026-03-01"), ("year", "2026")];
    browser.send(&again, ENTER, &right).await.expect(422).shows("more than nothing");
    let right = [("amount", "12"), ("basis", "一"), ("on", "2026-03-01"), ("year", "2026")];
    browser.send(&again, ENTER, &right).await.expect(200).shows("The arrival is entered");
    // Another clerk enters the same paper with another amount.
    let page = browser.open("/console/ledger/enter?what=arrival").await.expect(200);
    let other = [("amount", "13"), ("basis", "一")];
    browser.send(&page, ENTER, &other).await.expect(409).shows("Entered before");
    let same = [("amount", "12"), ("basis", "一")];
    let page = browser.open("/console/ledger/enter?what=arrival").await.expect(200);
    browser.send(&page, ENTER, &same).await.expect(200).shows("nothing was counted twice");
}

#[rstest]
#[tokio::test]
async fn others_are_not_let_in(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for role in [Role::Reception, Role::Reviewer, Role::Partner, Role::Custodian, Role::Admin] {
        let browser = signed_in(&town, "zh-CN", role).await;
        for path in ["/console/ledger", ENTER, "/console/ledger/entries?kind=paid"] {
            browser.open(path).await.expect(403);
        }
    }
    let finance = signed_in(&town, "zh-CN", Role::Finance).await;
    finance.open("/console/ledger?organ=540000").await.expect(404);
    finance.open("/console/ledger/entries?kind=gold").await.expect(422);
}
