//! Somebody who rules the database takes every guard away and edits: the ledger says what doesn't hold.

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    process::Process,
};
use rstest::rstest;

use super::ground::{House, payment, yuan};

const TABLES: [&str; 7] = [
    "ledger_grant",
    "ledger_share",
    "ledger_grantee",
    "ledger_instalment",
    "ledger_account",
    "ledger_posting",
    "ledger_entry",
];

/// A ledger without guards: no trigger, no foreign key, no check.
async fn unguarded(db: Db) -> House {
    let house = House::funded(db).await;
    let grant = house.granted(&[yuan(50), yuan(50)]).await;
    house.pays(&payment(&grant.plan[0])).await.unwrap();
    house.holds().await;
    for table in TABLES {
        for verb in ["update", "delete"] {
            let on = if db == Postgres { format!(" ON {table}") } else { String::new() };
            house.sql(&format!("DROP TRIGGER {table}_refuses_{verb}{on}")).await;
        }
    }
    if db == Postgres {
        house.sql(DROP_CONSTRAINTS).await;
    }
    house
}

/// Foreign keys first: they need the unique ones.
const DROP_CONSTRAINTS: &str = "DO $$ DECLARE c record; BEGIN \
    FOR c IN SELECT conname, conrelid::regclass AS t FROM pg_constraint \
        WHERE conrelid::regclass::text LIKE 'ledger_%' AND contype IN ('f', 'c') ORDER BY contype DESC LOOP \
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $$";

/// On SQLite constraints are a connection's own: the edit turns them off before it begins.
async fn edit(house: &House, db: Db, text: &str) {
    use sea_orm::{ConnectOptions, ConnectionTrait, Database};
    if db == Postgres {
        return house.sql(text).await;
    }
    let url = house.app().config.database_url();
    let connection = Database::connect(ConnectOptions::new(url).max_connections(1).to_owned()).await.unwrap();
    for pragma in ["PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON"] {
        connection.execute_unprepared(pragma).await.unwrap();
    }
    connection.execute_unprepared(text).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    connection.close().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn every_edit_is_named(#[values(Sqlite, Postgres)] db: Db) {
    let newest = "(SELECT id FROM ledger_entry ORDER BY id DESC LIMIT 1)";
    let payment = "(SELECT id FROM ledger_posting WHERE act = 'payment')";
    for (text, told) in [
        (format!("UPDATE ledger_entry SET amount = amount + 1 WHERE id = {newest}"), "aren't"),
        (
            format!("UPDATE ledger_entry SET amount = amount + 1, balance_after = balance_after + 1, sum_after = sum_after + 1 WHERE id = {newest}"),
            "isn't balanced",
        ),
        ("UPDATE ledger_entry SET amount = amount * 2, sum_before = sum_before * 2, sum_after = sum_after * 2, balance_before = balance_before * 2, balance_after = balance_after * 2".into(), "was changed after it was made"),
        (format!("DELETE FROM ledger_entry WHERE id = {newest}"), "entries, not"),
        (format!("DELETE FROM ledger_entry WHERE posting_id = {payment}"), "has 0 entries"),
        (format!("DELETE FROM ledger_posting WHERE id = {payment}"), "belong to no posting"),
        (format!("UPDATE ledger_posting SET business_date = '2025-12-31' WHERE id = {payment}"), "was changed after it was made"),
        (format!("UPDATE ledger_posting SET digest = '{}' WHERE id = {payment}", "0".repeat(64)), "the audit record doesn't say the same"),
        ("UPDATE ledger_account SET most = 1 WHERE kind = 'paid'".into(), "isn't between"),
        ("UPDATE ledger_account SET kind = 'recovered' WHERE kind = 'paid'".into(), "other things of its account"),
        ("DELETE FROM ledger_account WHERE kind = 'bank'".into(), "doesn't exist"),
        ("UPDATE ledger_entry SET kind = 'budget' WHERE kind = 'bank'".into(), "the book of"),
        ("UPDATE ledger_share SET amount = amount + 1".into(), "organs' shares come to"),
        ("UPDATE ledger_grantee SET amount = amount + 1".into(), "people's amounts come to"),
        ("UPDATE ledger_instalment SET amount = amount + 1".into(), "instalments don't add up"),
        ("DELETE FROM ledger_instalment".into(), "instalments don't add up"),
    ] {
        let house = unguarded(db).await;
        edit(&house, db, &text).await;
        let faults = house.faults().await;
        assert!(faults.iter().any(|fault| fault.contains(told)), "{text}: {faults:#?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_whole_event_does_not_vanish(#[values(Sqlite, Postgres)] db: Db) {
    let house = unguarded(db).await;
    // The newest posting with all its entries: what is left adds up.
    edit(
        &house,
        db,
        "DELETE FROM ledger_entry WHERE posting_id = (SELECT id FROM ledger_posting WHERE act = 'payment')",
    )
    .await;
    edit(&house, db, "DELETE FROM ledger_posting WHERE act = 'payment'").await;
    let faults = house.faults().await;
    assert!(matches!(&faults[..], [fault] if fault.contains("but it is gone")), "{faults:#?}");
}

#[rstest]
#[tokio::test]
async fn the_command_ends_with_what_it_found(#[values(Sqlite, Postgres)] db: Db) {
    let mut house = Process::start(db, &[]).await;
    house.terminate();
    house.ended().await;
    let fine = house.run(&["ledger", "verify"]);
    assert!(fine.status.success(), "{fine:?}");
    assert!(String::from_utf8_lossy(&fine.stdout).contains("the ledger holds"), "{fine:?}");
}
