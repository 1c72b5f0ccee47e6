//! The ground of an unmasking, and whether a file waits for the scanner.

use sea_orm_migration::{prelude::*, schema::string_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: [(&str, &str); 2] = [("unmasking", "ground"), ("material", "screening")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in COLUMNS {
            let add = Table::alter().table(table).add_column(string_null(column)).take();
            manager.alter_table(add).await?;
        }
        let waiting = Index::create()
            .name("ix_material_screening")
            .table("material")
            .col("screening")
            .col("id")
            .cond_where(Expr::col("screening").is_not_null())
            .take();
        manager.create_index(waiting).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_material_screening").table("material").to_owned()).await?;
        for (table, column) in COLUMNS {
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}
