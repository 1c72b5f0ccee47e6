//! On which day somebody was told of their rights, and which notice was said.

use sea_orm_migration::{
    prelude::*,
    schema::{date_null, integer_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [date_null("told_on"), integer_null("notice")] {
            manager.alter_table(Table::alter().table("rights_telling").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["told_on", "notice"] {
            manager.alter_table(Table::alter().table("rights_telling").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
