//! One series for each organ, year and kind: no gap, no number twice.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures_util::future::join_all;
use hechang::{
    documents::{
        DocumentError,
        model::{NewDocument, Subject},
        service,
    },
    platform::change::{Author, Event},
};
use hechang_entity::audit_entry;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    foundation::Foundation,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::ground::{city, issues, sample, samples};

const CLERKS: usize = 64;

fn number(n: usize) -> String {
    format!("山南检控申救〔2026〕{n}号")
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_clerks_at_once_get_each_number_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    let app = &town.app;
    let organ = city(app).await;
    let clerks = (0..CLERKS).map(|clerk| async move {
        let change = app.change(Author::System).await.unwrap();
        let new =
            NewDocument { kind: "decision", organ, about: Subject::default(), fields: sample("decision") };
        let issued = service::issue(app, &change, new).await.unwrap();
        // Every fourth thinks better of it.
        if clerk % 4 == 0 {
            return None;
        }
        change.commit(Event::new("test.issued", issued.id), ()).await.unwrap();
        issued.number
    });
    let taken: Vec<String> = join_all(clerks).await.into_iter().flatten().collect();
    let kept = CLERKS / 4 * 3;
    assert_eq!(taken.len(), kept);
    assert_eq!(BTreeSet::from_iter(taken), (1..=kept).map(number).collect(), "a gap, or a number twice");
    let recorded = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("document.issued"));
    assert_eq!(recorded.count(app.db.read()).await.unwrap(), u64::try_from(kept).unwrap());
}

#[rstest]
#[tokio::test]
async fn each_kind_and_each_year_begins_at_one(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    for (kind, fields) in samples() {
        let issued =
            issues(&town.app, kind, fields).await.unwrap_or_else(|error| panic!("{kind}: {error:?}"));
        let numbered = town.app.catalog.document(kind).unwrap().number.is_some();
        assert_eq!(issued.number, numbered.then(|| number(1)), "{kind}");
        assert_eq!(issued.template.len(), 64, "the digest of the template");
        let said = serde_json::to_string(&issued.versions.unwrap().full).unwrap();
        assert!(
            !said.contains("{{") && !said.contains("undefined") && !said.contains("none"),
            "{kind}: {said}"
        );
    }
    assert_eq!(issues(&town.app, "refusal", sample("refusal")).await.unwrap().number, Some(number(2)));
    // The year is Shannan's: the last evening in UTC is the new year there.
    town.clock.advance(TimeDelta::days(305) - TimeDelta::hours(9));
    let next = issues(&town.app, "refusal", sample("refusal")).await.unwrap();
    assert_eq!(next.number.unwrap(), "山南检控申救〔2027〕1号");
}

#[rstest]
#[tokio::test]
async fn what_is_wrong_takes_no_number(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    let faults = async |kind: &str, fields| match issues(&town.app, kind, fields).await.unwrap_err() {
        DocumentError::Faulty(faults) => {
            faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(faults("diploma", json!({})).await, ["/kind not_an_option"]);
    let wrong = json!({ "applicant": "x".repeat(201), "case_name": "\u{7}", "amount": "30000", "secret": 1 });
    assert_eq!(
        faults("decision", wrong).await,
        [
            "/fields/secret unknown_field",
            "/fields/applicant too_long",
            "/fields/case_name invalid",
            "/fields/category required",
            "/fields/amount wrong_type",
            "/fields/reason required"
        ]
    );
    let many = json!({ "applicant": "扎西", "papers": vec![json!({ "title": "a", "count": 1 }); 201] });
    assert_eq!(faults("materials-receipt", many).await, ["/fields/papers too_long"]);
    assert_eq!(issues(&town.app, "decision", sample("decision")).await.unwrap().number, Some(number(1)));
}
