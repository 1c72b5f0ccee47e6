//! A report for an incident: what was seen, by whom, of whom; for a person, for a period (security.md PRV-13).

use chrono::TimeDelta;
use hechang::{
    audit::service::{Asked, incident},
    identity::actor::Role,
};
use hechang_entity::audit_entry;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    process::Process,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::ground::submits;
use crate::applications::ground::id;

fn person(name: &str) -> Asked {
    Asked { person: Some(name.to_owned()), ..Asked::default() }
}

fn days(from: &str, to: &str) -> Asked {
    Asked { person: None, from: Some(from.to_owned()), to: Some(to.to_owned()) }
}

async fn account(person: &hechang_tests::people::Person<'_>) -> String {
    let me: Value = person.get("/api/v1/me").await.expect(200).json();
    me["id"].as_str().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn it_tells_what_was_seen_by_whom_and_of_whom(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (zhuoma, other) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let sent = submits(&town, &zhuoma).await;
    let others = submits(&town, &other).await;
    let whose = account(&zhuoma).await;
    let (reviewer, reception) = (town.staff(Role::Reviewer).await, town.staff(Role::Reception).await);
    let matter = |sent: &Value| format!("/api/v1/desk/applications/{}", id(sent));
    for _ in 0..2 {
        reviewer.get(&matter(&sent)).await.expect(200);
    }
    let unmask = json!({ "reason": "核对身份证号码", "fields": ["id_number"] });
    reviewer.post(&format!("{}/unmask", matter(&sent))).json(&unmask).await.expect(200);
    reception.get(&matter(&others)).await.expect(200);
    town.clock.advance(TimeDelta::days(1));
    town.staff(Role::Reception).await.get(&matter(&sent)).await.expect(200);

    let report = incident(town.app(), &person(&whose)).await.unwrap();
    let seen: Vec<_> = report.looks.iter().map(|look| (look.by.as_str(), look.act.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("reviewer", "application.opened"),
            ("reviewer", "application.opened"),
            ("reviewer", "application.unmasked"),
            ("reception", "application.opened"),
        ]
    );
    assert!(report.looks.iter().all(|look| look.of == sent["receipt_no"].as_str().unwrap()));
    assert_eq!(
        (report.affected.len(), report.seers[0].by.as_str(), report.seers[0].looks),
        (1, "reviewer", 3)
    );

    let insider = incident(town.app(), &person("reception")).await.unwrap();
    assert_eq!((insider.looks.len(), insider.seers[0].of, insider.affected.len()), (2, 2, 2));
    let monday = incident(town.app(), &days("2026-03-02", "2026-03-02")).await.unwrap();
    assert_eq!((monday.looks.len(), monday.affected.len()), (4, 2));
    let both = Asked { person: Some("reception".into()), ..days("2026-03-03", "2026-03-03") };
    assert_eq!(incident(town.app(), &both).await.unwrap().looks.len(), 1);
    let text = serde_json::to_string(&report).unwrap();
    assert!(!text.contains("13800000001") && !text.contains("核对"), "{text}");
    let drawn = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("audit.incident_drawn"));
    assert_eq!(drawn.count(town.app().db.read()).await.unwrap(), 4, "drawing one is on the record");
}

#[rstest]
#[tokio::test]
async fn what_can_not_be_drawn_is_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for (asked, fault) in [
        (Asked::default(), "/from required"),
        (person("nobody-here"), "/person unknown_person"),
        (days("yesterday", "2026-03-02"), "/from not_a_date"),
    ] {
        let error = hechang::error::Problem::from(incident(town.app(), &asked).await.unwrap_err());
        let told: Vec<_> =
            error.errors.iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect();
        assert_eq!(told, [fault]);
    }
}

#[rstest]
#[tokio::test]
async fn the_keeper_draws_one(#[values(Sqlite, Postgres)] db: Db) {
    let process = Process::start(db, &[]).await;
    let drawn = process.run(&["audit", "incident", "--from", "2020-01-01"]);
    assert!(drawn.status.success(), "{drawn:?}");
    assert!(String::from_utf8_lossy(&drawn.stdout).starts_with("0 looks into the data of 0 citizens"));
    let drawn = process.run(&["audit", "incident", "--person", "reviewer", "--json"]);
    let report: Value = serde_json::from_slice(&drawn.stdout).unwrap();
    assert_eq!(report["looks"], json!([]));
    let refused = process.run(&["audit", "incident"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("from: required"), "{refused:?}");
}
