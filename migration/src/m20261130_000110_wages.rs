//! The wages that finance enters: rows are only ever added, and the one entered last counts.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, date, integer, pk_uuid, string_len, timestamp_with_time_zone, uuid},
};

use crate::m20261124_000020_ledger::guards;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "assistance_wage";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(wage()).await?;
        let index =
            Index::create().name("ix_assistance_wage_region").table(TABLE).col("region").col("year").take();
        manager.create_index(index).await?;
        guards::only_added_to(manager, TABLE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).take()).await?;
        guards::stops_refusing(manager, TABLE).await
    }
}

fn wage() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(pk_uuid("id"))
        .col(string_len("region", 6))
        .col(integer("year"))
        .col(big_integer("yearly_amount").check(Expr::col("yearly_amount").gt(0)))
        .col(string_len("series", 120))
        .col(date("published_on"))
        .col(string_len("source", 200))
        .col(uuid("organ_id"))
        .col(uuid("entered_by"))
        .col(timestamp_with_time_zone("entered_at"))
        .foreign_key(ForeignKey::create().from(TABLE, "organ_id").to("organ", "id"))
        .foreign_key(ForeignKey::create().from(TABLE, "entered_by").to("staff_account", "id"))
        .take()
}
