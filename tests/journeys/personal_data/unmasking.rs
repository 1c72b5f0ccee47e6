//! Numbers are masked at the desk until somebody says why they need them; who did is on record, with the reason.

use chrono::TimeDelta;
use hechang::{config::Switch, identity::actor::Role};
use hechang_entity::{audit_entry, unmasking};
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::finding::center;
use crate::{
    applications::ground::{at, id, submits},
    identity::factor::{enter, login},
};

#[rstest]
#[tokio::test]
async fn numbers_are_masked_until_a_reason_is_given(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let citizen = town.citizen("13800000001").await;
    let sent = submits(&town, &citizen, center(&town).await).await;
    let matter = at(&sent).replace("/applications", "/desk/applications");
    let reviewer = town.staff(Role::Reviewer).await;

    let seen = reviewer.get(&matter).await.expect(200);
    for number in ["540502198603150027", "13800000001", "6228480000000000018"] {
        assert!(!seen.text().contains(number), "{number}");
    }
    let seen = seen.json();
    assert_eq!(seen["form"]["applicant"]["id_number"], "540*************27");
    assert_eq!(seen["form"]["applicant"]["phone"], "138******01");
    assert_eq!(seen["form"]["case"]["facts"], sent["form"]["case"]["facts"]);
    // Its owner sees what they wrote.
    assert_eq!(citizen.get(&at(&sent)).await.expect(200).json()["form"], sent["form"]);

    let unmask = format!("{matter}/unmask");
    let reason = json!({ "reason": "电话核实次仁卓玛的账户" });
    let shown = reviewer.post(&unmask).json(&reason).await.expect(200);
    assert_eq!(shown.header("cache-control"), "private, no-store");
    let all = json!({ "name": "次仁卓玛", "phone": "13800000001", "id_number": "540502198603150027" });
    assert_eq!(shown.json(), all);
    let phone = json!({ "reason": "回电", "fields": ["phone"] });
    assert_eq!(
        reviewer.post(&unmask).json(&phone).await.expect(200).json(),
        json!({ "phone": "13800000001" })
    );
    let form = json!({ "reason": "核对卡号", "fields": ["form"] });
    assert_eq!(reviewer.post(&unmask).json(&form).await.expect(200).json(), json!({ "form": sent["form"] }));

    let on_record = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq("application.unmasked"))
        .filter(audit_entry::Column::SubjectId.eq(id(&sent)));
    let on_record = on_record.all(town.app().db.read()).await.unwrap();
    assert_eq!(on_record.len(), 3);
    assert!(on_record.iter().all(|entry| !entry.detail.to_string().contains("核实")));
    let records = format!("{matter}/unmaskings");
    let auditor = town.staff(Role::Auditor).await;
    let first = auditor.get(&format!("{records}?limit=2")).await.expect(200).json();
    let rest = format!("{records}?after={}", first["next"].as_str().unwrap());
    let rest = auditor.get(&rest).await.expect(200).json();
    assert_eq!(
        (&first["items"][1]["reason"], &first["items"][1]["fields"]),
        (&json!("回电"), &json!(["phone"]))
    );
    assert_eq!(rest["items"][0]["reason"], "电话核实次仁卓玛的账户");
    assert_eq!(rest["items"][0]["fields"], json!(["name", "phone", "id_number"]));
    assert_eq!(rest.get("next"), None);
    reviewer.get(&records).await.expect_problem(403, "forbidden");
}

#[rstest]
#[tokio::test]
async fn nothing_is_shown_without_a_reason_or_a_right(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let citizen = town.citizen("13800000001").await;
    let sent = submits(&town, &citizen, center(&town).await).await;
    let unmask = format!("{}/unmask", at(&sent).replace("/applications", "/desk/applications"));
    let reviewer = town.staff(Role::Reviewer).await;
    for (body, fault) in [
        (json!({}), "/reason required"),
        (json!({ "reason": "" }), "/reason bad_length"),
        (json!({ "reason": " \n" }), "/reason required"),
        (json!({ "reason": "x".repeat(501) }), "/reason bad_length"),
        (json!({ "reason": "x", "fields": [] }), "/fields bad_length"),
        (json!({ "reason": "x", "fields": ["password"] }), "/fields/0 not_an_option"),
        (json!({ "reason": "x", "state": "granted" }), "/state unknown_field"),
    ] {
        let refused = reviewer.post(&unmask).json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&refused), [fault], "{body}");
    }
    let asked = json!({ "reason": "x" });
    for role in Role::ALL {
        let person = town.staff(role).await;
        let answer = person.post(&unmask).json(&asked).await;
        let expected = match role {
            Role::Reception | Role::Reviewer | Role::Approver => 200,
            Role::Auditor => 403,
            _ => 404,
        };
        assert_eq!(answer.status, expected, "{role:?}");
    }
    town.staff_of("540527", Role::Reviewer).await.post(&unmask).json(&asked).await.expect(404);
    citizen.post(&unmask).json(&asked).await.expect(401);
    town.post(&unmask).json(&asked).await.expect(401);
    let rows = unmasking::Entity::find().all(town.app().db.read()).await.unwrap();
    assert_eq!(rows.len(), 3, "only what was shown is on record");
}

