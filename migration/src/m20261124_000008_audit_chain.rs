//! The audit record becomes a chain: each entry's place and keyed hash, each chain's head, anchors, and the key.
//!
//! Expand: the new columns may be empty, because the program before this change still writes entries without them; the new
//! program gives those their places at its first start. From then on nobody changes or removes an entry.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, pk_uuid, timestamp_with_time_zone, uuid},
    sea_orm::{ConnectionTrait, DbBackend},
};

const INDEXES: [&str; 6] = [
    "ux_audit_entry_place",
    "ix_audit_entry_organ",
    "ix_audit_entry_actor",
    "ix_audit_entry_case",
    "ix_audit_entry_action",
    "ix_audit_entry_at",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns() {
            let add = Table::alter().table("audit_entry").add_column(column).take();
            manager.alter_table(add).await?;
        }
        for table in [audit_head(), audit_key(), audit_anchor()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        // An entry that has no place yet may be given one, once.
        refuse(manager, "audit_entry", "UPDATE", "WHEN (OLD.hash IS NOT NULL)").await?;
        refuse(manager, "audit_anchor", "UPDATE", "").await?;
        for table in ["audit_entry", "audit_anchor", "audit_head"] {
            refuse(manager, table, "DELETE", "").await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        allow(manager, "audit_entry", &["UPDATE", "DELETE", "TRUNCATE"]).await?;
        for table in ["audit_anchor", "audit_key", "audit_head"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        for name in INDEXES {
            manager.drop_index(Index::drop().name(name).table("audit_entry").to_owned()).await?;
        }
        for column in ["case_id", "chain_id", "seq", "previous", "hash", "key_id"] {
            let drop = Table::alter().table("audit_entry").drop_column(column).take();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}

fn columns() -> [ColumnDef; 6] {
    [
        ColumnDef::new("case_id").uuid().null().take(),
        ColumnDef::new("chain_id").uuid().null().take(),
        ColumnDef::new("seq").big_integer().null().take(),
        ColumnDef::new("previous").binary().null().take(),
        ColumnDef::new("hash").binary().null().take(),
        ColumnDef::new("key_id").uuid().null().take(),
    ]
}

fn audit_head() -> TableCreateStatement {
    Table::create()
        .table("audit_head")
        .col(pk_uuid("chain_id"))
        .col(big_integer("seq"))
        .col(binary("hash"))
        .col(uuid("key_id"))
        .col(binary("mac"))
        .take()
}

fn audit_key() -> TableCreateStatement {
    Table::create()
        .table("audit_key")
        .col(pk_uuid("id"))
        .col(binary("secret_sealed"))
        .col(timestamp_with_time_zone("created_at"))
        .take()
}

fn audit_anchor() -> TableCreateStatement {
    Table::create()
        .table("audit_anchor")
        .col(pk_uuid("id"))
        .col(timestamp_with_time_zone("at"))
        .col(uuid("chain_id"))
        .col(big_integer("seq"))
        .col(binary("hash"))
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let list = |name: &str, first: &str| {
        Index::create().name(name).table("audit_entry").col(first.to_owned()).col("at").col("id").take()
    };
    let place = |name: &str, table: &str| {
        Index::create().name(name).table(table.to_owned()).unique().col("chain_id").col("seq").take()
    };
    vec![
        place("ux_audit_entry_place", "audit_entry"),
        place("ux_audit_anchor_place", "audit_anchor"),
        list("ix_audit_entry_organ", "organ_id"),
        list("ix_audit_entry_actor", "actor_id"),
        list("ix_audit_entry_case", "case_id"),
        list("ix_audit_entry_action", "action"),
        Index::create().name("ix_audit_entry_at").table("audit_entry").col("at").col("id").take(),
    ]
}

/// Makes the database itself refuse an UPDATE or DELETE; on PostgreSQL a TRUNCATE with the DELETE.
async fn refuse(manager: &SchemaManager<'_>, table: &str, verb: &str, when: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let name = format!("{table}_refuses_{}", verb.to_lowercase());
    if manager.get_database_backend() == DbBackend::Sqlite {
        let body = format!("SELECT RAISE(ABORT, '{table} is only ever added to');");
        let trigger = format!("CREATE TRIGGER {name} BEFORE {verb} ON {table} {when} BEGIN {body} END");
        db.execute_unprepared(&trigger).await?;
        return Ok(());
    }
    let body = format!("RAISE EXCEPTION '{table} is only ever added to' USING ERRCODE = 'raise_exception'");
    let function = format!(
        "CREATE OR REPLACE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; END $$"
    );
    db.execute_unprepared(&function).await?;
    let row = format!(
        "CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {table}_refuses()"
    );
    db.execute_unprepared(&row).await?;
    if verb == "DELETE" {
        let whole = format!(
            "CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuses()"
        );
        db.execute_unprepared(&whole).await?;
    }
    Ok(())
}

async fn allow(manager: &SchemaManager<'_>, table: &str, verbs: &[&str]) -> Result<(), DbErr> {
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    for verb in verbs.iter().filter(|verb| postgres || **verb != "TRUNCATE") {
        let on = if postgres { format!(" ON {table}") } else { String::new() };
        let drop = format!("DROP TRIGGER {table}_refuses_{}{on}", verb.to_lowercase());
        manager.get_connection().execute_unprepared(&drop).await?;
    }
    Ok(())
}
