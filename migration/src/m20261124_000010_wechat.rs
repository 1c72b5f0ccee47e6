//! Citizens' accounts with WeChat.

use sea_orm_migration::{
    prelude::*,
    schema::{binary, pk_uuid, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("wechat_account")
            .col(pk_uuid("id"))
            .col(binary("openid_index"))
            .col(binary("openid_sealed"))
            .col(uuid("citizen_id"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(ForeignKey::create().from("wechat_account", "citizen_id").to("citizen", "id"))
            .take();
        manager.create_table(table).await?;
        let unique = Index::create()
            .name("ux_wechat_account_openid")
            .table("wechat_account")
            .unique()
            .col("openid_index")
            .take();
        manager.create_index(unique).await?;
        let of_citizen = Index::create()
            .name("ix_wechat_account_citizen")
            .table("wechat_account")
            .col("citizen_id")
            .take();
        manager.create_index(of_citizen).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("wechat_account").take()).await
    }
}
