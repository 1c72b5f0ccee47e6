//! Requests about personal data, deleted accounts, proofs of erasure; and what the retention job searches by.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary, binary_null, date, pk_uuid, string_len, string_len_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [data_request(), departed_citizen(), erasure()] {
            manager.create_table(table).await?;
        }
        for (name, table, column) in AGES {
            manager.create_index(Index::create().name(name).table(table).col(column).take()).await?;
        }
        let mine = Index::create()
            .name("ix_data_request_citizen")
            .table("data_request")
            .col("citizen_id")
            .col("id")
            .take();
        manager.create_index(mine).await?;
        let open = Index::create()
            .name("ix_data_request_organ")
            .table("data_request")
            .col("organ_id")
            .col("due_on")
            .col("id")
            .take();
        manager.create_index(open).await?;
        let a_run =
            Index::create().name("ux_erasure_run").table("erasure").unique().col("run_id").col("rule").take();
        manager.create_index(a_run).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table, _) in AGES.into_iter().filter(|(_, table, _)| *table != "data_request") {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        for table in ["erasure", "departed_citizen", "data_request"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

const AGES: [(&str, &str, &str); 6] = [
    ("ix_data_request_age", "data_request", "done_at"),
    ("ix_code_challenge_age", "code_challenge", "expires_at"),
    ("ix_idempotency_answer_age", "idempotency_answer", "expires_at"),
    ("ix_outbox_message_age", "outbox_message", "sent_at"),
    ("ix_sign_in_age", "sign_in", "expires_at"),
    ("ix_spent_refresh_token_age", "spent_refresh_token", "spent_at"),
];

fn data_request() -> TableCreateStatement {
    Table::create()
        .table("data_request")
        .col(pk_uuid("id"))
        .col(uuid("citizen_id"))
        .col(
            string_len("kind", 20)
                .check(Expr::col("kind").is_in(["export", "deletion", "phone", "correction"]))
                .take(),
        )
        .col(uuid_null("application_id"))
        .col(uuid_null("organ_id"))
        .col(binary_null("text_sealed"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(date("due_on"))
        .col(timestamp_with_time_zone_null("done_at"))
        .col(string_len_null("outcome", 20))
        .col(binary_null("answer_sealed"))
        .col(uuid_null("answered_by"))
        // What somebody wants corrected is a part of the matter, and goes with it.
        .foreign_key(
            ForeignKey::create()
                .from("data_request", "application_id")
                .to("application", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(ForeignKey::create().from("data_request", "answered_by").to("staff_account", "id"))
        .take()
}

fn departed_citizen() -> TableCreateStatement {
    Table::create()
        .table("departed_citizen")
        .col(pk_uuid("citizen_id"))
        .col(binary("phone_sealed"))
        .col(timestamp_with_time_zone("at"))
        .foreign_key(ForeignKey::create().from("departed_citizen", "citizen_id").to("citizen", "id"))
        .take()
}

fn erasure() -> TableCreateStatement {
    Table::create()
        .table("erasure")
        .col(pk_uuid("id"))
        .col(uuid("run_id"))
        .col(string_len("rule", 40))
        .col(timestamp_with_time_zone("at"))
        .col(timestamp_with_time_zone("cutoff"))
        .col(big_integer("erased").check(Expr::col("erased").gte(0)).take())
        .take()
}
