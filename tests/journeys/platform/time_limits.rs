//! No question to the database takes longer than its time (security.md LIM-8).

use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use futures_util::future::join_all;
use hechang::{
    error::{Internal, Problem},
    platform::{change::Author, database::Database},
};
use hechang_entity::erasure;
use hechang_tests::{
    database::{
        Db::{Postgres, Sqlite},
        Ground,
    },
    foundation::Foundation,
};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

#[tokio::test]
async fn a_question_that_takes_too_long_is_ended_and_may_be_asked_again() {
    let ground = Foundation::new(Postgres).await;
    let change = ground.app.change(Author::System).await.unwrap();
    let begun = Instant::now();
    let (reading, writing) = tokio::join!(
        ground.app.db.read().execute_unprepared("SELECT pg_sleep(60)"),
        change.db().execute_unprepared("SELECT pg_sleep(60)")
    );
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    for ended in [reading.unwrap_err(), writing.unwrap_err()] {
        let problem = Problem::from(Internal::from(ended));
        assert_eq!((problem.status, problem.code), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
        assert!(problem.retry_after.is_some());
    }
}

/// Never ends by itself.
const ENDLESS: &str =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
const ENDLESS_CHANGE: &str = "UPDATE erasure SET erased = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                              SELECT count(*) FROM n) WHERE rule = 'test'";
const ADD: &str = "INSERT INTO erasure (id, run_id, rule, at, cutoff, erased) \
                   VALUES (randomblob(16), randomblob(16), 'test', '2026-03-02', '2026-03-02', 1)";

#[tokio::test]
async fn sqlite_ends_what_takes_too_long_and_goes_on() {
    let ground = Ground::prepared(Sqlite).await;
    let patience = Duration::from_millis(300);
    let db = Database::connect_for(&ground.config().database_url(), patience).await.unwrap();
    for _ in 0..2 {
        let begun = Instant::now();
        // More than there are readers: each is asked again.
        let reading = join_all((0..10).map(|_| db.read().execute_unprepared(ENDLESS))).await;
        assert!(
            begun.elapsed() >= patience && begun.elapsed() < Duration::from_secs(10),
            "{:?}",
            begun.elapsed()
        );
        let change = db.begin().await.unwrap();
        change.execute_unprepared(ADD).await.unwrap();
        let writing = change.execute_unprepared(ENDLESS_CHANGE).await;
        drop(change);
        for ended in reading.into_iter().chain([writing]) {
            let problem = Problem::from(Internal::from(ended.unwrap_err()));
            assert_eq!((problem.status, problem.code), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
        }
    }
    // Nothing of a change that was ended stays, and the writer takes the next one.
    assert_eq!(erasure::Entity::find().count(db.read()).await.unwrap(), 0);
    let change = db.begin().await.unwrap();
    change.execute_unprepared(ADD).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(erasure::Entity::find().count(db.read()).await.unwrap(), 1);
    db.close().await.unwrap();
}
