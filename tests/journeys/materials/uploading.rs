//! A file comes in, whatever it is called, and is there once.

use chrono::TimeDelta;
use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{PHONE, adds, at, blobs, draft, rows, sends, tidies};

#[rstest]
#[tokio::test]
async fn a_photograph_is_kept_as_it_was_sent(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let photo = samples::sideways_with_gps();
    let paper =
        sends(&zhuoma, &application, "identity", "身份证.JPG", photo.clone()).await.expect(201).json();
    assert_eq!(paper["filename"], "身份证.JPG");
    assert_eq!((&paper["checklist_key"], &paper["media_type"]), (&json!("identity"), &json!("image/jpeg")));
    assert_eq!((&paper["size"], &paper["state"]), (&json!(photo.len()), &json!("uploaded")));
    assert_eq!((paper["sha256"].as_str().unwrap().len(), paper.get("reason")), (64, None));
    let shown = zhuoma.get(&application).await.expect(200).json();
    assert_eq!(shown["materials"], json!([paper]));
    let content = zhuoma.get(&format!("{}/content", at(&application, &paper))).await.expect(200);
    assert_eq!(content.body, photo);

    // The file and its preview, and nothing in plain.
    let sealed = blobs(&town);
    assert_eq!(sealed.len(), 2);
    for file in sealed {
        let bytes = std::fs::read(file).unwrap();
        assert!(!bytes.windows(4).any(|word| word == b"JFIF" || word == b"Exif"));
    }
    assert_eq!(rows(&town, "material.added").await, (1, 2, 1));
}

#[rstest]
#[tokio::test]
async fn every_kind_that_the_catalog_knows_is_taken_by_its_bytes(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    for (bytes, media_type) in [
        (samples::jpeg(1), "image/jpeg"),
        (samples::png(1), "image/png"),
        (samples::webp(1), "image/webp"),
        (samples::heic(1), "image/heic"),
        (samples::pdf(1), "application/pdf"),
        (samples::m4a(1), "audio/mp4"),
        (samples::mp3(1), "audio/mpeg"),
        (samples::aac(1), "audio/aac"),
        (samples::ogg(1), "audio/ogg"),
        (samples::webm(1), "audio/webm"),
    ] {
        let sent = sends(&zhuoma, &application, "other", "wrong.docx", bytes.clone()).await;
        let paper = sent.expect(201).json();
        assert_eq!(paper["media_type"], media_type);
        let content = zhuoma.get(&format!("{}/content", at(&application, &paper))).await.expect(200);
        assert_eq!((content.header("content-type"), &content.body[..]), (media_type, &bytes[..]));
    }
}

#[rstest]
#[tokio::test]
async fn a_retry_changes_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let send = |seed| sends(&zhuoma, &application, "identity", "a.jpg", samples::jpeg(seed)).key("one");
    let first = send(1).await.expect(201).json();
    assert_eq!(send(1).await.expect(201).json(), first);
    send(2).await.expect_problem(422, "idempotency_key_reused");
    let again = sends(&zhuoma, &application, "harm_proof", "b.jpg", samples::jpeg(1)).await;
    again.expect_problem(409, "file_already_there");
    tidies(&town).await;
    assert_eq!((blobs(&town).len(), rows(&town, "material.added").await), (2, (1, 2, 1)));

    // Removed, it may be sent again.
    zhuoma.delete(&at(&application, &first)).await.expect(204);
    adds(&zhuoma, &application, "identity", 1).await;
}

#[rstest]
#[tokio::test]
async fn the_same_file_of_two_citizens_is_two_files(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (zhuoma, zhaxi) = (town.citizen(PHONE).await, town.citizen("13800000002").await);
    let (hers, his) = (draft(&town, &zhuoma).await, draft(&town, &zhaxi).await);
    adds(&zhuoma, &hers, "identity", 1).await;
    adds(&zhaxi, &his, "identity", 1).await;
    assert_eq!(blobs(&town).len(), 4);
    let sealed: std::collections::BTreeSet<_> =
        blobs(&town).iter().map(|file| std::fs::read(file).unwrap()).collect();
    assert_eq!(sealed.len(), 4, "the same bytes under another key look different");
}

