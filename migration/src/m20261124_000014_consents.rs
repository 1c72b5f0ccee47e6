//! What was agreed to with an application, each kind by itself, and when that was taken back.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, pk_uuid, string_len, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(consent()).await?;
        for column in ["application_id", "citizen_id"] {
            let index = Index::create()
                .name(format!("ix_consent_{column}"))
                .table("consent")
                .col(column)
                .col("id")
                .take();
            manager.create_index(index).await?;
        }
        // What was agreed to before stood in the application alone.
        let agreed = "INSERT INTO consent (id, application_id, citizen_id, kind, version, separately, given_at) \
             SELECT id, id, citizen_id, 'general', consent_version, FALSE, consented_at FROM application \
             WHERE consent_version IS NOT NULL AND consented_at IS NOT NULL";
        manager.get_connection().execute_unprepared(agreed).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("consent").take()).await
    }
}

fn consent() -> TableCreateStatement {
    Table::create()
        .table("consent")
        .col(pk_uuid("id"))
        .col(uuid("application_id"))
        .col(uuid("citizen_id"))
        .col(
            string_len("kind", 12)
                .check(Expr::col("kind").is_in(["general", "sensitive", "guardian"]))
                .take(),
        )
        .col(string_len("version", 20))
        .col(boolean("separately"))
        .col(timestamp_with_time_zone("given_at"))
        .col(timestamp_with_time_zone_null("withdrawn_at"))
        .foreign_key(
            ForeignKey::create()
                .from("consent", "application_id")
                .to("application", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}
