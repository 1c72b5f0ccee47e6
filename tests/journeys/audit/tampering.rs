//! Any single edit is found and named, whoever made it and whatever was dropped before.

use chrono::TimeDelta;
use hechang::platform::{
    chain::Seals,
    change::{Author, Event},
    database::Database,
    ids,
    keys::KeyRing,
    vault::Vault,
};
use hechang_entity::{
    audit_entry::{Column, Entity, Model},
    audit_head,
};
use hechang_tests::database::{
    Db::{self, Postgres, Sqlite},
    Ground,
};
use rstest::rstest;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter, sea_query::Expr,
};
use serde_json::json;

use super::ground::Record;

/// Another value for each column. A new column doesn't compile until it stands here.
fn another(column: Column, row: &Model) -> Expr {
    match column {
        Column::Id | Column::SubjectId => Expr::value(ids::new_id()),
        Column::At => Expr::value(row.at + TimeDelta::microseconds(1)),
        Column::ActorKind => Expr::value("citizen"),
        Column::ActorId | Column::OrganId | Column::CaseId | Column::ChainId | Column::KeyId => {
            Expr::value(Some(ids::new_id()))
        }
        Column::Action => Expr::value("test.mada"),
        Column::Detail => Expr::value(json!({ "number": 99 })),
        Column::Seq => Expr::value(Some(4000_i64)),
        Column::Previous | Column::Hash => Expr::value(Some(vec![7_u8; 32])),
    }
}

/// The value as it was.
fn kept(column: Column, row: &Model) -> Expr {
    let value = row.clone().into_active_model().get(column).into_value();
    Expr::value(value.expect("a whole row"))
}

#[rstest]
#[tokio::test]
async fn any_single_edit_is_found_and_named(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::unlocked(db).await;
    assert_eq!(record.faults().await, Vec::<String>::new());
    let chain = record.chain().await;
    for row in [&chain[0], &chain[4], &chain[chain.len() - 1]] {
        for column in Column::iter() {
            let edited = Entity::update_many().col_expr(column, another(column, row));
            record.update(edited.filter(Column::Id.eq(row.id))).await;
            let told = record.faults().await;
            let named = |told: &String| told.contains(&row.id.to_string());
            // Whoever changes the id itself is named by chain and number.
            let place = format!("chain of organ 540500, entry {}, ", row.seq.unwrap());
            let placed = |told: &String| told.starts_with(&place);
            let found =
                if matches!(column, Column::Id) { told.iter().any(placed) } else { told.iter().any(named) };
            assert!(found, "{column:?} of {}: {told:#?}", row.id);
            let back = Entity::update_many().col_expr(column, kept(column, row));
            let back = match column {
                Column::Id => back.filter(Column::ChainId.eq(record.city)).filter(Column::Seq.eq(row.seq)),
                _ => back.filter(Column::Id.eq(row.id)),
            };
            record.update(back).await;
            assert_eq!(record.faults().await, Vec::<String>::new(), "{column:?} put back");
        }
    }
}

#[rstest]
#[tokio::test]
async fn the_first_bad_entry_is_named_first(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::unlocked(db).await;
    let chain = record.chain().await;
    for row in [&chain[5], &chain[2]] {
        let edited = Entity::update_many().col_expr(Column::Action, Expr::value("test.mada"));
        record.update(edited.filter(Column::Id.eq(row.id))).await;
    }
    let told = record.faults().await;
    assert_eq!(told.len(), 2, "{told:#?}");
    assert_eq!(
        told[0],
        format!(
            "chain of organ 540500, entry 3, {}: altered or put in: it isn't what the program recorded",
            chain[2].id
        )
    );
}

#[rstest]
#[tokio::test]
async fn what_was_removed_is_missed(#[values(Sqlite, Postgres)] db: Db) {
    for (at, told) in [
        (0, "entry 1: removed: entries up to number 1 are missing"),
        (4, "entry 5: removed: entries up to number 5 are missing"),
    ] {
        let record = Record::unlocked(db).await;
        record.remove(record.chain().await[at].id).await;
        assert_eq!(record.faults().await, [format!("chain of organ 540500, {told}")]);
    }
    let record = Record::unlocked(db).await;
    let chain = record.chain().await;
    let last = chain.len();
    record.remove(chain[last - 1].id).await;
    let told = record.faults().await;
    let expected = format!("entry {last}: cut off: entries up to number {last} are missing at the end");
    assert_eq!(told, [format!("chain of organ 540500, {expected}")]);
    for row in &chain[..last - 1] {
        record.remove(row.id).await;
    }
    assert!(record.faults().await[0].contains("entry 1: cut off"), "a chain removed as a whole");
}

#[rstest]
#[tokio::test]
async fn two_exchanged_entries_are_both_named(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::unlocked(db).await;
    let chain = record.chain().await;
    let (one, other) = (&chain[2], &chain[5]);
    // Everything changes place but the number: the hashes too.
    for row in [one, other] {
        record.remove(row.id).await;
    }
    insert(&record, Model { seq: other.seq, ..one.clone() }).await;
    insert(&record, Model { seq: one.seq, ..other.clone() }).await;
    let told = record.faults().await.join("\n");
    for row in [one, other] {
        assert!(told.contains(&row.id.to_string()), "{told}");
    }
    assert!(told.starts_with("chain of organ 540500, entry 3, "), "{told}");
}

