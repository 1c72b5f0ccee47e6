//! The code by which somebody takes over the application that a clue about them leads to: its keyed hash, and until when.

use sea_orm_migration::{
    prelude::*,
    schema::{binary_null, date_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEX: &str = "ux_referral_code";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [binary_null("code_index"), date_null("code_until")] {
            manager.alter_table(Table::alter().table("referral").add_column(column).take()).await?;
        }
        manager
            .create_index(Index::create().name(INDEX).table("referral").col("code_index").unique().take())
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(INDEX).table("referral").to_owned()).await?;
        for column in ["code_until", "code_index"] {
            manager.alter_table(Table::alter().table("referral").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