#[rstest]
#[tokio::test]
async fn only_its_owner_adds_to_an_application(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (zhuoma, zhaxi) = (town.citizen(PHONE).await, town.citizen("13800000002").await);
    let application = draft(&town, &zhuoma).await;
    let paper = adds(&zhuoma, &application, "identity", 1).await;
    let nowhere = "/api/v1/applications/01980000-0000-7000-8000-000000000000";
    let theirs = sends(&zhaxi, &application, "identity", "a.jpg", samples::jpeg(2)).await;
    let nobodys = sends(&zhaxi, nowhere, "identity", "a.jpg", samples::jpeg(2)).await;
    let plain = |answer: hechang_tests::ask::Answer| {
        let mut problem = answer.expect_problem(404, "not_found");
        problem["instance"] = Value::Null;
        problem
    };
    assert_eq!(plain(theirs), plain(nobodys));
    for path in ["content", "preview"] {
        zhaxi.get(&format!("{}/{path}", at(&application, &paper))).await.expect_problem(404, "not_found");
    }
    zhaxi.delete(&at(&application, &paper)).await.expect_problem(404, "not_found");
    let clerk = town.staff(Role::Reception).await;
    sends(&clerk, &application, "identity", "a.jpg", samples::jpeg(2))
        .await
        .expect_problem(401, "unauthenticated");
    tidies(&town).await;
    assert_eq!(blobs(&town).len(), 2);
}

#[rstest]
#[tokio::test]
async fn a_line_takes_so_many_files_and_only_its_kinds(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    for seed in 1..=4 {
        sends(&zhuoma, &application, "voice_statement", "a.m4a", samples::m4a(seed)).await.expect(201);
    }
    let fifth = sends(&zhuoma, &application, "voice_statement", "a.m4a", samples::m4a(5)).await;
    assert!(fifth.expect_problem(409, "too_many_files")["detail"].as_str().unwrap().contains('4'));
    let sound = sends(&zhuoma, &application, "identity", "a.mp3", samples::mp3(1)).language("en").await;
    let problem = sound.expect_problem(415, "file_type_not_accepted");
    assert!(problem["detail"].as_str().unwrap().contains("JPEG · PNG · WebP · HEIC · PDF"), "{problem:#}");
    let unknown = sends(&zhuoma, &application, "passport", "a.jpg", samples::jpeg(9)).await;
    assert_eq!(faults(&unknown.expect_problem(422, "invalid")), ["/checklist_key not_an_option"]);
}

#[rstest]
#[tokio::test]
async fn a_day_has_its_measure(#[values(Sqlite, Postgres)] db: Db) {
    use hechang_entity::material::{Column, Entity};
    use sea_orm::{EntityTrait, sea_query::Expr};
    for (limits, megabytes, code) in [
        (Switch::On, 199, None),
        (Switch::On, 200, Some((413, "application_too_large"))),
        (Switch::Off, 600, None),
    ] {
        let town = Town::with(db, |config| config.limits = limits).await;
        let zhuoma = town.citizen(PHONE).await;
        let application = draft(&town, &zhuoma).await;
        adds(&zhuoma, &application, "identity", 1).await;
        let tx = town.app().db.begin().await.unwrap();
        let large = Entity::update_many().col_expr(Column::Size, Expr::value(i64::from(megabytes) << 20));
        large.exec(&tx).await.unwrap();
        tx.commit().await.unwrap();
        let next = sends(&zhuoma, &application, "identity", "b.jpg", samples::jpeg(2)).await;
        match code {
            None => drop(next.expect(201)),
            Some((status, code)) => drop(next.expect_problem(status, code)),
        }
    }
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let (first, second) = (draft(&town, &zhuoma).await, draft(&town, &zhuoma).await);
    adds(&zhuoma, &first, "identity", 1).await;
    let tx = town.app().db.begin().await.unwrap();
    Entity::update_many().col_expr(Column::Size, Expr::value(500_i64 << 20)).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let more = sends(&zhuoma, &second, "identity", "b.jpg", samples::jpeg(2)).await;
    // From ten in the morning to midnight.
    assert_eq!(more.header("retry-after"), "50400");
    more.expect_problem(429, "too_much_today");
    let yesterday = town.app().clock.now() - TimeDelta::hours(11);
    let tx = town.app().db.begin().await.unwrap();
    Entity::update_many().col_expr(Column::UploadedAt, Expr::value(yesterday)).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    adds(&zhuoma, &second, "identity", 2).await;
}
