//! The ledger: grants with their shares, people and instalments; accounts, postings and entries.
//!
//! The rules of money are constraints here, not only code (docs/adr/020): a posting whose entries don't sum to zero in each
//! book, money that reaches somebody without being spent for them, an entry that doesn't go on from its account's last balance, a
//! balance beyond its account's bounds, and any change or removal of a row are refused by the database.

pub(crate) mod guards;
mod tables;

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// A posting has its last entry, which brings its sums to zero. Checked when the transaction ends, because a posting goes in
/// before its entries.
const CLOSED: &str =
    "FOREIGN KEY (id, lines) REFERENCES ledger_entry (posting_id, line) DEFERRABLE INITIALLY DEFERRED";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [tables::grant(), tables::share(), tables::grantee(), tables::instalment()] {
            manager.create_table(table).await?;
        }
        manager.create_table(tables::account()).await?;
        let db = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Sqlite {
            // SQLite adds no constraint to a table that is there, but refers to one that isn't yet.
            let posting = tables::posting().to_string(SqliteQueryBuilder);
            let open = posting.trim_end().strip_suffix(')').unwrap_or(&posting);
            db.execute_unprepared(&format!("{open}, {CLOSED})")).await?;
            manager.create_table(tables::entry()).await?;
        } else {
            manager.create_table(tables::posting()).await?;
            manager.create_table(tables::entry()).await?;
            db.execute_unprepared(&format!("ALTER TABLE ledger_posting ADD CONSTRAINT closed {CLOSED}"))
                .await?;
        }
        for index in tables::indexes() {
            manager.create_index(index).await?;
        }
        guards::set(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared("ALTER TABLE ledger_posting DROP CONSTRAINT closed").await?;
        }
        for table in guards::TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        guards::forget(manager).await
    }
}
