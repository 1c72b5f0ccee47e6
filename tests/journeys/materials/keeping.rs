//! What is removed goes, what fails leaves nothing, what is kept survives a restart.

use chrono::TimeDelta;
use hechang::config::Switch;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;

use super::ground::{PHONE, adds, at, blobs, draft, rows, sends, tidies};

#[rstest]
#[tokio::test]
async fn a_removed_file_is_gone_with_its_bytes(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let (first, second) =
        (adds(&zhuoma, &application, "identity", 1).await, adds(&zhuoma, &application, "identity", 2).await);
    zhuoma.delete(&at(&application, &first)).await.expect(204);
    assert_eq!(blobs(&town).len(), 2);
    zhuoma.delete(&at(&application, &first)).await.expect_problem(404, "not_found");
    zhuoma.get(&format!("{}/content", at(&application, &first))).await.expect_problem(404, "not_found");
    let shown = zhuoma.get(&application).await.expect(200).json();
    assert_eq!(shown["materials"], serde_json::json!([second]));
    town.clock.advance(TimeDelta::days(3));
    tidies(&town).await;
    assert_eq!(rows(&town, "material.removed").await, (1, 2, 1));
}

#[rstest]
#[tokio::test]
async fn an_expired_draft_takes_its_files_along(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    adds(&zhuoma, &application, "identity", 1).await;
    town.clock.advance(TimeDelta::days(29));
    // A file keeps a draft alive.
    adds(&town.citizen(PHONE).await, &application, "identity", 2).await;
    town.clock.advance(TimeDelta::days(2));
    hechang::applications::service::purge_expired(town.app()).await.unwrap();
    tidies(&town).await;
    assert_eq!(blobs(&town).len(), 4);
    town.clock.advance(TimeDelta::days(29));
    hechang::applications::service::purge_expired(town.app()).await.unwrap();
    tidies(&town).await;
    assert_eq!((blobs(&town).len(), rows(&town, "material.added").await), (0, (0, 0, 2)));
}

#[rstest]
#[tokio::test]
async fn a_store_that_is_away_is_told_and_leaves_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let kept = adds(&zhuoma, &application, "identity", 1).await;
    let (store, aside) = (town.folder().join("blobs"), town.folder().join("aside"));
    std::fs::rename(&store, &aside).unwrap();
    std::fs::write(&store, "").unwrap();
    for bytes in [samples::jpeg(2), [samples::jpeg(3), vec![0; 2 << 20]].concat()] {
        let sent = sends(&zhuoma, &application, "identity", "a.jpg", bytes).await;
        assert_eq!(sent.header("retry-after"), "5");
        sent.expect_problem(503, "unavailable");
    }
    zhuoma.get(&format!("{}/content", at(&application, &kept))).await.expect_problem(503, "unavailable");
    // Removing doesn't wait for the store; the bytes go when it is back.
    zhuoma.delete(&at(&application, &kept)).await.expect(204);
    assert_eq!(rows(&town, "material.added").await.2, 1);
    std::fs::remove_file(&store).unwrap();
    std::fs::rename(&aside, &store).unwrap();
    tidies(&town).await;
    assert_eq!((blobs(&town).len(), rows(&town, "material.added").await.1), (0, 0));
    adds(&zhuoma, &application, "identity", 2).await;
}

#[rstest]
#[tokio::test]
async fn files_survive_a_restart(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (application, paper) = {
        let zhuoma = town.citizen(PHONE).await;
        let application = draft(&town, &zhuoma).await;
        let paper = adds(&zhuoma, &application, "identity", 1).await;
        (application, paper)
    };
    town.restart().await;
    town.clock.advance(TimeDelta::hours(2));
    tidies(&town).await;
    let zhuoma = town.citizen(PHONE).await;
    let content = zhuoma.get(&format!("{}/content", at(&application, &paper))).await.expect(200);
    assert_eq!(content.body, samples::jpeg(1));
}
