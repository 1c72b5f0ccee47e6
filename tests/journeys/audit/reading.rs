//! An auditor reads the record: what is on it, by whom and about what, and nothing outside their own.

use chrono::TimeDelta;
use hechang::{
    audit::{anchors, service},
    identity::{
        actor::Role,
        staff::{self, NewStaff},
    },
    organs,
    platform::change::{Author, Event},
};
use hechang_tests::{
    ask::faults,
    browser::Page,
    database::Db::{self, Postgres, Sqlite},
    people::{Person, login},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ground::{center, submits};

const RECORD: &str = "/api/v1/desk/audit";

async fn items(auditor: &Person<'_>, query: &str) -> Vec<Value> {
    let page = auditor.get(&format!("{RECORD}?limit=100&{query}")).await.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

fn acts(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["act"].as_str().unwrap()).collect()
}

#[rstest]
#[tokio::test]
async fn the_record_tells_who_did_what_the_newest_first(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = town.staff(Role::Reception).await;
    town.clock.advance(TimeDelta::minutes(1));
    let body = json!({ "purpose": "center", "center_id": center(&town), "label": "社区大门" });
    let code = clerk.post("/api/v1/desk/qr-codes").json(&body).await.expect(201).json();
    town.clock.advance(TimeDelta::minutes(1));
    let auditor = town.staff(Role::Auditor).await;
    let all = items(&auditor, "").await;
    assert_eq!(acts(&all)[..2], ["audit.read", "staff.signed_in"], "reading is on the record as well");
    let made = all.iter().find(|item| item["act"] == "qr.created").unwrap();
    assert_eq!((&made["actor_kind"], &made["actor_name"]), (&json!("staff"), &json!("reception")));
    assert_eq!((&made["subject_id"], &made["at"]), (&code["id"], &json!("2026-03-02T02:01:00Z")));
    assert_eq!(made["act_text"], "制作二维码");
    let english = auditor.get(&format!("{RECORD}?act=qr.created")).language("en").await.expect(200).json();
    assert_eq!(english["items"][0]["act_text"], "QR code made");
    let again = items(&auditor, "act=audit.read").await;
    assert_eq!(again[1]["detail"], json!({ "act": "qr.created" }), "what was asked for is kept");
}

#[rstest]
#[tokio::test]
async fn filters_find_a_person_a_case_an_act_and_a_day(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let citizen = town.citizen("13800000001").await;
    let application = submits(&town, &citizen).await;
    let me = citizen.get("/api/v1/me").await.expect(200).json();
    let auditor = town.staff(Role::Auditor).await;

    let of_person = items(&auditor, &format!("person={}", me["id"].as_str().unwrap())).await;
    assert_eq!(acts(&of_person), ["application.submitted", "application.drafted", "citizen.signed_in"]);
    let by_name = items(&auditor, "person=auditor").await;
    assert!(acts(&by_name).contains(&"staff.signed_in"), "{by_name:#?}");
    assert!(by_name.iter().all(|item| item["actor_name"] == "auditor"));

    let receipt = application["receipt_no"].as_str().unwrap();
    for case in [receipt, application["id"].as_str().unwrap()] {
        let of_case = items(&auditor, &format!("case={case}")).await;
        assert_eq!(acts(&of_case), ["application.submitted", "application.drafted"]);
        assert_eq!(of_case[0]["receipt_no"], receipt);
    }
    assert_eq!(items(&auditor, "act=application.submitted").await.len(), 1);
    assert_eq!(items(&auditor, "act=application.submitted&from=2026-03-02&to=2026-03-02").await.len(), 1);
    assert!(items(&auditor, "act=application.submitted&from=2026-03-03").await.is_empty());
    assert!(items(&auditor, "act=application.submitted&to=2026-03-01").await.is_empty());
    assert!(items(&auditor, "person=&case=&act=&from=&to=").await.len() > 5, "an empty filter is none");
}

#[rstest]
#[tokio::test]
async fn something_that_belongs_to_a_case_is_found_there(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let citizen = town.citizen("13800000001").await;
    let application = submits(&town, &citizen).await;
    let id: Uuid = application["id"].as_str().unwrap().parse().unwrap();
    let city = organs::service::organ_by_code(town.app().db.read(), "540500").await.unwrap().id;
    let change = town.app().change(Author::System).await.unwrap();
    let event = Event::new("test.looked_at", hechang::platform::ids::new_id()).at(city).in_case(id);
    change.commit(event, ()).await.unwrap();
    let auditor = town.staff(Role::Auditor).await;
    let of_case = items(&auditor, &format!("case={id}")).await;
    assert_eq!(of_case[0]["act_text"], "test.looked_at", "an act without words shows its key");
    assert_eq!(of_case[0]["receipt_no"], application["receipt_no"]);
}

#[rstest]
#[tokio::test]
async fn filters_that_can_not_be_followed_are_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let auditor = town.staff(Role::Auditor).await;
    let query = "person=nobody.at-all&case=HC-00&from=yesterday&to=2026-02-30&limit=20";
    let problem = auditor.get(&format!("{RECORD}?{query}")).await.expect_problem(422, "invalid");
    let expected = ["/person unknown_person", "/case unknown_case", "/from not_a_date", "/to not_a_date"];
    assert_eq!(faults(&problem), expected);
    auditor.get(&format!("{RECORD}?after=x")).await.expect_problem(422, "invalid");
    auditor.get(&format!("{RECORD}?limit=0")).await.expect_problem(422, "invalid");
}

