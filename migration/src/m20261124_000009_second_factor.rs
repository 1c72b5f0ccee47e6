//! The second factor of staff: authenticators, recovery codes, passwords that must be changed, and when a factor was proved.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer_null, binary, binary_null, boolean, pk_uuid, string_len_null,
        timestamp_with_time_zone_null, uuid,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column a statement.
        for column in staff_columns() {
            add(manager, "staff_account", column).await?;
        }
        for column in sign_in_columns() {
            add(manager, "sign_in", column).await?;
        }
        manager.create_table(recovery_code()).await?;
        let unique = Index::create()
            .name("ux_recovery_code_hash")
            .table("recovery_code")
            .unique()
            .col("staff_id")
            .col("code_hash")
            .take();
        manager.create_index(unique).await?;
        let by_organ =
            Index::create().name("ix_staff_account_organ").table("staff_account").col("organ_id").take();
        manager.create_index(by_organ).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut by_organ = Index::drop();
        by_organ.name("ix_staff_account_organ").table("staff_account");
        manager.drop_index(by_organ).await?;
        manager.drop_table(Table::drop().table("recovery_code").take()).await?;
        for (table, column) in [
            ("sign_in", "device"),
            ("sign_in", "proved_at"),
            ("staff_account", "password_ends_at"),
            ("staff_account", "must_change_password"),
            ("staff_account", "totp_step"),
            ("staff_account", "totp_pending_sealed"),
            ("staff_account", "totp_sealed"),
        ] {
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).take()).await
}

fn staff_columns() -> [ColumnDef; 5] {
    [
        binary_null("totp_sealed"),
        binary_null("totp_pending_sealed"),
        big_integer_null("totp_step"),
        boolean("must_change_password").default(false).take(),
        timestamp_with_time_zone_null("password_ends_at"),
    ]
}

fn sign_in_columns() -> [ColumnDef; 2] {
    [timestamp_with_time_zone_null("proved_at"), string_len_null("device", 12)]
}

fn recovery_code() -> TableCreateStatement {
    Table::create()
        .table("recovery_code")
        .col(pk_uuid("id"))
        .col(uuid("staff_id"))
        .col(binary("code_hash"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(ForeignKey::create().from("recovery_code", "staff_id").to("staff_account", "id"))
        .take()
}
