//! Official documents (文书), their numbers, and what an organ's numbers begin with.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary_null, integer, pk_uuid, string_len, string_len_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 3] = ["document", "document_series", "document_setting"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [setting(), series(), document()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn setting() -> TableCreateStatement {
    Table::create()
        .table("document_setting")
        .col(pk_uuid("organ_id"))
        .col(string_len("place", 20))
        .col(string_len_null("code", 20))
        .col(integer("version"))
        .foreign_key(ForeignKey::create().from("document_setting", "organ_id").to("organ", "id"))
        .take()
}

/// One series of numbers: the last one that was taken.
fn series() -> TableCreateStatement {
    Table::create()
        .table("document_series")
        .col(uuid("organ_id"))
        .col(string_len("kind", 40))
        .col(integer("year"))
        .col(big_integer("last").check(Expr::col("last").gt(0)).take())
        .primary_key(Index::create().col("organ_id").col("kind").col("year"))
        .foreign_key(ForeignKey::create().from("document_series", "organ_id").to("organ", "id"))
        .take()
}

/// When a matter is erased, its documents keep their numbers and nothing of what they said.
fn document() -> TableCreateStatement {
    Table::create()
        .table("document")
        .col(pk_uuid("id"))
        .col(uuid("organ_id"))
        .col(string_len("kind", 40))
        .col(string_len("template", 64))
        .col(integer("year"))
        .col(big_integer_null("serial"))
        .col(string_len_null("number", 80))
        .col(string_len("verification_code", 32))
        .col(uuid_null("application_id"))
        .col(uuid_null("case_id"))
        .col(uuid_null("citizen_id"))
        .col(binary_null("fields_sealed"))
        .col(binary_null("content_sealed"))
        .col(string_len("issuer_kind", 16))
        .col(uuid_null("issuer_id"))
        .col(timestamp_with_time_zone("issued_at"))
        .col(uuid_null("voided_by"))
        .col(timestamp_with_time_zone_null("voided_at"))
        .col(binary_null("void_reason_sealed"))
        .foreign_key(ForeignKey::create().from("document", "organ_id").to("organ", "id"))
        .foreign_key(
            ForeignKey::create()
                .from("document", "application_id")
                .to("application", "id")
                .on_delete(ForeignKeyAction::SetNull),
        )
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let by = |name: &'static str, columns: &[&'static str], unique: bool| {
        let mut index = Index::create().name(name).table("document").take();
        for column in columns {
            index.col(*column);
        }
        if unique {
            index.unique();
        }
        index
    };
    vec![
        by("ux_document_number", &["organ_id", "kind", "year", "serial"], true),
        by("ux_document_verification", &["verification_code"], true),
        by("ix_document_application", &["application_id", "id"], false),
        by("ix_document_case", &["case_id", "id"], false),
        by("ix_document_citizen", &["citizen_id", "id"], false),
    ]
}
