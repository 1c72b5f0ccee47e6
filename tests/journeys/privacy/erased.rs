//! What is erased is gone from everywhere: tables, indexes, the files of the store, and the bytes of the database file; and an old
//! backup doesn't bring it back (security.md PRV-8, OPS-11).

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::Duration;
use data_encoding::HEXLOWER;
use hechang::{
    identity::actor::Role,
    retention::{
        list::{self, Erased, What},
        replay::replay,
        service::run,
    },
};
use hechang_entity::{
    application, application_event, application_note, application_submission, citizen, data_request,
    material, stored_file,
};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::asks;
use crate::{
    applications::ground::{adds_all_papers, at, consent, drafts, example, id},
    console::ground::center,
    personal_data::planted::tables,
};

const ASSISTANCE: &str = "judicial-assistance";

/// A matter with everything that can hang on one, taken back in the end.
async fn whole_matter(town: &Town) -> Value {
    let zhuoma = town.citizen("13800000001").await;
    let draft = drafts(&zhuoma, center(town), ASSISTANCE, &example(ASSISTANCE)).await;
    adds_all_papers(town, &draft).await;
    let upload = zhuoma.post(&format!("{}/materials", at(&draft)));
    upload
        .upload(&[("checklist_key", "identity")], "证件.jpg", "image/jpeg", samples::jpeg(1))
        .await
        .expect(201);
    let sent = zhuoma.post(&format!("{}/submit", at(&draft))).json(&consent(town, ASSISTANCE)).await;
    let sent = sent.expect(200).json();
    let wrong = json!({ "application_id": id(&sent), "text": "门牌号不对" });
    zhuoma.post("/api/v1/me/data-requests").json(&wrong).await.expect(201);
    let clerk = town.staff(Role::Reviewer).await;
    let notes = format!("/api/v1/desk/applications/{}/notes", id(&sent));
    clerk.post(&notes).json(&json!({ "text": "已电话核实" })).await.expect(201);
    zhuoma.post(&format!("{}/withdraw", at(&sent))).json(&json!({ "reason": "不需要了" })).await.expect(200);
    sent
}

