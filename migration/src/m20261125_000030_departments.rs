//! Departments of organs, and who works in which.

use sea_orm_migration::{
    prelude::*,
    schema::{
        integer, json_binary, pk_uuid, string_len, timestamp_with_time_zone, timestamp_with_time_zone_null,
        uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(department()).await?;
        manager.create_index(index("ix_department_organ", "department", "organ_id")).await?;
        // Both databases take the reference with the column; SQLite takes it in no other way.
        let column = uuid_null("department_id").extra("REFERENCES department (id)").take();
        manager.alter_table(Table::alter().table("staff_account").add_column(column).take()).await?;
        manager.create_index(index("ix_staff_account_department", "staff_account", "department_id")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::drop();
        index.name("ix_staff_account_department").table("staff_account");
        manager.drop_index(index).await?;
        let column = Table::alter().table("staff_account").drop_column("department_id").take();
        manager.alter_table(column).await?;
        manager.drop_table(Table::drop().table("department").take()).await
    }
}

fn department() -> TableCreateStatement {
    Table::create()
        .table("department")
        .col(pk_uuid("id"))
        .col(uuid("organ_id"))
        .col(string_len("line", 32).check(Expr::col("line").is_in(LINES)).take())
        .col(json_binary("name"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .col(integer("version").default(1).take())
        .foreign_key(ForeignKey::create().from("department", "organ_id").to("organ", "id"))
        .take()
}

const LINES: [&str; 9] = [
    "control_and_appeals",
    "criminal",
    "civil",
    "administrative",
    "public_interest",
    "juvenile",
    "case_management",
    "finance",
    "general",
];

fn index(name: &'static str, table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table(table).col(column).take()
}
