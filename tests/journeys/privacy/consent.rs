//! Consent: each kind by itself, a guardian's for a child, and taking it back.

use hechang::config::Switch;
use hechang_entity::{audit_entry, consent as table};
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::{ASSISTANCE, asks, complete, for_child};
use crate::applications::ground::{at, center, clerk, consent, does, example, id, judges_all, submits};

async fn kinds(town: &Town, application: &Value) -> Vec<(String, bool)> {
    let all = table::Entity::find().filter(table::Column::ApplicationId.eq(id(application)));
    let all = all.order_by_asc(table::Column::Id).all(town.app().db.read()).await.unwrap();
    all.into_iter().map(|row| (row.kind, row.separately)).collect()
}

fn with(town: &Town, more: &Value) -> Value {
    let mut body = consent(town, ASSISTANCE);
    body["consent"].as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[rstest]
#[tokio::test]
async fn one_acceptance_of_a_text_that_names_sensitive_data_counts(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let sent = submits(&town, &zhuoma, center).await;
    assert_eq!(kinds(&town, &sent).await, [("general".to_owned(), true), ("sensitive".to_owned(), false)]);
}

#[rstest]
#[tokio::test]
async fn a_separate_no_is_a_no(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let draft = complete(&town, &zhuoma, center, &example(ASSISTANCE)).await;
    let submit = format!("{}/submit", at(&draft));
    let refused = with(&town, &json!({ "sensitive_accepted": false }));
    let problem = zhuoma.post(&submit).json(&refused).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/consent/sensitive_accepted consent_sensitive_needed"]);
    let given = with(&town, &json!({ "sensitive_accepted": true }));
    let sent = zhuoma.post(&submit).json(&given).await.expect(200).json();
    assert_eq!(kinds(&town, &sent).await, [("general".to_owned(), true), ("sensitive".to_owned(), true)]);
}

#[rstest]
#[tokio::test]
async fn for_a_child_under_fourteen_the_guardian_applies_and_consents(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let mother = town.citizen("13800000001").await;
    // It is the child's fourteenth birthday; fourteen is full tomorrow.
    let mut alone = example(ASSISTANCE);
    alone["applicant"]["birth_date"] = json!("2012-03-02");
    let draft = complete(&town, &mother, center, &alone).await;
    let submit = format!("{}/submit", at(&draft));
    let problem = mother.post(&submit).json(&with(&town, &json!({}))).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/form/applicant/applying_as guardian_needed"]);

    let draft = complete(&town, &mother, center, &for_child("2012-03-02")).await;
    let submit = format!("{}/submit", at(&draft));
    let refused = with(&town, &json!({ "guardian_accepted": false }));
    let problem = mother.post(&submit).json(&refused).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/consent/guardian_accepted consent_guardian_needed"]);
    let given = with(&town, &json!({ "guardian_accepted": true }));
    let sent = mother.post(&submit).json(&given).await.expect(200).json();
    assert!(kinds(&town, &sent).await.contains(&("guardian".to_owned(), true)));
}

#[rstest]
#[tokio::test]
async fn the_day_after_the_birthday_the_child_may_apply(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let child = town.citizen("13800000001").await;
    let mut form = example(ASSISTANCE);
    form["applicant"]["birth_date"] = json!("2012-03-01");
    let draft = complete(&town, &child, center, &form).await;
    child.post(&format!("{}/submit", at(&draft))).json(&consent(&town, ASSISTANCE)).await.expect(200);
}

#[rstest]
#[tokio::test]
async fn taking_consent_back_stops_the_matter_and_names_what_stays(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let (zhuoma, other) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let sent = asks(&town, &zhuoma, center).await;
    let withdraw = format!("{}/consent/withdraw", at(&sent));
    other.post(&withdraw).await.expect_problem(404, "not_found");
    let told = zhuoma.post(&withdraw).key("once").language("en").await.expect(200).json();
    assert_eq!(told["stopped"], true);
    assert!(told["meaning"].as_str().unwrap().contains("no longer use your data"), "{told}");
    // Withdrawn on 2 March 2026; three years.
    assert_eq!(told["kept"][0]["until"], "2029-03-02");
    assert_eq!(told["kept"][0]["receipt_no"], sent["receipt_no"]);
    let again = zhuoma.post(&withdraw).key("once").language("en").await.expect(200).json();
    assert_eq!(again, told);
    zhuoma.post(&withdraw).await.expect_problem(409, "no_consent");
    let now = zhuoma.get(&at(&sent)).language("en").await.expect(200).json();
    assert_eq!(now["state"], "withdrawn");
    assert!(now["timeline"][1]["text"].as_str().unwrap().contains("撤回了对处理个人信息的同意"), "{now}");
    let recorded = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("consent.withdrawn"));
    assert_eq!(recorded.all(town.app().db.read()).await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_matter_that_has_ended_goes_its_way_by_law(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let sent = submits(&town, &zhuoma, center).await;
    let clerk = clerk(&town, center).await;
    judges_all(&town, &sent).await;
    does(&town, clerk, &sent, "not_accept", Some("不属于救助范围")).await;
    let withdraw = format!("{}/consent/withdraw", at(&sent));
    let told = zhuoma.post(&withdraw).language("en").await.expect(200).json();
    assert_eq!(told["stopped"], false);
    assert_eq!(zhuoma.get(&at(&sent)).await.expect(200).json()["state"], "not_accepted");
}

#[rstest]
#[tokio::test]
async fn a_draft_has_no_consent_to_take_back(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let draft = complete(&town, &zhuoma, center, &json!({})).await;
    zhuoma.post(&format!("{}/consent/withdraw", at(&draft))).await.expect_problem(409, "no_consent");
}

#[rstest]
#[tokio::test]
async fn the_notice_says_who_why_on_which_ground_how_long_and_how_to_ask(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for service in town.app().catalog.services() {
        for (language, parts) in [
            ("zh-CN", ["谁使用您的信息", "用来做什么", "依据什么", "办结以后", "您可以提什么要求", "12309"]),
            ("bo-CN", ["སུས་བེད་སྤྱོད", "ཅིའི་ཆེད", "བྱེད་གཞི", "སྒྲུབ་ཚར་རྗེས", "རེ་བ་གང་", "12309"]),
            (
                "en",
                [
                    "Who uses your data",
                    "What for",
                    "On which ground",
                    "years after",
                    "What you can ask for",
                    "12309",
                ],
            ),
        ] {
            let page =
                town.get(&format!("/notice/{}", service.key)).page().language(language).await.expect(200);
            let missing: Vec<_> = parts.into_iter().filter(|part| !page.text().contains(part)).collect();
            assert!(missing.is_empty(), "{} {language} lacks {missing:?}", service.key);
            assert!(page.text().contains(&service.consent.version));
        }
    }
    town.get("/notice/tea").page().await.expect(404);
}

#[rstest]
#[tokio::test]
async fn the_version_that_was_agreed_to_is_kept_with_what_was_sent(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let sent = submits(&town, &zhuoma, center).await;
    let version = &town.app().catalog.service(ASSISTANCE).unwrap().consent.version;
    let rows = table::Entity::find().filter(table::Column::ApplicationId.eq(id(&sent)));
    let rows = rows.all(town.app().db.read()).await.unwrap();
    assert!(
        rows.iter().all(|row| row.version == *version && row.given_at == town.app().clock.now()),
        "{rows:?}"
    );
}

#[rstest]
#[tokio::test]
async fn on_the_page_each_text_has_its_tick(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let center = center(&town).await;
    let mother = town.citizen("13800000001").await;
    let draft = complete(&town, &mother, center, &for_child("2016-05-04")).await;
    let browser = town.browser("en");
    let page = browser.open("/sign-in?next=/account").await;
    let page = browser.send(&page, "/sign-in", &[("phone", "13800000001")]).await;
    let code = hechang_tests::people::code_sent_to(&town, "13800000001").await;
    browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    let check = format!("/applications/{}/check", id(&draft));
    let page = browser.open(&check).await.expect(200);
    page.shows("The guardian&#x27;s consent for the child").shows("sensitive data");
    let page = browser.send(&page, &check, &[("accepted", "1")]).await.expect(422);
    page.shows("read the text on sensitive data").shows("The guardian must read the text");
    let all = [("accepted", "1"), ("sensitive_accepted", "1"), ("guardian_accepted", "1")];
    browser.send(&page, &check, &all).await.expect(200).shows("HC-");
    let given = kinds(&town, &draft).await;
    assert_eq!(given.len(), 3);
    assert!(given.iter().all(|(_, separately)| *separately), "{given:?}");

    let page = browser.open("/account").await.expect(200);
    page.shows("Use of sensitive data").shows("A guardian&#x27;s consent for a child");
    let place = format!("/account/consents/{}", id(&draft));
    let page = browser.open(&place).await.expect(200);
    page.shows("we stop handling this matter");
    browser.send(&page, &place, &[]).await.expect(200).shows("What is kept").shows("March 2, 2029");
    browser.open("/account").await.expect(200).shows("Consent taken back");
}

#[rstest]
#[tokio::test]
async fn the_notice_stands_before_the_button_and_the_first_field(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let draft = complete(&town, &zhuoma, center, &json!({})).await;
    let code = hechang_entity::center::Entity::find_by_id(center)
        .one(town.app().db.read())
        .await
        .unwrap()
        .unwrap()
        .code;
    let browser = town.browser("en");
    let page = browser.open(&format!("/c/{code}/s/{ASSISTANCE}")).await.expect(200).text();
    let (notice, begin) =
        (page.find("/notice/judicial-assistance"), page.find("<form method=\"post\" action=\"/c/"));
    assert!(notice.is_some() && notice < begin, "the button comes before the notice");
    let page = browser.open("/sign-in?next=/account").await;
    let page = browser.send(&page, "/sign-in", &[("phone", "13800000001")]).await;
    let sms = hechang_tests::people::code_sent_to(&town, "13800000001").await;
    browser.send(&page, "/sign-in/code", &[("code", &sms)]).await.expect(200);
    let first = browser.open(&format!("/applications/{}/form/applicant", id(&draft))).await.expect(200);
    first.shows("/notice/judicial-assistance").shows("Version 2026-11-01");
    let second = browser.open(&format!("/applications/{}/form/case", id(&draft))).await.expect(200);
    assert!(!second.text().contains("/notice/"), "every page repeats the notice");
}
