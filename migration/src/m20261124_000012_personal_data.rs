//! Finding an application by its applicant's name or ID number, and who was shown what is masked.

use sea_orm_migration::{
    prelude::*,
    schema::{binary, binary_null, json_binary, pk_uuid, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEXES: [(&str, &str); 2] = [
    ("ix_application_applicant_id", "applicant_id_index"),
    ("ix_application_applicant_name", "applicant_name_index"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one column at a time.
        for (name, column) in INDEXES {
            let add = Table::alter().table("application").add_column(binary_null(column)).take();
            manager.alter_table(add).await?;
            let index = Index::create().name(name).table("application").col(column).take();
            manager.create_index(index).await?;
        }
        manager.create_table(unmasking()).await?;
        let by_matter = Index::create()
            .name("ix_unmasking_application")
            .table("unmasking")
            .col("application_id")
            .col("id")
            .take();
        manager.create_index(by_matter).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("unmasking").take()).await?;
        for (name, column) in INDEXES {
            manager.drop_index(Index::drop().name(name).table("application").to_owned()).await?;
            let drop = Table::alter().table("application").drop_column(column).take();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}

fn unmasking() -> TableCreateStatement {
    Table::create()
        .table("unmasking")
        .col(pk_uuid("id"))
        .col(uuid("application_id"))
        .col(uuid("staff_id"))
        .col(json_binary("fields"))
        .col(binary("reason_sealed"))
        .col(timestamp_with_time_zone("at"))
        .foreign_key(
            ForeignKey::create()
                .from("unmasking", "application_id")
                .to("application", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(ForeignKey::create().from("unmasking", "staff_id").to("staff_account", "id"))
        .take()
}
