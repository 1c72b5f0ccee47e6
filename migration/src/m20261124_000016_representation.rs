//! Guardians and agents: who acts for the applicant, and with which powers.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, binary_null, boolean, integer, string_len, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(representation()).await?;
        let mine = Index::create()
            .name("ix_representation_citizen")
            .table("representation")
            .col("citizen_id")
            .col("application_id")
            .take();
        manager.create_index(mine).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("representation").take()).await
    }
}

fn representation() -> TableCreateStatement {
    Table::create()
        .table("representation")
        .col(uuid("application_id").primary_key().take())
        .col(uuid("citizen_id"))
        .col(uuid("organ_id"))
        .col(string_len("kind", 12).check(Expr::col("kind").is_in(["guardian", "agent"])).take())
        .col(binary("facts_sealed"))
        .col(boolean("claims_collect"))
        .col(
            string_len("state", 12)
                .check(Expr::col("state").is_in(["claimed", "confirmed", "refused"]))
                .take(),
        )
        .col(boolean("may_apply"))
        .col(boolean("may_collect"))
        .col(binary_null("reason_sealed"))
        .col(uuid_null("judged_by"))
        .col(timestamp_with_time_zone_null("judged_at"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(
            ForeignKey::create()
                .from("representation", "application_id")
                .to("application", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(ForeignKey::create().from("representation", "judged_by").to("staff_account", "id"))
        // A power is given by whoever confirmed it, never by itself.
        .check(
            Expr::col("state")
                .eq("confirmed")
                .or(Expr::col("may_apply").eq(false).and(Expr::col("may_collect").eq(false))),
        )
        .take()
}
