//! Organs, centers, and the layered calendar of rest days.

use sea_orm_migration::{
    prelude::*,
    schema::{
        date, double_null, integer, json_binary, json_binary_null, pk_auto, pk_uuid, string_len,
        string_len_null, string_len_uniq, text, timestamp_with_time_zone, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(organ()).await?;
        manager.create_index(index("ix_organ_parent", "organ", "parent_id")).await?;
        manager.create_table(center()).await?;
        manager.create_index(index("ix_center_organ", "center", "organ_id")).await?;
        manager.create_table(calendar_version()).await?;
        manager.create_table(calendar_day()).await?;
        manager.create_index(one_entry_a_version()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["calendar_day", "calendar_version", "center", "organ"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn organ() -> TableCreateStatement {
    Table::create()
        .table("organ")
        .col(pk_uuid("id"))
        .col(string_len_uniq("code", 32))
        .col(json_binary("name"))
        .col(json_binary_null("short_name"))
        .col(one_of(string_len("kind", 16), "kind", &["procuratorate", "partner"]))
        .col(one_of(
            string_len("level", 16),
            "level",
            &["nation", "region", "city", "county", "township", "village"],
        ))
        .col(uuid_null("parent_id"))
        .foreign_key(ForeignKey::create().from("organ", "parent_id").to("organ", "id"))
        .take()
}

fn center() -> TableCreateStatement {
    Table::create()
        .table("center")
        .col(pk_uuid("id"))
        .col(string_len_uniq("code", 32))
        .col(uuid("organ_id"))
        .col(json_binary("name"))
        .col(json_binary("address"))
        .col(string_len("phone", 32))
        .col(double_null("latitude"))
        .col(double_null("longitude"))
        .col(json_binary("opening_hours"))
        .foreign_key(ForeignKey::create().from("center", "organ_id").to("organ", "id"))
        .take()
}

/// One entry of days by somebody; its number is the version of the calendar from then on.
fn calendar_version() -> TableCreateStatement {
    Table::create()
        .table("calendar_version")
        .col(pk_auto("version"))
        .col(text("source"))
        .col(string_len("entered_by_kind", 12))
        .col(uuid_null("entered_by"))
        .col(timestamp_with_time_zone("entered_at"))
        .take()
}

/// Only ever inserted: of two entries for a date, the one of the later version holds.
fn calendar_day() -> TableCreateStatement {
    Table::create()
        .table("calendar_day")
        .col(pk_uuid("id"))
        .col(one_of(string_len("layer", 8), "layer", &["nation", "region", "city", "center"]))
        .col(string_len("scope", 32))
        .col(date("date"))
        .col(one_of(string_len("kind", 8), "kind", &["off", "work"]))
        .col(string_len_null("name", 120))
        .col(integer("version"))
        .foreign_key(ForeignKey::create().from("calendar_day", "version").to("calendar_version", "version"))
        .take()
}

fn one_entry_a_version() -> IndexCreateStatement {
    Index::create()
        .name("ux_calendar_day_layer_scope_date")
        .table("calendar_day")
        .unique()
        .col("layer")
        .col("scope")
        .col("date")
        .col("version")
        .take()
}

fn index(name: &'static str, table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table(table).col(column).take()
}

fn one_of(mut definition: ColumnDef, column: &'static str, words: &[&'static str]) -> ColumnDef {
    definition.check(Expr::col(column).is_in(words.iter().copied())).take()
}