/// Every sealed value and every index of the matter, as it lies in the database.
async fn traces(town: &Town, application: Uuid) -> Vec<Vec<u8>> {
    let db = town.app().db.read();
    let row = application::Entity::find_by_id(application).one(db).await.unwrap().unwrap();
    let mut traces = vec![row.form_sealed];
    traces.extend(
        [row.phone_tail_index, row.applicant_name_index, row.applicant_id_index].into_iter().flatten(),
    );
    let sent = application_submission::Entity::find()
        .filter(application_submission::Column::ApplicationId.eq(application))
        .all(db)
        .await
        .unwrap();
    traces.extend(sent.into_iter().map(|row| row.form_sealed));
    let events = application_event::Entity::find()
        .filter(application_event::Column::ApplicationId.eq(application))
        .all(db)
        .await
        .unwrap();
    traces.extend(events.into_iter().filter_map(|row| row.words_sealed));
    let notes = application_note::Entity::find()
        .filter(application_note::Column::ApplicationId.eq(application))
        .all(db)
        .await
        .unwrap();
    traces.extend(notes.into_iter().map(|row| row.text_sealed));
    let asked = data_request::Entity::find()
        .filter(data_request::Column::ApplicationId.eq(application))
        .all(db)
        .await
        .unwrap();
    traces.extend(asked.into_iter().filter_map(|row| row.text_sealed));
    let papers = material::Entity::find()
        .filter(material::Column::ApplicationId.eq(application))
        .all(db)
        .await
        .unwrap();
    traces.extend(papers.into_iter().map(|row| row.filename_sealed));
    traces.extend(stored_file::Entity::find().all(db).await.unwrap().into_iter().map(|row| row.key_sealed));
    traces
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

fn holds(bytes: &[u8], trace: &[u8]) -> bool {
    bytes.windows(trace.len()).any(|window| window == trace)
}

#[rstest]
#[tokio::test]
async fn what_is_erased_is_found_nowhere(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::new(db).await;
    let sent = whole_matter(&town).await;
    let (receipt, traces) = (sent["receipt_no"].as_str().unwrap().to_owned(), traces(&town, id(&sent)).await);
    assert!(traces.len() > 10, "{} traces", traces.len());
    let blobs = town.folder().join("blobs");
    let stored = files(&blobs);
    assert!(!stored.is_empty(), "the upload is in the store");
    let written = tables(&town.app().db, db).await.to_lowercase();
    let missed: Vec<_> = traces.iter().filter(|trace| !written.contains(&HEXLOWER.encode(trace))).collect();
    assert!(missed.is_empty() && written.contains(&receipt.to_lowercase()), "the search sees what is there");

    town.clock.advance(Duration::days(3 * 366));
    run(town.app()).await.unwrap();
    hechang::materials::service::tidy(town.app()).await.unwrap();
    let written = tables(&town.app().db, db).await.to_lowercase();
    let left: Vec<_> = traces.iter().filter(|trace| written.contains(&HEXLOWER.encode(trace))).collect();
    assert!(left.is_empty(), "{} traces are left in the tables", left.len());
    assert!(!written.contains(&receipt.to_lowercase()), "the receipt number is left");
    let kept: Vec<_> = stored.iter().filter(|file| file.exists()).collect();
    assert!(kept.is_empty(), "the store keeps {kept:?}");
    if db == Sqlite {
        town.lose_database().await;
        for file in files(town.folder()).iter().filter(|file| file.to_string_lossy().contains("hechang.db")) {
            let bytes = fs::read(file).unwrap();
            let left = traces.iter().filter(|trace| holds(&bytes, trace)).count();
            assert_eq!(left, 0, "{} still has bytes of what was erased", file.display());
        }
    }
}

async fn living(town: &Town, id: Uuid) -> bool {
    application::Entity::find_by_id(id).count(town.app().db.read()).await.unwrap() > 0
}

#[rstest]
#[tokio::test]
async fn the_list_outside_the_database_has_a_line_for_each(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let sent = whole_matter(&town).await;
    town.clock.advance(Duration::days(3 * 366));
    run(town.app()).await.unwrap();
    let zhuoma = town.citizen("13800000002").await;
    let me = zhuoma.get("/api/v1/me").await.expect(200).json();
    zhuoma.post("/api/v1/me/deletion").await.expect(200);
    list::keep_up(town.app()).await.unwrap();
    let lines = list::own(town.app()).unwrap();
    let named: Vec<_> = lines.iter().map(|line| (line.what, line.id.to_string())).collect();
    assert!(named.contains(&(What::Matter, id(&sent).to_string())), "{named:?}");
    assert!(named.contains(&(What::Account, me["id"].as_str().unwrap().to_owned())), "{named:?}");
    assert_eq!(list::keep_up(town.app()).await.unwrap(), 0, "a line twice");
    let text = fs::read_to_string(town.folder().join("anchors/erasures.list")).unwrap();
    assert_eq!(list::read(&text).unwrap(), lines);
}

#[rstest]
#[tokio::test]
async fn what_a_list_names_is_erased_again_before_anybody_is_served(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::new(db).await;
    let (open, account) = {
        let zhuoma = town.citizen("13800000001").await;
        let open = asks(&town, &zhuoma, center(&town)).await;
        let stranger = town.citizen("13800000002").await;
        let me = stranger.get("/api/v1/me").await.expect(200).json();
        (id(&open), me["id"].as_str().unwrap().parse::<Uuid>().unwrap())
    };
    // The database is as old as before they were erased; the list is not.
    let now = town.app().clock.now();
    let lines = [
        Erased { at: now, what: What::Matter, id: open },
        Erased { at: now, what: What::Account, id: account },
    ];
    let folder = town.folder().join("anchors");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("erasures.list"), lines.map(|line| format!("{line}\n")).concat()).unwrap();
    town.restart().await;
    assert!(!living(&town, open).await, "the matter is back");
    let row = citizen::Entity::find_by_id(account).one(town.app().db.read()).await.unwrap().unwrap();
    let gone = town.app().vault.index("citizen.phone", &format!("gone:{account}")).unwrap();
    assert_eq!(row.phone_index, gone, "the account is back");
    assert_eq!(replay(town.app(), &lines).await.unwrap(), 0, "erased twice");
}

#[rstest]
#[tokio::test]
async fn what_was_changed_after_the_line_stays(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let before = town.app().clock.now();
    town.clock.advance(Duration::minutes(1));
    let open = asks(&town, &zhuoma, center(&town)).await;
    let line = Erased { at: before, what: What::Matter, id: id(&open) };
    assert_eq!(replay(town.app(), &[line]).await.unwrap(), 0);
    assert!(living(&town, id(&open)).await);
}

/// The database file of the day before is put in place of the present one.
#[tokio::test]
async fn a_restored_backup_does_not_bring_an_account_back() {
    let mut town = Town::new(Sqlite).await;
    let account: Uuid = {
        let zhuoma = town.citizen("13800000001").await;
        let me = zhuoma.get("/api/v1/me").await.expect(200).json();
        me["id"].as_str().unwrap().parse().unwrap()
    };
    let file = town.folder().join("hechang.db");
    town.lose_database().await;
    let backup = fs::read(&file).unwrap();
    town.restart().await;
    let zhuoma = town.citizen("13800000001").await;
    zhuoma.post("/api/v1/me/deletion").await.expect(200);
    list::keep_up(town.app()).await.unwrap();
    town.lose_database().await;
    fs::write(&file, backup).unwrap();
    town.restart().await;
    let row = citizen::Entity::find_by_id(account).one(town.app().db.read()).await.unwrap().unwrap();
    let gone = town.app().vault.index("citizen.phone", &format!("gone:{account}")).unwrap();
    assert_eq!(row.phone_index, gone, "the account is back");
}
