//! Numbers are masked at the desk until somebody says why they need them; who did is on record, with the reason.

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
use crate::applications::ground::{at, id, submits};

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
