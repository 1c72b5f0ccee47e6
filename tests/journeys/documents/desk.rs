//! Documents at the desk and in the portal.

use hechang::{config::Switch, identity::actor::Role};
use hechang_entity::audit_entry;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    people::{Person, code_sent_to, login},
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::paper::copied;
use crate::materials::ground::{PHONE, desk, submits};

async fn issued(clerk: &Person<'_>, matter: &str, kind: &str, fields: Value) -> Value {
    let body = json!({ "kind": kind, "fields": fields });
    clerk.post(&format!("{}/documents", desk(matter))).json(&body).await.expect(201).json()
}

fn at(document: &Value) -> String {
    format!("/api/v1/desk/documents/{}", document["id"].as_str().unwrap())
}

async fn recorded(town: &Town, action: &str) -> u64 {
    let all = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq(action));
    all.count(town.app().db.read()).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_clerk_issues_and_the_citizen_reads(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let citizen = town.citizen(PHONE).await;
    let (matter, _) = submits(&town, &citizen).await;
    let clerk = town.staff(Role::Reception).await;
    let receipt = issued(&clerk, &matter, "materials-receipt", json!({})).await;
    assert_eq!(receipt["number"], "山南检控申救〔2026〕1号");
    let oral = json!({ "place": "社区", "language": "藏语", "asked_by": "央金", "recorder": "多吉", "statement": "我被打伤。" });
    issued(&clerk, &matter, "oral-record", oral).await;
    issued(&clerk, &matter, "application", json!({})).await;
    issued(&clerk, &matter, "acceptance-register", json!({ "opinion": "受理" })).await;
    let served = json!({ "served": "收取申请材料清单", "way": "当面", "place": "社区" });
    issued(&clerk, &matter, "service-receipt", served).await;
    let list = clerk.get(&format!("{}/documents?limit=3", desk(&matter))).await.expect(200).json();
    assert_eq!(
        (list["items"].as_array().unwrap().len(), list["items"][0]["kind"].as_str()),
        (3, Some("service-receipt"))
    );
    assert!(list["next"].is_string());

    let public = clerk.get(&at(&receipt)).await.expect(200).text();
    assert_eq!(recorded(&town, "document.opened").await, 0);
    let full = clerk.get(&format!("{}?version=full", at(&receipt))).await.expect(200).text();
    let name = crate::materials::ground::example()["applicant"]["name"].as_str().unwrap().to_owned();
    assert!(full.contains(&name) && !public.contains(&name));
    assert_eq!((recorded(&town, "document.opened").await, recorded(&town, "document.issued").await), (1, 5));

    let mine = citizen.get("/api/v1/me/documents").await.expect(200).json();
    let kinds: Vec<_> =
        mine["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["service-receipt", "application", "oral-record", "materials-receipt"],
        "the register stays inside"
    );
    let pdf = citizen
        .get(&format!("/api/v1/me/documents/{}/pdf", receipt["id"].as_str().unwrap()))
        .patiently()
        .await
        .expect(200);
    assert_eq!(
        (pdf.header("content-type"), pdf.header("x-content-type-options")),
        ("application/pdf", "nosniff")
    );
    assert!(
        pdf.header("content-disposition").starts_with("attachment;"),
        "{}",
        pdf.header("content-disposition")
    );
    let folder = tempfile::tempdir().unwrap();
    assert!(copied(folder.path(), &pdf.body).contains(&name));

    let other = town.citizen("13800000002").await;
    let own = format!("/api/v1/me/documents/{}/pdf", receipt["id"].as_str().unwrap());
    other.get(&own).await.expect_problem(404, "not_found");
    let elsewhere = town.staff_of("540527", Role::Reviewer).await;
    elsewhere.get(&at(&receipt)).await.expect_problem(404, "not_found");
    elsewhere.get(&format!("{}/documents", desk(&matter))).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn what_nobody_asks_for_is_refused_and_a_retry_issues_nothing_more(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (matter, _) = submits(&town, &town.citizen(PHONE).await).await;
    let clerk = town.staff(Role::Reviewer).await;
    let documents = format!("{}/documents", desk(&matter));
    for (body, expected) in [
        (json!({ "kind": "decision", "fields": {} }), "/kind not_an_option"),
        (
            json!({ "kind": "materials-receipt", "fields": { "applicant": "别人" } }),
            "/fields/applicant unknown_field",
        ),
        (
            json!({ "kind": "service-receipt", "fields": { "served": "清单", "way": "当面" } }),
            "/fields/place required",
        ),
        (json!({ "kind": "supplement-notice", "fields": { "due_on": "soon" } }), "/fields/requests required"),
    ] {
        let refused = clerk.post(&documents).json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&refused)[0], expected);
    }
    let body = json!({ "kind": "materials-receipt", "fields": {} });
    let first = clerk.post(&documents).key("once").json(&body).await.expect(201).json();
    let again = clerk.post(&documents).key("once").json(&body).await.expect(201).json();
    assert_eq!(first, again);
    assert_eq!(first["number"], "山南检控申救〔2026〕1号");
    town.staff(Role::Auditor).await.post(&documents).json(&body).await.expect_problem(403, "forbidden");
}

