//! Recovery of assistance (追回) and revocation (撤销) of what is unpaid: opened, decided by another, and every receipt.
//!
//! Constraints: who decides didn't open; one recovery of a person at a time; what came back goes on from what had come back before, and is
//! never more than was decided; receipts are entered by somebody else than who opened or decided.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary, boolean, date, integer, pk_uuid, string_len, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(recovery()).await?;
        manager.create_table(receipt()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["recovery_receipt", "recovery"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn refers(from: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(from, column).to(to, "id").take()
}

fn recovery() -> TableCreateStatement {
    let states = ["open", "refused", "decided", "recovering", "recovered", "written_off", "revoked"];
    let open = Expr::col("state").eq("open").and(Expr::col("decided_by").is_null());
    let decided = Expr::col("state").ne("open").and(Expr::col("decided_by").is_not_null());
    Table::create()
        .table("recovery")
        .col(pk_uuid("id"))
        .col(uuid("case_id"))
        .col(uuid("person_id"))
        .col(uuid("organ_id"))
        .col(string_len("state", 12).check(Expr::col("state").is_in(states)))
        .col(string_len("ground", 40))
        .col(big_integer("amount").check(Expr::col("amount").gte(0)))
        .col(boolean("revokes"))
        .col(binary("words_sealed"))
        .col(uuid("opened_by"))
        .col(timestamp_with_time_zone("opened_at"))
        .col(uuid_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(uuid_null("open_person_id"))
        .col(integer("version"))
        .check(Expr::col("amount").gt(0).or(Expr::col("revokes").eq(true)))
        .check(open.or(decided))
        .check(Expr::col("decided_by").is_null().or(Expr::col("decided_by").not_equals("opened_by")))
        .foreign_key(&mut refers("recovery", "case_id", "assistance_case"))
        .foreign_key(&mut refers("recovery", "person_id", "assistance_person"))
        .foreign_key(&mut refers("recovery", "organ_id", "organ"))
        .foreign_key(&mut refers("recovery", "opened_by", "staff_account"))
        .foreign_key(&mut refers("recovery", "decided_by", "staff_account"))
        .index(Index::create().name("ux_recovery_amount").unique().col("id").col("amount"))
        .take()
}

fn receipt() -> TableCreateStatement {
    let goes_on = Expr::col("recovered_after").eq(Expr::col("recovered_before").add(Expr::col("amount")));
    let within = Expr::col("recovered_after").lte(Expr::col("decided_amount"));
    Table::create()
        .table("recovery_receipt")
        .col(pk_uuid("id"))
        .col(uuid("recovery_id"))
        .col(uuid("organ_id"))
        .col(big_integer("amount").check(Expr::col("amount").gt(0)))
        .col(big_integer("recovered_before"))
        .col(big_integer("recovered_after"))
        .col(big_integer("decided_amount"))
        .col(date("received_on"))
        .col(string_len("basis", 80))
        .col(uuid("entered_by"))
        .col(timestamp_with_time_zone("entered_at"))
        .check(goes_on)
        .check(within)
        .foreign_key(
            ForeignKey::create()
                .from("recovery_receipt", ("recovery_id", "decided_amount"))
                .to("recovery", ("id", "amount")),
        )
        .foreign_key(&mut refers("recovery_receipt", "organ_id", "organ"))
        .foreign_key(&mut refers("recovery_receipt", "entered_by", "staff_account"))
        .take()
}

fn indexes() -> [IndexCreateStatement; 5] {
    let index = |name: &str, table: &str, columns: &[&'static str]| {
        let mut index = Index::create();
        index.name(name).table(table.to_owned());
        for column in columns {
            index.col(*column);
        }
        index.take()
    };
    [
        index("ux_recovery_open", "recovery", &["open_person_id"]).unique().take(),
        index("ix_recovery_case", "recovery", &["case_id", "id"]),
        index("ix_recovery_person", "recovery", &["person_id"]),
        index("ux_recovery_receipt_goes_on", "recovery_receipt", &["recovery_id", "recovered_before"])
            .unique()
            .take(),
        index("ux_recovery_receipt_basis", "recovery_receipt", &["organ_id", "basis"]).unique().take(),
    ]
}