#[rstest]
#[tokio::test]
async fn it_is_shown_after_a_fresh_proof_alone(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let sent = submits(&town, &town.citizen("13800000001").await, center(&town).await).await;
    let unmask = format!("{}/unmask", at(&sent).replace("/applications", "/desk/applications"));
    let (reviewer, password) = (town.staff(Role::Reviewer).await, login(&town, Role::Reviewer).1);
    let asked = json!({ "ground": "contact", "reason": "回电" });
    town.clock.advance(TimeDelta::minutes(5) + TimeDelta::seconds(1));
    reviewer.post(&unmask).json(&asked).await.expect_problem(403, "step_up_needed");
    let rows = unmasking::Entity::find().all(town.app().db.read()).await.unwrap();
    assert!(rows.is_empty());
    reviewer.post("/api/v1/auth/step-up").json(&json!({ "password": password })).await.expect(204);
    reviewer.post(&unmask).json(&asked).await.expect(200);
    let wrong = json!({ "ground": "curiosity", "reason": "x" });
    let refused = reviewer.post(&unmask).json(&wrong).await.expect_problem(422, "invalid");
    assert_eq!(faults(&refused), ["/ground not_an_option"]);
}

#[rstest]
#[tokio::test]
async fn the_console_shows_it_for_a_reason_and_the_auditor_reads_that(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let sent = submits(&town, &town.citizen("13800000001").await, center(&town).await).await;
    let matter = format!("/console/applications/{}", id(&sent));
    let unmask = format!("{matter}/unmask");
    let (name, password) = login(&town, Role::Reviewer);
    let browser = town.browser("en");
    enter(&browser, &name, &password, "").await;
    browser.open(&matter).await.expect(200).shows(&unmask);
    town.clock.advance(TimeDelta::minutes(6));
    let page = browser.open(&unmask).await.expect(200);
    assert!(page.path.starts_with("/console/step-up"), "{}", page.path);
    let page = browser.send(&page, "/console/step-up", &[("password", &password)]).await.expect(200);
    assert_eq!(page.path, unmask);
    // The list, the words and a choice are needed; what was typed stays.
    let wrong = browser.send(&page, &unmask, &[("reason", "")]).await.expect(422);
    for field in ["ground", "reason"] {
        wrong.shows(&format!("f-{field}-fault"));
    }
    let typed = browser.send(&page, &unmask, &[("reason", "a paper is missing")]).await.expect(422);
    typed.shows("a paper is missing").shows("f-ground-fault");
    let fields = [("ground", "contact"), ("reason", "a paper is missing")];
    let shown = browser.send(&page, &unmask, &fields).await.expect(200);
    shown.shows("13800000001").shows("540502198603150027").shows("次仁卓玛");
    assert_eq!(shown.answer.header("cache-control"), "private, no-store");
    assert!(!browser.open(&matter).await.expect(200).text().contains("540502198603150027"));
    browser.open(&format!("{matter}/unmaskings")).await.expect(403);

    let auditor = town.browser("zh-CN");
    let (name, password) = login(&town, Role::Auditor);
    enter(&auditor, &name, &password, "").await;
    let list = format!("{matter}/unmaskings");
    auditor.open("/console/audit?act=application.unmasked").await.expect(200).shows(&list).shows("contact");
    auditor.open(&list).await.expect(200).shows("a paper is missing").shows("联系申请人").shows("reviewer");
    auditor.open(&unmask).await.expect(403);
}
