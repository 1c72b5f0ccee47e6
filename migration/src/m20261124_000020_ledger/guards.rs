//! Triggers: rows are only ever added, and parts never exceed their whole.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// In the order in which they refer to each other.
pub(super) const TABLES: [&str; 7] = [
    "ledger_grant",
    "ledger_share",
    "ledger_grantee",
    "ledger_instalment",
    "ledger_account",
    "ledger_posting",
    "ledger_entry",
];

/// A part, the column by which it names its whole, and the whole.
const PARTS: [(&str, &str, &str); 4] = [
    ("ledger_share", "grant_id", "ledger_grant"),
    ("ledger_grantee", "grant_id", "ledger_grant"),
    ("ledger_instalment", "share_id", "ledger_share"),
    ("ledger_instalment", "grantee_id", "ledger_grantee"),
];

pub(super) async fn set(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for table in TABLES {
        only_added_to(manager, table).await?;
    }
    for (table, column, whole) in PARTS {
        never_exceeds(manager, table, column, whole).await?;
    }
    Ok(())
}

/// The triggers went with their tables; PostgreSQL keeps their functions.
pub(super) async fn forget(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    for table in TABLES {
        stops_refusing(manager, table).await?;
    }
    for (table, column, _) in PARTS {
        run(manager, &format!("DROP FUNCTION {table}_within_{column}()")).await?;
    }
    Ok(())
}

/// The function by which PostgreSQL refuses for a table that is gone.
pub(crate) async fn stops_refusing(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    run(manager, &format!("DROP FUNCTION {table}_refuses()")).await
}

/// Refuses every change of a row, and its removal.
pub(crate) async fn only_added_to(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let words = format!("{table} is only ever added to");
    let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
    if !sqlite {
        raising(manager, &format!("{table}_refuses"), "", &words).await?;
        let whole = format!(
            "CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuses()"
        );
        run(manager, &whole).await?;
    }
    for verb in ["UPDATE", "DELETE"] {
        let body = if sqlite {
            format!("BEGIN SELECT RAISE(ABORT, '{words}'); END")
        } else {
            format!("FOR EACH ROW EXECUTE FUNCTION {table}_refuses()")
        };
        let name = verb.to_lowercase();
        run(manager, &format!("CREATE TRIGGER {table}_refuses_{name} BEFORE {verb} ON {table} {body}"))
            .await?;
    }
    Ok(())
}

async fn never_exceeds(
    manager: &SchemaManager<'_>,
    table: &str,
    column: &str,
    whole: &str,
) -> Result<(), DbErr> {
    let (name, words) = (format!("{table}_within_{column}"), format!("{table} exceeds its {whole}"));
    let parts = format!("SELECT COALESCE(SUM(amount), 0) FROM {table} WHERE {column} = NEW.{column}");
    let exceeds = format!("({parts}) + NEW.amount > (SELECT amount FROM {whole} WHERE id = NEW.{column})");
    if manager.get_database_backend() == DbBackend::Sqlite {
        let body = format!("WHEN {exceeds} BEGIN SELECT RAISE(ABORT, '{words}'); END");
        return run(manager, &format!("CREATE TRIGGER {name} BEFORE INSERT ON {table} {body}")).await;
    }
    raising(manager, &name, &exceeds, &words).await?;
    let row =
        format!("CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()");
    run(manager, &row).await
}

/// A function of PostgreSQL that refuses, always or when something holds.
async fn raising(manager: &SchemaManager<'_>, name: &str, when: &str, words: &str) -> Result<(), DbErr> {
    let raise = format!("RAISE EXCEPTION '{words}' USING ERRCODE = 'raise_exception'");
    let body = if when.is_empty() { raise } else { format!("IF {when} THEN {raise}; END IF; RETURN NEW") };
    let function =
        format!("CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; END $$");
    run(manager, &function).await
}

async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}
