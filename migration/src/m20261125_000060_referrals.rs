//! Hand-offs between the procuratorate and its partners, with what was handed over.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, binary_null, date_null, integer, json_binary, pk_uuid, string_len, string_len_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [referral(), event(), paper()] {
            manager.create_table(table).await?;
        }
        for (name, columns) in [
            ("ix_referral_to", ["to_organ_id", "due_on", "id"].as_slice()),
            ("ix_referral_from", &["from_organ_id", "due_on", "id"]),
            ("ix_referral_application", &["application_id", "due_on", "id"]),
            ("ix_referral_ended", &["kind", "ended_at"]),
        ] {
            manager.create_index(index(name, "referral", columns)).await?;
        }
        manager.create_index(index("ix_referral_event", "referral_event", &["referral_id", "id"])).await?;
        manager.create_index(index("ix_referral_paper_material", "referral_paper", &["material_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["referral_paper", "referral_event", "referral"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

const STATES: [&str; 7] = ["sent", "received", "accepted", "returned", "helped", "closed", "recalled"];

fn referral() -> TableCreateStatement {
    Table::create()
        .table("referral")
        .col(pk_uuid("id"))
        .col(string_len("kind", 12).check(Expr::col("kind").is_in(["referral", "clue"])).take())
        .col(uuid("from_organ_id"))
        .col(uuid("to_organ_id"))
        .col(uuid_null("application_id"))
        .col(string_len("state", 12).check(Expr::col("state").is_in(STATES)).take())
        .col(json_binary("measures"))
        .col(json_binary("taken"))
        .col(binary("content_sealed"))
        .col(date_null("due_on"))
        .col(string_len_null("due_limit", 32))
        .col(integer("version"))
        .col(uuid("sent_by"))
        .col(timestamp_with_time_zone("sent_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .foreign_key(ForeignKey::create().from("referral", "from_organ_id").to("organ", "id"))
        .foreign_key(ForeignKey::create().from("referral", "to_organ_id").to("organ", "id"))
        .foreign_key(ForeignKey::create().from("referral", "sent_by").to("staff_account", "id"))
        // What was handed over of a matter goes with it.
        .foreign_key(
            ForeignKey::create()
                .from("referral", "application_id")
                .to("application", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        // A matter can only be handed over where there is one.
        .check(Expr::col("kind").ne("referral").or(Expr::col("application_id").is_not_null()))
        .take()
}

fn event() -> TableCreateStatement {
    Table::create()
        .table("referral_event")
        .col(pk_uuid("id"))
        .col(uuid("referral_id"))
        .col(timestamp_with_time_zone("at"))
        .col(string_len("action", 32))
        .col(string_len("state", 12))
        .col(uuid("organ_id"))
        .col(uuid("staff_id"))
        .col(binary_null("words_sealed"))
        .foreign_key(&mut of_referral("referral_event"))
        .foreign_key(ForeignKey::create().from("referral_event", "staff_id").to("staff_account", "id"))
        .take()
}

fn paper() -> TableCreateStatement {
    Table::create()
        .table("referral_paper")
        .col(uuid("referral_id"))
        .col(uuid("material_id"))
        .primary_key(Index::create().col("referral_id").col("material_id"))
        .foreign_key(&mut of_referral("referral_paper"))
        .foreign_key(
            ForeignKey::create()
                .from("referral_paper", "material_id")
                .to("material", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn of_referral(table: &'static str) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.from(table, "referral_id").to("referral", "id").on_delete(ForeignKeyAction::Cascade);
    key
}

fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index.take()
}
