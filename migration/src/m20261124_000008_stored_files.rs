//! Keys of files in the blob store, and which of them are to be removed.

use sea_orm_migration::{
    prelude::*,
    schema::{binary, pk_uuid, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("stored_file")
            .col(pk_uuid("id"))
            .col(binary("key_sealed"))
            .col(timestamp_with_time_zone_null("remove_after"))
            .take();
        manager.create_table(table).await?;
        let unwanted = Index::create()
            .name("ix_stored_file_unwanted")
            .table("stored_file")
            .col("remove_after")
            .cond_where(Expr::col("remove_after").is_not_null())
            .take();
        manager.create_index(unwanted).await?;
        let by_day = Index::create().name("ix_material_uploaded").table("material").col("uploaded_at").take();
        manager.create_index(by_day).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_material_uploaded").table("material").to_owned()).await?;
        manager.drop_table(Table::drop().table("stored_file").take()).await
    }
}
