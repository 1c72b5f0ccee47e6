//! The scales of amounts that an office has of its own: rows are only ever added, and the one entered last counts.

use sea_orm_migration::{
    prelude::*,
    schema::{date, json_binary, pk_uuid, string_len, timestamp_with_time_zone, uuid},
};

use crate::m20261124_000020_ledger::guards;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "assistance_scale";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(scale()).await?;
        let mut index = Index::create();
        index.name("ix_assistance_scale_organ").table(TABLE).col("organ_id").col("effective_from");
        manager.create_index(index.take()).await?;
        guards::only_added_to(manager, TABLE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).take()).await?;
        guards::stops_refusing(manager, TABLE).await
    }
}

fn scale() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(pk_uuid("id"))
        .col(uuid("organ_id"))
        .col(date("effective_from"))
        .col(string_len("source", 200))
        .col(json_binary("grades"))
        .col(uuid("entered_by"))
        .col(timestamp_with_time_zone("entered_at"))
        .foreign_key(ForeignKey::create().from(TABLE, "organ_id").to("organ", "id"))
        .foreign_key(ForeignKey::create().from(TABLE, "entered_by").to("staff_account", "id"))
        .take()
}
