//! Closing: a case is closed by two people, with an archive bundle; and who opened the bundle, and why.
//!
//! Constraints: a case closes once a round; who confirms or returns didn't ask; a closing has a bundle exactly when it was confirmed, and
//! only then may it have been opened again.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer_null, binary, binary_null, integer, integer_null, pk_uuid, string_len, string_len_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(closing()).await?;
        manager.create_table(opening()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(LEDGER).table("ledger_posting").to_owned()).await?;
        for table in ["closing_opening", "closing"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

const LEDGER: &str = "ix_ledger_posting_case";

fn refers(from: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(from, column).to(to, "id").take()
}

fn closing() -> TableCreateStatement {
    let bundle = ["bundle_id", "bundle_sha256", "bundle_size", "bundle_parts"];
    let without = bundle
        .into_iter()
        .fold(Expr::col("bundle_id").is_null(), |all, one| all.and(Expr::col(one).is_null()));
    let with = bundle
        .into_iter()
        .fold(Expr::col("bundle_id").is_not_null(), |all, one| all.and(Expr::col(one).is_not_null()));
    let decided = Expr::col("decided_by").is_not_null().and(Expr::col("decided_at").is_not_null());
    let asked = Expr::col("state").eq("asked").and(Expr::col("decided_by").is_null()).and(without.clone());
    let returned = Expr::col("state").eq("returned").and(decided.clone()).and(without);
    let returned = returned.and(Expr::col("answer_sealed").is_not_null());
    let confirmed = Expr::col("state").eq("confirmed").and(decided).and(with);
    Table::create()
        .table("closing")
        .col(pk_uuid("id"))
        .col(uuid("case_id"))
        .col(integer("round"))
        .col(string_len("state", 12))
        .col(binary("note_sealed"))
        .col(uuid("asked_by"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(uuid_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(binary_null("answer_sealed"))
        .col(uuid_null("bundle_id"))
        .col(string_len_null("bundle_sha256", 64))
        .col(big_integer_null("bundle_size"))
        .col(integer_null("bundle_parts"))
        .col(timestamp_with_time_zone_null("reopened_at"))
        .check(asked.or(returned).or(confirmed))
        .check(Expr::col("decided_by").is_null().or(Expr::col("decided_by").not_equals("asked_by")))
        .check(Expr::col("reopened_at").is_null().or(Expr::col("state").eq("confirmed")))
        .foreign_key(&mut refers("closing", "case_id", "assistance_case"))
        .foreign_key(&mut refers("closing", "asked_by", "staff_account"))
        .foreign_key(&mut refers("closing", "decided_by", "staff_account"))
        .foreign_key(&mut refers("closing", "bundle_id", "stored_file"))
        .take()
}

fn opening() -> TableCreateStatement {
    Table::create()
        .table("closing_opening")
        .col(pk_uuid("id"))
        .col(uuid("closing_id"))
        .col(uuid("staff_id"))
        .col(timestamp_with_time_zone("at"))
        .col(binary("reason_sealed"))
        .foreign_key(&mut refers("closing_opening", "closing_id", "closing"))
        .foreign_key(&mut refers("closing_opening", "staff_id", "staff_account"))
        .take()
}

fn indexes() -> [IndexCreateStatement; 4] {
    let index = |name: &str, table: &str, columns: &[&'static str]| {
        let mut index = Index::create();
        index.name(name).table(table.to_owned());
        for column in columns {
            index.col(*column);
        }
        index.take()
    };
    [
        index("ux_closing_round", "closing", &["case_id", "round"]).unique().take(),
        index("ux_closing_bundle", "closing", &["bundle_id"]).unique().take(),
        index("ix_closing_opening", "closing_opening", &["closing_id", "id"]),
        index(LEDGER, "ledger_posting", &["case_id", "id"]),
    ]
}
