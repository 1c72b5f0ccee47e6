//! The official letter that went with a matter to a partner, so that the partner can open it.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes a reference only with the column itself.
        let kind = if manager.get_database_backend() == DbBackend::Postgres { "uuid" } else { "uuid_text" };
        let column =
            format!("ALTER TABLE referral ADD COLUMN letter_id {kind} NULL REFERENCES document (id)");
        manager.get_connection().execute_unprepared(&column).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("referral").drop_column("letter_id").take()).await
    }
}
