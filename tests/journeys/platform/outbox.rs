//! Messages leave at least once, and never for what didn't happen.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use chrono::Duration;
use futures_util::future::join;
use hechang::platform::{
    change::{Author, Event},
    ids,
    outbox::{Channel, Message, Outgoing, newest},
};
use hechang_entity::outbox_message;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    foundation::Foundation,
    patience::eventually,
};
use rstest::rstest;
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

const PHONE: &str = "13900000009";

/// A gateway that notes what it is given, and refuses or hangs when told to.
#[derive(Default)]
struct Gateway {
    seen: Mutex<Vec<Uuid>>,
    refuses: AtomicBool,
    hangs: AtomicBool,
}

#[async_trait]
impl Channel for Gateway {
    async fn send(&self, outgoing: &Outgoing) -> anyhow::Result<()> {
        if outgoing.message.to == PHONE {
            self.seen.lock().unwrap().push(outgoing.id);
        }
        if self.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        anyhow::ensure!(!self.refuses.load(Ordering::SeqCst), "refused");
        Ok(())
    }
}

impl Gateway {
    fn seen(&self) -> Vec<Uuid> {
        self.seen.lock().unwrap().clone()
    }
}

fn message() -> Message {
    Message {
        channel: "sms",
        to: PHONE.to_owned(),
        template: "test".to_owned(),
        params: json!({ "code": "123456" }),
        text: "123456".to_owned(),
    }
}

async fn tell(town: &Foundation) {
    let change = town.app.change(Author::System).await.unwrap();
    change.tell(&message()).await.unwrap();
    change.commit(Event::new("test.told", ids::new_id()), ()).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_message_leaves_once_when_all_goes_well(#[values(Sqlite, Postgres)] db: Db) {
    let (town, gateway) = (Foundation::new(db).await, Arc::new(Gateway::default()));
    let worker = town.worker(gateway.clone());
    tell(&town).await;
    worker.send_waiting().await.unwrap();
    worker.send_waiting().await.unwrap();
    town.clock.advance(Duration::days(1));
    worker.send_waiting().await.unwrap();
    assert_eq!(gateway.seen().len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_was_undone_tells_nobody(#[values(Sqlite, Postgres)] db: Db) {
    let (town, gateway) = (Foundation::new(db).await, Arc::new(Gateway::default()));
    let change = town.app.change(Author::System).await.unwrap();
    change.tell(&message()).await.unwrap();
    drop(change);
    town.worker(gateway.clone()).send_waiting().await.unwrap();
    assert!(gateway.seen().is_empty());
    assert!(newest(town.app.db.read(), &town.app.vault, Some(PHONE)).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn a_refused_message_is_tried_again_ever_later(#[values(Sqlite, Postgres)] db: Db) {
    let (town, gateway) = (Foundation::new(db).await, Arc::new(Gateway::default()));
    let worker = town.worker(gateway.clone());
    gateway.refuses.store(true, Ordering::SeqCst);
    tell(&town).await;
    worker.send_waiting().await.unwrap();
    for minutes in [1, 2, 4, 8] {
        let tries = gateway.seen().len();
        town.clock.advance(Duration::minutes(minutes) - Duration::seconds(1));
        worker.send_waiting().await.unwrap();
        assert_eq!(gateway.seen().len(), tries, "too early after {tries}");
        // By chance up to a tenth later.
        town.clock.advance(Duration::seconds(1 + 6 * minutes));
        worker.send_waiting().await.unwrap();
        assert_eq!(gateway.seen().len(), tries + 1, "not tried after {minutes} minutes");
    }
    gateway.refuses.store(false, Ordering::SeqCst);
    for _ in 0..5 {
        town.clock.advance(Duration::hours(7));
        worker.send_waiting().await.unwrap();
    }
    let seen = gateway.seen();
    assert_eq!(seen.len(), 6, "sent once more, then never again");
    assert!(seen.iter().all(|id| *id == seen[0]), "each try has the same key: {seen:?}");
}

#[rstest]
#[tokio::test]
async fn a_message_is_given_up_after_twelve_tries(#[values(Sqlite, Postgres)] db: Db) {
    let (town, gateway) = (Foundation::new(db).await, Arc::new(Gateway::default()));
    let worker = town.worker(gateway.clone());
    gateway.refuses.store(true, Ordering::SeqCst);
    tell(&town).await;
    for _ in 0..20 {
        worker.send_waiting().await.unwrap();
        town.clock.advance(Duration::hours(6));
    }
    assert_eq!(gateway.seen().len(), 12);
}

#[rstest]
#[tokio::test]
async fn another_node_takes_over_from_one_that_died(#[values(Sqlite, Postgres)] db: Db) {
    let (town, gateway) = (Foundation::new(db).await, Arc::new(Gateway::default()));
    gateway.hangs.store(true, Ordering::SeqCst);
    tell(&town).await;
    let dying = town.worker(gateway.clone());
    let dying = tokio::spawn(async move { dying.send_waiting().await });
    eventually("the first try", async || (!gateway.seen().is_empty()).then_some(())).await;
    dying.abort();
    gateway.hangs.store(false, Ordering::SeqCst);
    let worker = town.worker(gateway.clone());
    worker.send_waiting().await.unwrap();
    assert_eq!(gateway.seen().len(), 1, "the lease still holds");
    town.clock.advance(Duration::seconds(60));
    worker.send_waiting().await.unwrap();
    assert_eq!(gateway.seen().len(), 2);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_share_the_work(#[values(Sqlite, Postgres)] db: Db) {
    let (town, gateway) = (Foundation::new(db).await, Arc::new(Gateway::default()));
    for _ in 0..50 {
        tell(&town).await;
    }
    let (one, other) = (town.worker(gateway.clone()), town.worker(gateway.clone()));
    let work = async |worker: hechang::platform::outbox::Worker| {
        while worker.send_waiting().await.unwrap() > 0 {}
    };
    join(work(one), work(other)).await;
    let mut seen = gateway.seen();
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len(), gateway.seen().len()), (50, 50));
}

#[rstest]
#[tokio::test]
async fn a_phone_is_sealed_at_rest(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    tell(&town).await;
    let sent = newest(town.app.db.read(), &town.app.vault, Some(PHONE)).await.unwrap();
    assert_eq!(sent[0].message.text, "123456");
    let row = outbox_message::Entity::find_by_id(sent[0].id).one(town.app.db.read()).await.unwrap().unwrap();
    let kept = [row.recipient_index, row.body_sealed].concat();
    assert!(!String::from_utf8_lossy(&kept).contains(PHONE));
}
