//! Who must be told that they may apply for help (主动告知), and who was.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, binary_null, date, integer, pk_uuid, string_len, string_len_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(person()).await?;
        manager.create_table(telling()).await?;
        let waiting = Index::create()
            .name("ix_rights_person_waiting")
            .table("rights_person")
            .col("organ_id")
            .col("known_since")
            .col("id")
            .and_where(Expr::col("told_at").is_null())
            .take();
        manager.create_index(waiting).await?;
        for (name, table, columns) in [
            ("ix_rights_person_all", "rights_person", ["organ_id", "known_since", "id"].as_slice()),
            ("ix_rights_person_told", "rights_person", &["told_at"]),
            ("ix_rights_telling_person", "rights_telling", &["person_id", "id"]),
        ] {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index.take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("rights_telling").take()).await?;
        manager.drop_table(Table::drop().table("rights_person").take()).await
    }
}

fn person() -> TableCreateStatement {
    Table::create()
        .table("rights_person")
        .col(pk_uuid("id"))
        .col(uuid("organ_id"))
        .col(string_len_null("line", 32))
        .col(string_len("stage", 24))
        .col(date("known_since"))
        .col(binary("facts_sealed"))
        .col(uuid("entered_by"))
        .col(timestamp_with_time_zone("entered_at"))
        .col(timestamp_with_time_zone_null("told_at"))
        .col(string_len_null("answer", 16))
        .col(integer("version"))
        .foreign_key(ForeignKey::create().from("rights_person", "organ_id").to("organ", "id"))
        .foreign_key(ForeignKey::create().from("rights_person", "entered_by").to("staff_account", "id"))
        .take()
}

fn telling() -> TableCreateStatement {
    Table::create()
        .table("rights_telling")
        .col(pk_uuid("id"))
        .col(uuid("person_id"))
        .col(timestamp_with_time_zone("at"))
        .col(string_len("how", 16))
        .col(string_len("language", 8))
        .col(string_len("answer", 16))
        .col(binary_null("note_sealed"))
        .col(uuid("told_by"))
        .foreign_key(
            ForeignKey::create()
                .from("rights_telling", "person_id")
                .to("rights_person", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(ForeignKey::create().from("rights_telling", "told_by").to("staff_account", "id"))
        .take()
}
