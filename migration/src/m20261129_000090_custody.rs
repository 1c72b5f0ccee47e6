//! Custody (代管, 一案一委托): mandates, releases that were asked for, reports of misuse, and into which mandate a payment goes.
//!
//! Constraints here, besides the ledger's own: one open mandate a person and one an account (never a pooled balance); whoever draws an
//! agreement up doesn't check its signatures; who asks, who verifies, who approves and who pays are four people; nothing is released
//! without the three before; whoever reported a misuse doesn't lift it; each planned release is asked for once.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary, binary_null, date_null, integer, integer_null, json_binary, pk_uuid, string_len,
        string_len_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
    sea_orm::DbBackend,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 3] = ["custody_mandate", "custody_request", "custody_report"];

const PARTIAL: [&str; 3] = [
    "CREATE UNIQUE INDEX ux_custody_mandate_person ON custody_mandate (person_id) WHERE state <> 'closed'",
    "CREATE UNIQUE INDEX ux_custody_mandate_account ON custody_mandate (account_index) WHERE state <> 'closed'",
    "CREATE UNIQUE INDEX ux_custody_request_rest ON custody_request (mandate_id) \
     WHERE kind = 'rest' AND state IN ('asked', 'verified', 'approved')",
];

/// Those who take part in a release; no two of them are the same.
const PEOPLE: [&str; 4] = ["asked_by", "verified_by", "approved_by", "released_by"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [mandate(), request(), report()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        let db = manager.get_connection();
        for index in PARTIAL {
            db.execute_unprepared(index).await?;
        }
        // SQLite takes a reference only with the column itself.
        let kind = if manager.get_database_backend() == DbBackend::Postgres { "uuid" } else { "uuid_text" };
        let column = format!(
            "ALTER TABLE payment_line ADD COLUMN mandate_id {kind} NULL REFERENCES custody_mandate (id)"
        );
        db.execute_unprepared(&column).await?;
        db.execute_unprepared("CREATE INDEX ix_payment_line_mandate ON payment_line (mandate_id)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("DROP INDEX ix_payment_line_mandate").await?;
        manager.alter_table(Table::alter().table("payment_line").drop_column("mandate_id").take()).await?;
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

/// In these states a column is filled.
fn filled<const N: usize>(states: [&'static str; N], column: &'static str) -> Expr {
    Expr::col("state").is_not_in(states).or(Expr::col(column).is_not_null())
}

fn mandate() -> TableCreateStatement {
    const STATES: [&str; 5] = ["draft", "signed", "active", "paused", "closed"];
    const SIGNED: [&str; 3] = ["signed", "active", "paused"];
    Table::create()
        .table("custody_mandate")
        .col(pk_uuid("id"))
        .col(uuid("case_id"))
        .col(uuid("person_id"))
        .col(uuid("application_id"))
        .col(uuid("organ_id"))
        .col(uuid("custodian_id"))
        .col(string_len("state", 12).check(Expr::col("state").is_in(STATES)))
        .col(binary("account_sealed"))
        .col(binary("account_index"))
        .col(binary("parties_sealed"))
        .col(json_binary("purposes"))
        .col(json_binary("plan"))
        .col(date_null("ends_on"))
        .col(uuid("document_id"))
        .col(string_len("number", 80))
        .col(uuid("made_by"))
        .col(timestamp_with_time_zone("made_at"))
        .col(uuid_null("signed_by"))
        .col(date_null("signed_on"))
        .col(timestamp_with_time_zone_null("funded_at"))
        .col(date_null("closed_on"))
        .col(string_len_null("closed_as", 12))
        .col(integer("version"))
        .check(apart("signed_by", "made_by"))
        .check(filled(SIGNED, "signed_by"))
        .check(filled(SIGNED, "signed_on"))
        .check(filled(["active"], "funded_at"))
        .check(filled(["closed"], "closed_on"))
        .check(filled(["closed"], "closed_as"))
        .foreign_key(&mut refers("custody_mandate", "case_id", "assistance_case"))
        .foreign_key(&mut refers("custody_mandate", "person_id", "assistance_person"))
        .foreign_key(&mut refers("custody_mandate", "organ_id", "organ"))
        .foreign_key(&mut refers("custody_mandate", "custodian_id", "organ"))
        .foreign_key(&mut refers("custody_mandate", "document_id", "document"))
        .foreign_key(&mut refers("custody_mandate", "made_by", "staff_account"))
        .foreign_key(&mut refers("custody_mandate", "signed_by", "staff_account"))
        .take()
}

fn request() -> TableCreateStatement {
    const STATES: [&str; 6] = ["asked", "verified", "approved", "released", "filed", "refused"];
    let mut table = Table::create();
    table
        .table("custody_request")
        .col(pk_uuid("id"))
        .col(uuid("mandate_id"))
        .col(string_len("kind", 8).check(Expr::col("kind").is_in(["need", "rest"])))
        .col(string_len_null("purpose", 30))
        .col(big_integer("amount").check(Expr::col("amount").gt(0)))
        .col(binary("words_sealed"))
        .col(integer_null("planned_place"))
        .col(string_len("state", 12).check(Expr::col("state").is_in(STATES)))
        .col(string_len("asked_kind", 8).check(Expr::col("asked_kind").is_in(["citizen", "staff", "system"])))
        .col(uuid_null("asked_by"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(uuid_null("verified_by"))
        .col(uuid_null("approved_by"))
        .col(uuid_null("released_by"))
        .col(date_null("released_on"))
        .col(date_null("voucher_due_on"))
        .col(uuid_null("voucher_id"))
        .col(string_len_null("voucher_type", 40))
        .col(uuid_null("filed_by"))
        .col(timestamp_with_time_zone_null("filed_at"))
        .col(uuid_null("refused_by"))
        .col(binary_null("reason_sealed"))
        .check(Expr::col("kind").eq("rest").or(Expr::col("purpose").is_not_null()))
        .check(Expr::col("asked_kind").eq("system").or(Expr::col("asked_by").is_not_null()))
        .check(filled(["verified", "approved", "released", "filed"], "verified_by"))
        .check(filled(["approved", "released", "filed"], "approved_by"))
        .check(filled(["released", "filed"], "released_by"))
        .check(filled(["released", "filed"], "released_on"))
        .check(filled(["filed"], "voucher_id"))
        .check(filled(["refused"], "refused_by"))
        .foreign_key(&mut refers("custody_request", "mandate_id", "custody_mandate"))
        .foreign_key(&mut refers("custody_request", "voucher_id", "stored_file"));
    for (place, one) in PEOPLE.iter().enumerate() {
        for other in PEOPLE.iter().take(place) {
            table.check(apart(one, other));
        }
    }
    for column in ["verified_by", "approved_by", "released_by", "filed_by", "refused_by"] {
        table.foreign_key(&mut refers("custody_request", column, "staff_account"));
    }
    table.take()
}

fn report() -> TableCreateStatement {
    Table::create()
        .table("custody_report")
        .col(pk_uuid("id"))
        .col(uuid("mandate_id"))
        .col(string_len("by_kind", 8).check(Expr::col("by_kind").is_in(["citizen", "staff"])))
        .col(uuid_null("by_id"))
        .col(timestamp_with_time_zone("at"))
        .col(binary("words_sealed"))
        .col(uuid_null("lifted_by"))
        .col(timestamp_with_time_zone_null("lifted_at"))
        .col(binary_null("lift_reason_sealed"))
        .check(apart("lifted_by", "by_id"))
        .check(Expr::col("lifted_by").is_null().or(Expr::col("lift_reason_sealed").is_not_null()))
        .foreign_key(&mut refers("custody_report", "mandate_id", "custody_mandate"))
        .foreign_key(&mut refers("custody_report", "lifted_by", "staff_account"))
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
        index("ix_custody_mandate_organ", "custody_mandate", &["organ_id", "id"], false),
        index("ix_custody_mandate_custodian", "custody_mandate", &["custodian_id", "id"], false),
        index("ix_custody_mandate_application", "custody_mandate", &["application_id"], false),
        index("ix_custody_mandate_case", "custody_mandate", &["case_id"], false),
        index("ix_custody_mandate_state", "custody_mandate", &["state", "id"], false),
        index("ux_custody_request_planned", "custody_request", &["mandate_id", "planned_place"], true),
        index("ix_custody_report_mandate", "custody_report", &["mandate_id", "id"], false),
    ]
}
