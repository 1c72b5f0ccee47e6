//! What budget is set aside for (专项): a purpose has a name that its organ gives once.

use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, string_len, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEX: &str = "ux_ledger_purpose_name";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(purpose()).await?;
        let named =
            Index::create().name(INDEX).table("ledger_purpose").col("organ_id").col("name").unique().take();
        manager.create_index(named).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("ledger_purpose").take()).await
    }
}

fn purpose() -> TableCreateStatement {
    Table::create()
        .table("ledger_purpose")
        .col(pk_uuid("id"))
        .col(uuid("organ_id"))
        .col(string_len("name", 80))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(ForeignKey::create().from("ledger_purpose", "organ_id").to("organ", "id"))
        .take()
}
