//! No question to the database takes longer than its time (security.md LIM-8).

use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use hechang::{
    error::{Internal, Problem},
    platform::change::Author,
};
use hechang_tests::{database::Db::Postgres, foundation::Foundation};
use sea_orm::ConnectionTrait;

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
