//! Papers, photographs and recordings that belong to an application.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary, binary_null, pk_uuid, string_len, string_len_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(material()).await?;
        let by_line = Index::create()
            .name("ix_material_application")
            .table("material")
            .col("application_id")
            .col("checklist_key")
            .col("id")
            .take();
        manager.create_index(by_line).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("material").take()).await
    }
}

fn material() -> TableCreateStatement {
    Table::create()
        .table("material")
        .col(pk_uuid("id"))
        .col(uuid("application_id"))
        .col(string_len("checklist_key", 60))
        .col(binary("filename_sealed"))
        .col(string_len("media_type", 40))
        .col(big_integer("size").check(Expr::col("size").gte(0)).take())
        .col(binary("sha256"))
        .col(string_len("blob_key", 120))
        .col(string_len_null("preview_key", 120))
        .col(
            string_len("state", 12)
                .check(Expr::col("state").is_in(["uploaded", "accepted", "rejected"]))
                .take(),
        )
        .col(binary_null("reason_sealed"))
        .col(uuid_null("judged_by"))
        .col(timestamp_with_time_zone_null("judged_at"))
        .col(timestamp_with_time_zone("uploaded_at"))
        .col(timestamp_with_time_zone_null("removed_at"))
        .foreign_key(
            ForeignKey::create()
                .from("material", "application_id")
                .to("application", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(ForeignKey::create().from("material", "judged_by").to("staff_account", "id"))
        .take()
}
