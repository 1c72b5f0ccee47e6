//! Payments: where the money of each person goes, batches with maker and checker, and what the bank said.
//!
//! Constraints here, besides the ledger's own: whoever entered an account doesn't confirm it and whoever made a batch doesn't approve it
//! (four eyes), an instalment is on its way once, and a line pays exactly its instalment.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary, binary_null, date_null, integer, pk_uuid, string_len, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 4] = ["payee_account", "payment_batch", "payment_line", "bank_result"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [account(), batch(), line(), result()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        // A line that failed or was dropped leaves its instalment free for another try.
        let once = "CREATE UNIQUE INDEX ux_payment_line_once ON payment_line (instalment_id) \
                    WHERE state IN ('listed', 'sent', 'paid')";
        manager.get_connection().execute_unprepared(once).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}

fn refers(from: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(from, column).to(to, "id").take()
}

/// Nobody is both.
fn apart(one: &'static str, other: &'static str) -> Expr {
    Expr::col(one).is_null().or(Expr::col(one).not_equals(other))
}

fn account() -> TableCreateStatement {
    Table::create()
        .table("payee_account")
        .col(pk_uuid("person_id"))
        .col(binary("account_sealed"))
        .col(uuid("entered_by"))
        .col(timestamp_with_time_zone("entered_at"))
        .col(uuid_null("confirmed_by"))
        .col(timestamp_with_time_zone_null("confirmed_at"))
        .col(integer("version"))
        .check(apart("confirmed_by", "entered_by"))
        .foreign_key(&mut refers("payee_account", "person_id", "assistance_person"))
        .foreign_key(&mut refers("payee_account", "entered_by", "staff_account"))
        .foreign_key(&mut refers("payee_account", "confirmed_by", "staff_account"))
        .take()
}

fn batch() -> TableCreateStatement {
    Table::create()
        .table("payment_batch")
        .col(pk_uuid("id"))
        .col(uuid("organ_id"))
        .col(integer("year"))
        .col(integer("number"))
        .col(string_len("way", 12).check(Expr::col("way").is_in(["bank", "in_person"])))
        .col(
            string_len("state", 12)
                .check(Expr::col("state").is_in(["made", "approved", "funded", "sent", "done", "canceled"])),
        )
        .col(uuid("made_by"))
        .col(timestamp_with_time_zone("made_at"))
        .col(uuid_null("approved_by"))
        .col(timestamp_with_time_zone_null("approved_at"))
        .col(date_null("arrived_on"))
        .col(date_null("tell_by"))
        .col(timestamp_with_time_zone_null("told_at"))
        .col(timestamp_with_time_zone_null("sent_at"))
        .col(integer("version"))
        .check(apart("approved_by", "made_by"))
        .check(Expr::col("state").is_in(["made", "canceled"]).or(Expr::col("approved_by").is_not_null()))
        .foreign_key(&mut refers("payment_batch", "organ_id", "organ"))
        .foreign_key(&mut refers("payment_batch", "made_by", "staff_account"))
        .foreign_key(&mut refers("payment_batch", "approved_by", "staff_account"))
        .take()
}

fn line() -> TableCreateStatement {
    Table::create()
        .table("payment_line")
        .col(pk_uuid("id"))
        .col(uuid("batch_id"))
        .col(integer("place"))
        .col(uuid("instalment_id"))
        .col(uuid("person_id"))
        .col(uuid("case_id"))
        .col(big_integer("amount"))
        .col(binary_null("account_sealed"))
        .col(
            string_len("state", 12)
                .check(Expr::col("state").is_in(["listed", "sent", "paid", "failed", "returned", "dropped"])),
        )
        .col(binary_null("reason_sealed"))
        .col(uuid_null("witness_id"))
        .col(date_null("settled_on"))
        .foreign_key(&mut refers("payment_line", "batch_id", "payment_batch"))
        .foreign_key(&mut refers("payment_line", "person_id", "assistance_person"))
        .foreign_key(&mut refers("payment_line", "case_id", "assistance_case"))
        .foreign_key(&mut refers("payment_line", "witness_id", "staff_account"))
        .foreign_key(
            ForeignKey::create()
                .from_tbl("payment_line")
                .from_col("instalment_id")
                .from_col("amount")
                .to_tbl("ledger_instalment")
                .to_col("id")
                .to_col("amount"),
        )
        .take()
}

fn result() -> TableCreateStatement {
    Table::create()
        .table("bank_result")
        .col(pk_uuid("id"))
        .col(uuid("batch_id"))
        .col(string_len("digest", 64))
        .col(integer("lines"))
        .col(uuid("entered_by"))
        .col(timestamp_with_time_zone("entered_at"))
        .foreign_key(&mut refers("bank_result", "batch_id", "payment_batch"))
        .foreign_key(&mut refers("bank_result", "entered_by", "staff_account"))
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let index = |name: &str, table: &str, columns: &[&'static str], unique: bool| {
        let mut index = Index::create();
        index.name(name).table(table.to_owned());
        for column in columns {
            index.col(*column);
        }
        if unique {
            index.unique();
        }
        index.take()
    };
    vec![
        index("ux_payment_batch_number", "payment_batch", &["organ_id", "year", "number"], true),
        index("ix_payment_batch_list", "payment_batch", &["organ_id", "id"], false),
        index("ux_payment_line_place", "payment_line", &["batch_id", "place"], true),
        index("ix_payment_line_case", "payment_line", &["case_id"], false),
        index("ix_payment_line_person", "payment_line", &["person_id"], false),
        index("ux_bank_result_once", "bank_result", &["batch_id", "digest"], true),
    ]
}
