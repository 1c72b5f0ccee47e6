//! Applications with what was sent, their timeline, corrections, clocks and notes.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, binary_null, date, date_null, integer, integer_null, pk_uuid, string_len, string_len_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [application(), submission(), event(), request(), clock(), note()] {
            manager.create_table(table).await?;
        }
        for index in application_indexes().into_iter().chain(part_indexes()) {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for part in ["note", "clock", "request", "event", "submission"] {
            manager.drop_table(Table::drop().table(format!("application_{part}")).take()).await?;
        }
        manager.drop_table(Table::drop().table("application").take()).await
    }
}

fn application() -> TableCreateStatement {
    Table::create()
        .table("application")
        .col(pk_uuid("id"))
        .col(string_len("service_key", 60))
        .col(integer("service_version"))
        .col(uuid("center_id"))
        .col(uuid("organ_id"))
        .col(string_len_null("department", 100))
        .col(uuid("citizen_id"))
        .col(string_len_null("qr_code", 60))
        .col(string_len("language", 5))
        .col(string_len("state", 20))
        .col(binary("form_sealed"))
        .col(string_len_null("receipt_no", 20))
        .col(binary_null("phone_tail_index"))
        .col(string_len_null("consent_version", 20))
        .col(timestamp_with_time_zone_null("consented_at"))
        .col(uuid_null("assignee_id"))
        .col(date_null("due_on"))
        .col(string_len_null("due_limit", 40))
        .col(integer("version").check(Expr::col("version").gte(1)).take())
        .col(timestamp_with_time_zone_null("submitted_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(ForeignKey::create().from("application", "center_id").to("center", "id"))
        .foreign_key(ForeignKey::create().from("application", "organ_id").to("organ", "id"))
        .foreign_key(ForeignKey::create().from("application", "citizen_id").to("citizen", "id"))
        .foreign_key(ForeignKey::create().from("application", "assignee_id").to("staff_account", "id"))
        .check(
            Expr::col("state")
                .eq("draft")
                .or(Expr::col("receipt_no").is_not_null().and(Expr::col("submitted_at").is_not_null())),
        )
        .take()
}

fn submission() -> TableCreateStatement {
    part("application_submission").col(timestamp_with_time_zone("at")).col(binary("form_sealed")).take()
}

fn event() -> TableCreateStatement {
    part("application_event")
        .col(timestamp_with_time_zone("at"))
        .col(string_len("state", 20))
        .col(string_len("action", 40))
        .col(string_len("author_kind", 12))
        .col(uuid_null("author_id"))
        .col(binary_null("words_sealed"))
        .take()
}

fn request() -> TableCreateStatement {
    part("application_request")
        .col(integer("round"))
        .col(string_len_null("checklist_key", 60))
        .col(string_len_null("pointer", 200))
        .col(binary("text_sealed"))
        .col(binary_null("was_sealed"))
        .col(binary_null("override_reason_sealed"))
        .col(timestamp_with_time_zone("created_at"))
        .col(uuid("created_by"))
        .col(timestamp_with_time_zone_null("answered_at"))
        .foreign_key(ForeignKey::create().from("application_request", "created_by").to("staff_account", "id"))
        .take()
}

fn clock() -> TableCreateStatement {
    part("application_clock")
        .col(string_len("limit_key", 40))
        .col(date("started_on"))
        .col(date("counted_from"))
        .col(integer("amount"))
        .col(string_len("unit", 12))
        .col(date_null("due_on"))
        .col(date_null("paused_on"))
        .col(date_null("resumed_on"))
        .col(date_null("stopped_on"))
        .col(integer_null("calendar_version"))
        .take()
}

fn note() -> TableCreateStatement {
    part("application_note")
        .col(uuid("staff_id"))
        .col(binary("text_sealed"))
        .col(timestamp_with_time_zone("at"))
        .foreign_key(ForeignKey::create().from("application_note", "staff_id").to("staff_account", "id"))
        .take()
}

/// A table whose rows vanish with their application.
fn part(table: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(pk_uuid("id"))
        .col(uuid("application_id"))
        .foreign_key(
            ForeignKey::create()
                .from(table, "application_id")
                .to("application", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn application_indexes() -> [IndexCreateStatement; 6] {
    [
        index("ux_application_receipt", "application", &["receipt_no"]).unique().take(),
        index("ix_application_citizen", "application", &["citizen_id", "id"]),
        index("ix_application_center", "application", &["center_id", "id"]),
        index("ix_application_queue", "application", &["organ_id", "state", "due_on", "id"]),
        index("ix_application_assignee", "application", &["assignee_id", "state", "due_on", "id"]),
        index("ix_application_age", "application", &["state", "updated_at"]),
    ]
}

fn part_indexes() -> [IndexCreateStatement; 5] {
    [
        index("ix_application_submission", "application_submission", &["application_id", "id"]),
        index("ix_application_event", "application_event", &["application_id", "id"]),
        index("ix_application_request", "application_request", &["application_id", "round"]),
        index("ux_application_clock", "application_clock", &["application_id", "limit_key"]).unique().take(),
        index("ix_application_note", "application_note", &["application_id", "id"]),
    ]
}

fn index(name: &str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(table).take();
    for column in columns {
        index.col(*column);
    }
    index
}
