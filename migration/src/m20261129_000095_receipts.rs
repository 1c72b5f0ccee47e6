//! The photo of the receipt that somebody signed, or pressed a thumb on, when money was handed over.

use sea_orm_migration::{prelude::*, schema::string_len_null, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes a reference only with the column itself.
        let kind = if manager.get_database_backend() == DbBackend::Postgres { "uuid" } else { "uuid_text" };
        let column =
            format!("ALTER TABLE payment_line ADD COLUMN receipt_id {kind} NULL REFERENCES stored_file (id)");
        manager.get_connection().execute_unprepared(&column).await?;
        let media =
            Table::alter().table("payment_line").add_column(string_len_null("receipt_type", 100)).take();
        manager.alter_table(media).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["receipt_type", "receipt_id"] {
            manager.alter_table(Table::alter().table("payment_line").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