#[rstest]
#[tokio::test]
async fn an_entry_put_in_is_named(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::unlocked(db).await;
    let chain = record.chain().await;
    let last = &chain[chain.len() - 1];
    let forged = forged_after(last).await;
    insert(&record, forged.clone()).await;
    let told = record.faults().await;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains(&forged.id.to_string()) && told[0].contains("put in"), "{told:#?}");
    record.remove(forged.id).await;

    let without = Model { chain_id: None, seq: None, previous: None, hash: None, key_id: None, ..forged };
    insert(&record, without.clone()).await;
    let told = record.faults().await;
    assert_eq!(told, [format!("{}: put in: it has no place in a chain", without.id)]);
    // Starting again doesn't bless it.
    record.town.another_node().await;
    assert_eq!(record.faults().await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_head_is_not_moved_unseen(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::unlocked(db).await;
    let chain = record.chain().await;
    let head =
        audit_head::Entity::find_by_id(record.city).one(record.app().db.read()).await.unwrap().unwrap();
    let earlier = &chain[chain.len() - 2];
    let elsewhere = ids::new_id();
    for column in audit_head::Column::iter() {
        use audit_head::Column as Head;
        let wrong = match column {
            Head::ChainId | Head::KeyId => Expr::value(elsewhere),
            Head::Seq => Expr::value(head.seq - 1),
            Head::Hash => Expr::value(earlier.hash.clone()),
            Head::Mac => Expr::value(vec![1_u8; 32]),
        };
        set_head(&record, head.chain_id, column, wrong).await;
        let told = record.faults().await;
        assert!(told.iter().any(|told| told.starts_with("chain of organ 540500")), "{column:?} {told:#?}");
        let tx = record.app().db.begin().await.unwrap();
        for id in [head.chain_id, elsewhere] {
            audit_head::Entity::delete_by_id(id).exec(&tx).await.unwrap();
        }
        audit_head::Entity::insert(head.clone().into_active_model())
            .exec_without_returning(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(record.faults().await, Vec::<String>::new());
    }
}

#[rstest]
#[tokio::test]
async fn a_cut_tail_with_its_head_moved_back_is_found_and_nothing_goes_on_from_there(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let record = Record::unlocked(db).await;
    let chain = record.chain().await;
    let (earlier, last) = (&chain[chain.len() - 2], &chain[chain.len() - 1]);
    record.remove(last.id).await;
    set_head(&record, record.city, audit_head::Column::Seq, Expr::value(earlier.seq)).await;
    set_head(&record, record.city, audit_head::Column::Hash, Expr::value(earlier.hash.clone())).await;
    let told = record.faults().await;
    assert!(told[0].ends_with("the head of the chain was altered"), "{told:#?}");
    // A change that went on from there would bless the cut.
    let change = record.app().change(Author::System).await.unwrap();
    let refused = change.commit(Event::new("test.made", ids::new_id()).at(record.city), ()).await;
    assert!(refused.unwrap_err().to_string().contains("audit verify"));
}

#[rstest]
#[tokio::test]
async fn the_database_refuses_to_change_the_record(#[values(Sqlite, Postgres)] db: Db) {
    let record = Record::new(db).await;
    hechang::audit::anchors::write(record.app()).await.unwrap();
    let mut statements = vec![
        "UPDATE audit_entry SET action = 'nothing' WHERE seq = 3",
        "UPDATE audit_entry SET hash = NULL",
        "DELETE FROM audit_entry WHERE seq = 3",
        "UPDATE audit_anchor SET seq = 1",
        "DELETE FROM audit_anchor",
        "DELETE FROM audit_head",
    ];
    if db == Postgres {
        statements.extend(["TRUNCATE audit_entry", "TRUNCATE audit_anchor", "TRUNCATE audit_head"]);
    }
    for statement in statements {
        let refused = record.try_sql(statement).await.expect_err(statement);
        assert!(refused.contains("only ever added to"), "{statement}: {refused}");
    }
    assert_eq!(record.faults().await, Vec::<String>::new());
}

/// Hashed just as the program does it, but with a key of their own: whoever has only the database has no other.
async fn forged_after(last: &Model) -> Model {
    let ground = Ground::empty(Sqlite).await;
    let database = Database::connect(&format!("sqlite://{}", ground.folder().join("own.db").display())).await;
    let database = database.unwrap();
    database.migrate().await.unwrap();
    let seals = Seals::open(&database, &Vault::new(KeyRing::ephemeral().unwrap()), last.at).await.unwrap();
    database.close().await.unwrap();
    let (seq, previous) = (last.seq.map(|seq| seq + 1), last.hash.clone());
    let forged = Model { id: ids::new_id(), seq, previous, hash: None, ..last.clone() };
    Model { hash: seals.entry(&forged), ..forged }
}

async fn insert(record: &Record, row: Model) {
    let tx = record.app().db.begin().await.unwrap();
    Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn set_head(record: &Record, chain: uuid::Uuid, column: audit_head::Column, value: Expr) {
    let tx = record.app().db.begin().await.unwrap();
    let update = audit_head::Entity::update_many().col_expr(column, value);
    update.filter(audit_head::Column::ChainId.eq(chain)).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
}
