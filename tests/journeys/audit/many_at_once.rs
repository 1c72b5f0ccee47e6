//! Many changes at the same moment: one unbroken chain, and nobody waits for ever.

use futures_util::future::join_all;
use hechang::{
    app::App,
    organs,
    platform::{
        change::{Author, Event},
        ids,
    },
};
use hechang_tests::database::Db::{self, Postgres, Sqlite};
use rstest::rstest;
use uuid::Uuid;

use super::ground::{Record, act};

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_changes_of_one_organ_make_one_chain(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::new(db).await;
    let other_node = record.town.another_node().await;
    let before = record.chain().await.len();
    let nodes = [record.app(), &*other_node].into_iter().cycle();
    join_all(nodes.zip(0..50).map(|(node, number)| act(node, record.city, number))).await;
    assert_eq!(record.faults().await, Vec::<String>::new());
    let chain = record.chain().await;
    assert_eq!(chain.len(), before + 50);
    assert!(chain.iter().zip(1..).all(|(entry, seq)| entry.seq == Some(seq)));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_of_several_organs_do_not_block_each_other(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::new(db).await;
    let mut organs = Vec::new();
    for code in ["540500", "540502", "540521", "540527"] {
        organs.push(organs::service::organ_by_code(record.app().db.read(), code).await.unwrap().id);
    }
    let mut turned = organs.clone();
    turned.reverse();
    let orders = [&organs, &turned].into_iter().cycle().take(24);
    join_all(orders.map(|organs| act_in_all(record.app(), organs))).await;
    assert_eq!(record.faults().await, Vec::<String>::new());
}

async fn act_in_all(app: &App, organs: &[Uuid]) {
    let change = app.change(Author::System).await.unwrap();
    for organ in organs {
        change.record(Event::new("test.made", ids::new_id()).at(*organ));
    }
    change.commit(Event::new("test.made", ids::new_id()), ()).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_change_that_fails_leaves_nothing_on_the_record(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::new(db).await;
    let before = record.chain().await.len();
    let change = record.app().change(Author::System).await.unwrap();
    change.record(Event::new("test.made", ids::new_id()).at(record.city));
    drop(change);
    act(record.app(), record.city, 1).await;
    assert_eq!(record.chain().await.len(), before + 1);
    assert_eq!(record.faults().await, Vec::<String>::new());
}

/// What the program before the chain wrote is chained once, at the first start after it.
#[rstest]
#[tokio::test]
async fn older_entries_get_their_places_at_the_first_start(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::unlocked(db).await;
    let before = record.chain().await;
    record
        .sql(
            "UPDATE audit_entry SET chain_id = NULL, seq = NULL, previous = NULL, hash = NULL, key_id = NULL",
        )
        .await;
    record.sql("DELETE FROM audit_head").await;
    record.town.another_node().await;
    assert_eq!(record.faults().await, Vec::<String>::new());
    assert_eq!(record.chain().await, before);
    act(record.app(), record.city, 1).await;
    assert_eq!(record.faults().await, Vec::<String>::new());
}
