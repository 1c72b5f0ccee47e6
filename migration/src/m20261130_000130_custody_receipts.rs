//! From where recovered money came: from the person, or out of custody.

use sea_orm_migration::{prelude::*, sea_orm::ConnectionTrait};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = "ALTER TABLE recovery_receipt ADD COLUMN source varchar(8) NOT NULL DEFAULT 'person' \
                      CHECK (source IN ('person', 'custody'))";
        manager.get_connection().execute_unprepared(column).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("recovery_receipt").drop_column("source").take()).await
    }
}