#[rstest]
#[tokio::test]
async fn pages_follow_each_other_without_gaps(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let auditor = town.staff(Role::Auditor).await;
    let whole = items(&auditor, "to=2026-03-02").await;
    let (mut paged, mut after) = (Vec::new(), String::new());
    loop {
        let query = format!("{RECORD}?limit=7&to=2026-03-02{after}");
        let page = auditor.get(&query).await.expect(200).json();
        paged.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    // The clock stands still: each reading comes in at the top, where the pages have been already.
    let ids = |items: &[Value]| items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&paged)[1..], ids(&whole)[..]);
}

#[rstest]
#[tokio::test]
async fn an_auditor_sees_their_organ_and_those_below_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let county = add_auditor(&town, "540527").await;
    let citizen = town.citizen("13800000001").await;
    submits(&town, &citizen).await;
    let below = items(&county, "").await;
    let acts = acts(&below);
    assert!(acts.contains(&"organ.made") && !acts.contains(&"application.submitted"), "{acts:?}");
    assert!(!acts.contains(&"citizen.signed_in"), "what is in nobody's keeping is seen from the top");
    let city = town.staff(Role::Auditor).await;
    let above = items(&city, "").await;
    let organs: std::collections::BTreeSet<_> =
        above.iter().map(|item| item["organ_id"].to_string()).collect();
    assert!(organs.len() > 10, "the city's auditor sees its counties");
}

async fn add_auditor<'a>(town: &'a Town, code: &str) -> Person<'a> {
    let password = staff::first_password();
    let stored = staff::password(password.clone()).await.unwrap();
    let change = town.app().change(Author::System).await.unwrap();
    let organ = organs::service::organ_by_code(change.db(), code).await.unwrap();
    let username = format!("auditor-{code}");
    let new = NewStaff {
        username: username.clone(),
        password: stored,
        organ_id: organ.id,
        department_id: None,
        roles: vec![Role::Auditor],
        holder: None,
    };
    let id = staff::add(&change, new).await.unwrap();
    change.commit(Event::new("staff.added", id).at(organ.id), ()).await.unwrap();
    let login = json!({ "username": username, "password": password });
    let tokens = town.post("/api/v1/auth/staff").json(&login).await.expect(200).json();
    Person::of(town, tokens)
}

#[rstest]
#[tokio::test]
async fn nobody_else_reads_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Auditor) {
        town.staff(role).await.get(RECORD).await.expect_problem(403, "forbidden");
    }
    let citizen = town.citizen("13800000001").await;
    citizen.get(RECORD).await.expect_problem(401, "unauthenticated");
    town.get(RECORD).await.expect_problem(401, "unauthenticated");
}

#[rstest]
#[tokio::test]
async fn the_console_shows_the_record_to_auditors_alone(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    anchors::write(town.app()).await.unwrap();
    let browser = town.browser("en");
    let page = enter(&browser, &town, Role::Auditor, "/console/audit").await;
    page.shows("Audit record").shows("<td>Staff signed in</td>").shows("<td>Organ made</td>");
    let found = browser.open("/console/audit?person=auditor&case=&act=staff.signed_in&from=&to=").await;
    let text = found.text();
    let (_, rows) = text.split_once("<tbody>").expect("rows");
    assert!(rows.contains("Staff signed in") && !rows.contains("Organ made"), "{rows}");
    let faulty = browser.open("/console/audit?person=nobody.at-all").await.expect(422);
    faulty.shows("There is nobody like that");
    browser.open("/console/audit?act=application.unmasked").await.shows("Nothing on the record fits");
    let chains = browser.open("/console/audit/chains").await;
    chains.shows("The house itself").shows("Nedong District").shows("Not checked yet");
    service::verify(town.app(), &[]).await.unwrap();
    browser.open("/console/audit/chains").await.shows("all are whole");

    let browser = town.browser("en");
    enter(&browser, &town, Role::Reception, "/console/audit").await.expect(403);
    let browser = town.browser("bo-CN");
    enter(&browser, &town, Role::Auditor, "/console/audit/chains").await.expect(200);
}

async fn enter(browser: &hechang_tests::browser::Browser<'_>, town: &Town, role: Role, next: &str) -> Page {
    let login = login(town, role, "540500");
    let page = browser.open(&format!("/console/sign-in?next={next}")).await;
    let (name, password) = (login["username"].as_str().unwrap(), login["password"].as_str().unwrap());
    browser.send(&page, "/console/sign-in", &[("username", name), ("password", password)]).await
}
