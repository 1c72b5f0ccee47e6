//! Organs and centers that administrators keep: what kind of partner, whom to call, closed since when, which version.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, string_len_null, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column a statement.
        for column in organ_columns() {
            add(manager, "organ", column).await?;
        }
        for column in kept_columns() {
            add(manager, "center", column).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("center", "version"),
            ("center", "closed_at"),
            ("organ", "version"),
            ("organ", "closed_at"),
            ("organ", "contact"),
            ("organ", "phone"),
            ("organ", "partner"),
        ] {
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).take()).await
}

fn organ_columns() -> Vec<ColumnDef> {
    let own = [string_len_null("partner", 32), string_len_null("phone", 32), string_len_null("contact", 120)];
    own.into_iter().chain(kept_columns()).collect()
}

fn kept_columns() -> [ColumnDef; 2] {
    [timestamp_with_time_zone_null("closed_at"), integer("version").default(1).take()]
}
