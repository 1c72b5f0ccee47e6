//! Anchors: where the chains ended, kept elsewhere.

use std::fs;

use chrono::TimeDelta;
use hechang::audit::anchors;
use hechang_entity::{audit_entry, audit_head};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    process::Process,
};
use rstest::rstest;
use sea_orm::{EntityTrait, IntoActiveModel};

use super::ground::{Record, act};

#[rstest]
#[tokio::test]
async fn chains_that_grew_are_anchored_every_hour(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::new(db).await;
    anchors::write(record.app()).await.unwrap();
    assert!(!anchors::write_if_due(record.app()).await.unwrap());
    record.town.clock.advance(TimeDelta::minutes(60));
    let before = lines(&record);
    act(record.app(), record.city, 1).await;
    assert!(anchors::write_if_due(record.app()).await.unwrap());
    let added = lines(&record).len() - before.len();
    assert_eq!(added, 2, "the city's, and the house's, which notes each anchoring");
    assert!(!anchors::write_if_due(record.app()).await.unwrap());
    assert_eq!(record.faults().await, Vec::<String>::new());
}

fn lines(record: &Record) -> Vec<String> {
    let folder = record.app().config.data_dir.join("anchors");
    let text = fs::read_to_string(folder.join("2026-03-02.txt")).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Somebody kept a copy of a head from before, and cuts the tail back to there: with the database alone nothing is wrong.
#[rstest]
#[tokio::test]
async fn anchors_kept_elsewhere_find_a_record_that_was_turned_back(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::unlocked(db).await;
    let head =
        audit_head::Entity::find_by_id(record.city).one(record.app().db.read()).await.unwrap().unwrap();
    act(record.app(), record.city, 1).await;
    let kept = anchors::write(record.app()).await.unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("kept.txt");
    let text: Vec<_> = kept.iter().map(ToString::to_string).collect();
    fs::write(&file, format!("# printed on Monday\n\n{}\n", text.join("\n"))).unwrap();
    assert_eq!(record.faults_with(std::slice::from_ref(&file)).await, Vec::<String>::new());

    let chain = record.chain().await;
    record.remove(chain[chain.len() - 1].id).await;
    put_back(&record, head).await;
    let told = record.faults().await;
    assert_eq!(told.len(), 2, "the database's anchor and the data folder's: {told:#?}");
    record.sql("DELETE FROM audit_anchor").await;
    fs::remove_dir_all(record.app().config.data_dir.join("anchors")).unwrap();
    assert_eq!(record.faults().await, Vec::<String>::new(), "nothing here knows of it any more");
    let told = record.faults_with(std::slice::from_ref(&file)).await;
    let place =
        format!("chain of organ 540500, entry {}: removed: the anchor of 2026-03-02T02:00:00Z", chain.len());
    assert!(told.len() == 1 && told[0].starts_with(&place), "{told:#?}");

    act(record.app(), record.city, 2).await;
    let told = record.faults_with(std::slice::from_ref(&file)).await;
    assert!(told.len() == 1 && told[0].contains("exchanged: the anchor"), "{told:#?}");
    fs::write(&file, "not an anchor\n").unwrap();
    assert!(record.faults_with(&[file]).await[0].ends_with("kept.txt, line 1 isn't an anchor"));
}

async fn put_back(record: &Record, head: audit_head::Model) {
    let tx = record.app().db.begin().await.unwrap();
    audit_head::Entity::delete_by_id(head.chain_id).exec(&tx).await.unwrap();
    audit_head::Entity::insert(head.into_active_model()).exec_without_returning(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn the_keeper_checks_and_anchors_by_hand(#[values(Sqlite, Postgres)] db: Db) {
    let mut program = Process::start(db, &[]).await;
    let held = program.run(&["audit", "verify"]);
    let said = String::from_utf8_lossy(&held.stdout).into_owned();
    assert!(held.status.success() && said.starts_with("the record holds: "), "{said} {held:?}");
    let anchored = program.run(&["audit", "anchor"]);
    let kept = program.folder().join("kept");
    fs::write(&kept, &anchored.stdout).unwrap();
    assert!(anchored.stdout.split(|byte| *byte == b'\n').count() > 3, "{anchored:?}");
    let against = ["audit", "verify", "--anchors", kept.to_str().unwrap()];
    assert!(program.run(&against).status.success());
    program.terminate();
    program.ended().await;

    let url = program.database_url();
    let database = sea_orm::Database::connect(&url).await.unwrap();
    let entry = audit_entry::Entity::find().all(&database).await.unwrap().remove(3);
    for statement in ["DROP TRIGGER audit_entry_refuses_update", "UPDATE audit_entry SET action = 'nothing'"]
    {
        use sea_orm::ConnectionTrait;
        let postgres = db == Postgres && statement.starts_with("DROP");
        let on = if postgres { " ON audit_entry" } else { "" };
        let of = if statement.starts_with("UPDATE") {
            format!(" WHERE seq = {} AND action = '{}'", entry.seq.unwrap(), entry.action)
        } else {
            String::new()
        };
        database.execute_unprepared(&format!("{statement}{on}{of}")).await.unwrap();
    }
    database.close().await.unwrap();
    let broken = program.run(&["audit", "verify"]);
    let said = String::from_utf8_lossy(&broken.stdout).into_owned();
    assert_eq!(broken.status.code(), Some(1), "{said}");
    assert!(said.lines().next().unwrap().contains(&entry.id.to_string()), "{said} {}", entry.id);
}
