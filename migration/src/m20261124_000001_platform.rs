//! Audit record, outgoing messages, kept answers.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, binary_null, integer, json_binary, pk_uuid, string_len, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(audit_entry()).await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_audit_entry_subject")
                    .table("audit_entry")
                    .col("subject_id")
                    .col("id")
                    .take(),
            )
            .await?;
        manager.create_table(outbox_message()).await?;
        manager.create_index(waiting_messages()).await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_outbox_message_recipient")
                    .table("outbox_message")
                    .col("recipient_index")
                    .col("created_at")
                    .take(),
            )
            .await?;
        manager.create_table(idempotency_answer()).await?;
        manager
            .create_index(
                Index::create()
                    .name("ux_idempotency_answer_key")
                    .table("idempotency_answer")
                    .unique()
                    .col("key")
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["idempotency_answer", "outbox_message", "audit_entry"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn audit_entry() -> TableCreateStatement {
    Table::create()
        .table("audit_entry")
        .col(pk_uuid("id"))
        .col(timestamp_with_time_zone("at"))
        .col(string_len("actor_kind", 12))
        .col(uuid_null("actor_id"))
        .col(uuid_null("organ_id"))
        .col(string_len("action", 60))
        .col(uuid("subject_id"))
        .col(json_binary("detail"))
        .take()
}

fn outbox_message() -> TableCreateStatement {
    Table::create()
        .table("outbox_message")
        .col(pk_uuid("id"))
        .col(string_len("channel", 12))
        .col(string_len("template", 60))
        .col(binary("recipient_index"))
        .col(binary("body_sealed"))
        .col(timestamp_with_time_zone("created_at"))
        .col(integer("attempts"))
        .col(timestamp_with_time_zone("next_attempt_at"))
        .col(timestamp_with_time_zone_null("sent_at"))
        .take()
}

fn waiting_messages() -> IndexCreateStatement {
    Index::create()
        .name("ix_outbox_message_waiting")
        .table("outbox_message")
        .col("next_attempt_at")
        .cond_where(Expr::col("sent_at").is_null())
        .take()
}

fn idempotency_answer() -> TableCreateStatement {
    Table::create()
        .table("idempotency_answer")
        .col(pk_uuid("id"))
        .col(string_len("key", 260))
        .col(binary("fingerprint"))
        .col(binary_null("answer_sealed"))
        .col(timestamp_with_time_zone("expires_at"))
        .take()
}