#[rstest]
#[tokio::test]
async fn a_voided_document_keeps_its_number(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (matter, _) = submits(&town, &town.citizen(PHONE).await).await;
    let (clerk, chief) = (town.staff(Role::Reception).await, town.staff(Role::Approver).await);
    let first = issued(&clerk, &matter, "materials-receipt", json!({})).await;
    let void = format!("{}/void", at(&first));
    let reason = json!({ "reason": "写错了材料" });
    clerk.post(&void).json(&reason).await.expect_problem(403, "forbidden");
    let empty = chief.post(&void).json(&json!({ "reason": " " })).await.expect_problem(422, "invalid");
    assert_eq!(faults(&empty), ["/reason required"]);
    let voided = chief.post(&void).json(&reason).await.expect(200).json();
    assert_eq!(voided["number"], first["number"]);
    assert!(voided["voided_at"].is_string());
    chief.post(&void).json(&reason).await.expect_problem(409, "document_void");
    let second = issued(&clerk, &matter, "materials-receipt", json!({})).await;
    assert_eq!(second["number"], "山南检控申救〔2026〕2号");
    let opened = chief.get(&at(&first)).await.expect(200).json();
    assert_eq!(opened["void_reason"], "写错了材料");
    assert_eq!(recorded(&town, "document.voided").await, 1);
}

#[rstest]
#[tokio::test]
async fn an_office_sets_what_its_numbers_begin_with(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (matter, _) = submits(&town, &town.citizen(PHONE).await).await;
    let (clerk, admin) = (town.staff(Role::Reception).await, town.staff(Role::Admin).await);
    issued(&clerk, &matter, "materials-receipt", json!({})).await;
    let organs = admin.get("/api/v1/desk/organs?limit=100").await.expect(200).json();
    let organ = organs["items"].as_array().unwrap().iter().find(|organ| organ["code"] == "540500").unwrap();
    let numbers = format!("/api/v1/desk/organs/{}/document-numbers", organ["id"].as_str().unwrap());
    let now = admin.get(&numbers).await.expect(200);
    assert_eq!(now.json(), json!({ "place": "山南", "version": 0 }));
    let wanted = json!({ "place": "山南", "code": "刑申" });
    let set = admin.put(&numbers).if_match(&now.etag()).json(&wanted).await.expect(200);
    admin.put(&numbers).if_match(&now.etag()).json(&wanted).await.expect_problem(412, "precondition_failed");
    for (wrong, fault) in [
        (json!({ "place": " " }), "/place required"),
        (json!({ "place": "山南", "code": "a〔b" }), "/code invalid"),
    ] {
        let refused =
            admin.put(&numbers).if_match(&set.etag()).json(&wrong).await.expect_problem(422, "invalid");
        assert_eq!(faults(&refused), [fault]);
    }
    let next = issued(&clerk, &matter, "materials-receipt", json!({})).await;
    assert_eq!(next["number"], "山南检刑申救〔2026〕2号");
    town.staff(Role::Approver).await.get(&numbers).await.expect_problem(403, "forbidden");
}

#[rstest]
#[tokio::test]
async fn the_pages_work_without_scripts(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (matter, _) = submits(&town, &town.citizen(PHONE).await).await;
    let id = matter.rsplit('/').next().unwrap();
    let browser = town.browser("zh-CN");
    let chief = login(&town, Role::Approver, "540500");
    let page = browser.open("/console/sign-in?next=/console").await.expect(200);
    let words = [
        ("username", chief["username"].as_str().unwrap()),
        ("password", chief["password"].as_str().unwrap()),
    ];
    browser.send(&page, "/console/sign-in", &words).await;
    browser.open(&format!("/console/applications/{id}")).await.expect(200).shows("法律文书");
    let documents = format!("/console/applications/{id}/documents");
    browser.open(&documents).await.expect(200).shows("还没有制作文书").shows("送达回证");
    let new = format!("{documents}/new/service-receipt");
    let page = browser.open(&new).await.expect(200);
    let typed = [
        ("field_served", "清单"),
        ("field_way", ""),
        ("field_place", "社区"),
        ("field_served_number", ""),
        ("field_remark", ""),
    ];
    let refused = browser.send(&page, &new, &typed).await.expect(422);
    refused.shows("value=\"清单\"");
    let typed = [("field_way", "当面")];
    let shown = browser.send(&refused, &new, &typed).await.expect(200);
    shown.shows("送达回证").shows("打开全文");
    let full = browser.open(&format!("{}/paper?version=full", shown.path)).await.expect(200);
    full.shows("<svg").shows("受送达人").shows("paper.css");
    let void = format!("{}/void", shown.path);
    browser.send(&shown, &void, &[("reason", "")]).await.expect(422);
    browser.send(&shown, &void, &[("reason", "送错了")]).await.expect(200).shows("送错了");

    let mine = town.browser("bo-CN");
    let page = mine.open("/sign-in?next=/documents").await.expect(200);
    let page = mine.send(&page, "/sign-in", &[("phone", PHONE)]).await.expect(200);
    let code = code_sent_to(&town, PHONE).await;
    mine.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    let list = mine.open("/documents").await.expect(200);
    list.shows("སྤྲོད་ལེན་བྱུང་འཛིན།").shows("ནུས་མེད།");
    let own = shown.path.replace("/console", "");
    mine.open(&own).await.expect(200).shows("受送达人");
}
