//! QR codes, their scans by the hour, and verification files.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, pk_uuid, string_len, string_len_null, text, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [qr_code(), qr_scan_hour(), verification_file()] {
            manager.create_table(table).await?;
        }
        let by_code = Index::create().name("ux_qr_code_code").table("qr_code").unique().col("code").take();
        manager.create_index(by_code).await?;
        let of_center =
            Index::create().name("ix_qr_code_center").table("qr_code").col("center_id").col("id").take();
        manager.create_index(of_center).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["verification_file", "qr_scan_hour", "qr_code"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn qr_code() -> TableCreateStatement {
    Table::create()
        .table("qr_code")
        .col(pk_uuid("id"))
        .col(string_len("code", 32))
        .col(string_len("purpose", 32))
        .col(uuid("center_id"))
        .col(string_len_null("service_key", 60))
        .col(string_len("label", 120))
        .col(timestamp_with_time_zone_null("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .col(uuid_null("created_by"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(ForeignKey::create().from("qr_code", "center_id").to("center", "id"))
        .foreign_key(ForeignKey::create().from("qr_code", "created_by").to("staff_account", "id"))
        .take()
}

fn qr_scan_hour() -> TableCreateStatement {
    Table::create()
        .table("qr_scan_hour")
        .col(uuid("qr_code_id"))
        .col(timestamp_with_time_zone("hour"))
        .col(big_integer("count").check(Expr::col("count").gt(0)).take())
        .primary_key(Index::create().col("qr_code_id").col("hour"))
        .foreign_key(ForeignKey::create().from("qr_scan_hour", "qr_code_id").to("qr_code", "id"))
        .take()
}

fn verification_file() -> TableCreateStatement {
    Table::create()
        .table("verification_file")
        .col(string_len("name", 120).primary_key().take())
        .col(text("content"))
        .take()
}
