//! Nothing a client retries happens twice.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::Duration;
use futures_util::future::join_all;
use hechang::{
    app::App,
    error::{Internal, Problem},
    platform::{
        change::{Author, Change, Event},
        ids,
        once::Once,
    },
};
use hechang_entity::audit_entry;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    foundation::Foundation,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

/// Somebody who asks for the same thing, more than once.
struct Asker {
    author: Author,
    subject: Uuid,
    runs: AtomicU32,
}

impl Asker {
    fn new() -> Self {
        Self { author: Author::Citizen(ids::new_id()), subject: ids::new_id(), runs: AtomicU32::new(0) }
    }

    async fn asks(&self, app: &App, key: &str, body: &str) -> Result<u32, Problem> {
        let once = Once::keyed(key, "POST /made");
        let change = app.change(self.author).await?;
        once.run(change, &app.cache, &body, async |change| self.make(change).await).await
    }

    async fn asks_and_fails(&self, app: &App, key: &str, body: &str) -> Result<u32, Problem> {
        let once = Once::keyed(key, "POST /made");
        let change = app.change(self.author).await?;
        let work = async |change: Change| {
            change.record(Event::new("test.made", self.subject));
            Err::<u32, _>(Problem::conflict("slot_full"))
        };
        once.run(change, &app.cache, &body, work).await
    }

    async fn make(&self, change: Change) -> Result<u32, Internal> {
        let run = self.runs.fetch_add(1, Ordering::SeqCst) + 1;
        change.commit(Event::new("test.made", self.subject), run).await
    }

    async fn made(&self, app: &App) -> u64 {
        let made = audit_entry::Entity::find().filter(audit_entry::Column::SubjectId.eq(self.subject));
        made.count(app.db.read()).await.unwrap()
    }
}

#[rstest]
#[tokio::test]
async fn a_repeat_gets_the_first_answer(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    let zhaxi = Asker::new();
    assert_eq!(zhaxi.asks(&town.app, "a", "body").await.unwrap(), 1);
    assert_eq!(zhaxi.asks(&town.app, "a", "body").await.unwrap(), 1);
    assert_eq!(zhaxi.asks(&town.app, "b", "body").await.unwrap(), 2);
    assert_eq!(zhaxi.made(&town.app).await, 2);
}

#[rstest]
#[tokio::test]
async fn another_body_under_the_same_key_is_refused(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    let zhaxi = Asker::new();
    zhaxi.asks(&town.app, "a", "body").await.unwrap();
    let problem = zhaxi.asks(&town.app, "a", "another").await.unwrap_err();
    assert_eq!((problem.status.as_u16(), problem.code), (422, "idempotency_key_reused"));
    assert_eq!(zhaxi.made(&town.app).await, 1);
}

#[rstest]
#[tokio::test]
async fn a_key_belongs_to_its_sender(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    let (zhaxi, droma) = (Asker::new(), Asker::new());
    zhaxi.asks(&town.app, "a", "body").await.unwrap();
    droma.asks(&town.app, "a", "another").await.unwrap();
    assert_eq!((zhaxi.made(&town.app).await, droma.made(&town.app).await), (1, 1));
}

#[rstest]
#[tokio::test]
async fn what_failed_may_be_tried_again(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    let zhaxi = Asker::new();
    assert_eq!(zhaxi.asks_and_fails(&town.app, "a", "body").await.unwrap_err().code, "slot_full");
    assert_eq!(zhaxi.made(&town.app).await, 0);
    zhaxi.asks(&town.app, "a", "body").await.unwrap();
    assert_eq!(zhaxi.made(&town.app).await, 1);
}

#[rstest]
#[tokio::test]
async fn an_answer_is_kept_for_a_day(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    let zhaxi = Asker::new();
    assert_eq!(zhaxi.asks(&town.app, "a", "body").await.unwrap(), 1);
    town.clock.advance(Duration::hours(24) - Duration::seconds(1));
    assert_eq!(zhaxi.asks(&town.app, "a", "body").await.unwrap(), 1);
    town.clock.advance(Duration::seconds(1));
    assert_eq!(zhaxi.asks(&town.app, "a", "body").await.unwrap(), 2);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_runs(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    let other_node = town.another_node().await;
    let zhaxi = Asker::new();
    let nodes = [&*town.app, &*other_node].into_iter().cycle().take(12);
    for answer in join_all(nodes.map(|node| zhaxi.asks(node, "a", "body"))).await {
        match answer {
            Ok(run) => assert_eq!(run, 1),
            Err(problem) => assert_eq!((problem.status.as_u16(), problem.code), (409, "request_in_progress")),
        }
    }
    assert_eq!(zhaxi.made(&town.app).await, 1);
    assert_eq!(zhaxi.asks(&other_node, "a", "body").await.unwrap(), 1);
}
