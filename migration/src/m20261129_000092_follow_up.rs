//! Follow-up: the plan of visits of a case, what became of each, what was found, and the help that each person got.
//!
//! Constraints: one plan a case; a visit has a day on which it was made exactly when it was made; a record's second visitor is somebody
//! else; a version of a record stands once; a voucher is somebody's.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary, binary_null, boolean, date, date_null, integer, integer_null, json_binary,
        pk_uuid, string_len, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 7] = [
    "follow_up_plan",
    "follow_up_visit",
    "follow_up_change",
    "follow_up_record",
    "follow_up_finding",
    "follow_up_file",
    "follow_up_help",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [plan(), visit(), change(), record(), finding(), file(), help()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
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

fn plan() -> TableCreateStatement {
    Table::create()
        .table("follow_up_plan")
        .col(pk_uuid("case_id"))
        .col(string_len("grade", 40))
        .col(date("paid_on"))
        .col(uuid_null("chosen_by"))
        .col(timestamp_with_time_zone_null("begun_at"))
        .col(timestamp_with_time_zone("made_at"))
        .col(integer("version"))
        .foreign_key(&mut refers("follow_up_plan", "case_id", "assistance_case"))
        .foreign_key(&mut refers("follow_up_plan", "chosen_by", "staff_account"))
        .take()
}

fn visit() -> TableCreateStatement {
    let made = Expr::col("state").eq("made").and(Expr::col("made_on").is_not_null());
    let open = Expr::col("state").ne("made").and(Expr::col("made_on").is_null());
    Table::create()
        .table("follow_up_visit")
        .col(pk_uuid("id"))
        .col(uuid("case_id"))
        .col(integer_null("months"))
        .col(date("due_on"))
        .col(boolean("counted"))
        .col(uuid("assignee_id"))
        .col(
            string_len("state", 12)
                .check(Expr::col("state").is_in(["planned", "made", "given_up", "replaced"])),
        )
        .col(date_null("made_on"))
        .check(made.or(open))
        .foreign_key(ForeignKey::create().from("follow_up_visit", "case_id").to("follow_up_plan", "case_id"))
        .foreign_key(&mut refers("follow_up_visit", "assignee_id", "staff_account"))
        .take()
}

fn change() -> TableCreateStatement {
    let kinds = ["moved", "missed", "given_up"];
    Table::create()
        .table("follow_up_change")
        .col(pk_uuid("id"))
        .col(uuid("visit_id"))
        .col(string_len("kind", 12).check(Expr::col("kind").is_in(kinds)))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(binary("reason_sealed"))
        .col(uuid("staff_id"))
        .col(timestamp_with_time_zone("at"))
        .check(Expr::col("kind").eq("given_up").or(Expr::col("to_on").is_not_null()))
        .foreign_key(&mut refers("follow_up_change", "visit_id", "follow_up_visit"))
        .foreign_key(&mut refers("follow_up_change", "staff_id", "staff_account"))
        .take()
}

fn record() -> TableCreateStatement {
    Table::create()
        .table("follow_up_record")
        .col(pk_uuid("id"))
        .col(uuid("visit_id"))
        .col(integer("version"))
        .col(date("visited_on"))
        .col(string_len("way", 40))
        .col(uuid("first_id"))
        .col(uuid_null("second_id"))
        .col(uuid_null("partner_id"))
        .col(json_binary("documents"))
        .col(binary("words_sealed"))
        .col(timestamp_with_time_zone("entered_at"))
        .check(Expr::col("second_id").is_null().or(Expr::col("second_id").not_equals("first_id")))
        .foreign_key(&mut refers("follow_up_record", "visit_id", "follow_up_visit"))
        .foreign_key(&mut refers("follow_up_record", "first_id", "staff_account"))
        .foreign_key(&mut refers("follow_up_record", "second_id", "staff_account"))
        .foreign_key(&mut refers("follow_up_record", "partner_id", "organ"))
        .take()
}

fn finding() -> TableCreateStatement {
    Table::create()
        .table("follow_up_finding")
        .col(pk_uuid("id"))
        .col(uuid("record_id"))
        .col(uuid("person_id"))
        .col(binary("found_sealed"))
        .foreign_key(&mut refers("follow_up_finding", "record_id", "follow_up_record"))
        .foreign_key(&mut refers("follow_up_finding", "person_id", "assistance_person"))
        .take()
}

fn file() -> TableCreateStatement {
    Table::create()
        .table("follow_up_file")
        .col(pk_uuid("id"))
        .col(uuid("visit_id"))
        .col(string_len("kind", 12).check(Expr::col("kind").is_in(["voucher", "photo"])))
        .col(uuid_null("person_id"))
        .col(integer_null("record_version"))
        .col(binary("filename_sealed"))
        .col(string_len("media_type", 40))
        .col(big_integer("size"))
        .col(binary("sha256"))
        .col(uuid_null("preview_id"))
        .col(uuid("uploaded_by"))
        .col(timestamp_with_time_zone("uploaded_at"))
        .check(Expr::col("kind").eq("photo").or(Expr::col("person_id").is_not_null()))
        .foreign_key(&mut refers("follow_up_file", "id", "stored_file"))
        .foreign_key(&mut refers("follow_up_file", "preview_id", "stored_file"))
        .foreign_key(&mut refers("follow_up_file", "visit_id", "follow_up_visit"))
        .foreign_key(&mut refers("follow_up_file", "person_id", "assistance_person"))
        .foreign_key(&mut refers("follow_up_file", "uploaded_by", "staff_account"))
        .take()
}

fn help() -> TableCreateStatement {
    let kinds = ["economic", "social", "psychological", "daily_life", "legal"];
    Table::create()
        .table("follow_up_help")
        .col(pk_uuid("id"))
        .col(uuid("person_id"))
        .col(string_len("kind", 20).check(Expr::col("kind").is_in(kinds)))
        .col(string_len("measure", 40))
        .col(date("given_on"))
        .col(uuid("organ_id"))
        .col(binary_null("note_sealed"))
        .col(uuid("entered_by"))
        .col(timestamp_with_time_zone("entered_at"))
        .foreign_key(&mut refers("follow_up_help", "person_id", "assistance_person"))
        .foreign_key(&mut refers("follow_up_help", "organ_id", "organ"))
        .foreign_key(&mut refers("follow_up_help", "entered_by", "staff_account"))
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
        index("ix_follow_up_visit_due", "follow_up_visit", &["state", "due_on", "id"], false),
        index("ix_follow_up_visit_mine", "follow_up_visit", &["assignee_id", "state", "due_on", "id"], false),
        index("ix_follow_up_visit_case", "follow_up_visit", &["case_id", "due_on"], false),
        index("ix_follow_up_change_visit", "follow_up_change", &["visit_id", "id"], false),
        index("ux_follow_up_record_version", "follow_up_record", &["visit_id", "version"], true),
        index("ux_follow_up_finding_once", "follow_up_finding", &["record_id", "person_id"], true),
        index("ix_follow_up_finding_person", "follow_up_finding", &["person_id"], false),
        index("ux_follow_up_file_once", "follow_up_file", &["visit_id", "sha256"], true),
        index("ix_follow_up_help_person", "follow_up_help", &["person_id", "given_on", "id"], false),
    ]
}
