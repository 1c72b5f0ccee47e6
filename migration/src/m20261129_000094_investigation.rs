//! Investigation: tasks of a case, notes on what was found, requests to other procuratorates, and the files of both.
//!
//! Constraints: a home visit is noted with two people, and the second is somebody else; a task was dropped exactly when there is a reason;
//! a paper to be fetched has its line of the checklist; a procuratorate asks another one, and a request has an answer exactly when it was
//! answered or returned.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary, binary_null, boolean, date, integer, pk_uuid, string_len, string_len_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 4] =
    ["investigation_task", "investigation_note", "investigation_request", "investigation_file"];
const KINDS: [&str; 6] =
    ["home_visit", "inquiry", "fetch_paper", "hearing", "complete_file", "request_organ"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [task(), note(), request(), file()] {
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

/// Both or neither.
fn exactly_when(condition: Expr, column: &'static str) -> Expr {
    let there = condition.clone().and(Expr::col(column).is_not_null());
    there.or(condition.not().and(Expr::col(column).is_null()))
}

fn task() -> TableCreateStatement {
    let table = "investigation_task";
    Table::create()
        .table(table)
        .col(pk_uuid("id"))
        .col(uuid("case_id"))
        .col(uuid("application_id"))
        .col(string_len("kind", 20).check(Expr::col("kind").is_in(KINDS)))
        .col(string_len_null("checklist_key", 80))
        .col(string_len("state", 12).check(Expr::col("state").is_in(["open", "done", "dropped"])))
        .col(uuid("assignee_id"))
        .col(date("due_on"))
        .col(binary("asked_sealed"))
        .col(binary_null("reason_sealed"))
        .col(uuid("made_by"))
        .col(timestamp_with_time_zone("made_at"))
        .col(uuid_null("ended_by"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(integer("version"))
        .check(exactly_when(Expr::col("kind").eq("fetch_paper"), "checklist_key"))
        .check(exactly_when(Expr::col("state").ne("open"), "ended_at"))
        .check(exactly_when(Expr::col("state").ne("open"), "ended_by"))
        .check(exactly_when(Expr::col("state").eq("dropped"), "reason_sealed"))
        .index(Index::create().unique().col("id").col("kind"))
        .foreign_key(&mut refers(table, "case_id", "assistance_case"))
        .foreign_key(&mut refers(table, "application_id", "application"))
        .foreign_key(&mut refers(table, "assignee_id", "staff_account"))
        .foreign_key(&mut refers(table, "made_by", "staff_account"))
        .foreign_key(&mut refers(table, "ended_by", "staff_account"))
        .take()
}

/// The task with its kind, so that what a kind asks for can be a constraint.
fn of_kind(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from_tbl(table)
        .from_col("task_id")
        .from_col("kind")
        .to_tbl("investigation_task")
        .to_col("id")
        .to_col("kind")
        .take()
}

fn note() -> TableCreateStatement {
    let table = "investigation_note";
    Table::create()
        .table(table)
        .col(pk_uuid("id"))
        .col(uuid("task_id"))
        .col(string_len("kind", 20))
        .col(integer("number"))
        .col(date("held_on"))
        .col(uuid("first_id"))
        .col(uuid_null("second_id"))
        .col(binary("words_sealed"))
        .col(timestamp_with_time_zone("entered_at"))
        .check(Expr::col("second_id").is_null().or(Expr::col("second_id").not_equals("first_id")))
        .check(Expr::col("kind").ne("home_visit").or(Expr::col("second_id").is_not_null()))
        .foreign_key(&mut of_kind(table))
        .foreign_key(&mut refers(table, "first_id", "staff_account"))
        .foreign_key(&mut refers(table, "second_id", "staff_account"))
        .take()
}

fn request() -> TableCreateStatement {
    let table = "investigation_request";
    let states = ["sent", "received", "answered", "returned"];
    let ended = || Expr::col("state").is_in(["answered", "returned"]);
    Table::create()
        .table(table)
        .col(pk_uuid("task_id"))
        .col(string_len("kind", 20).check(Expr::col("kind").eq("request_organ")))
        .col(uuid("from_organ_id"))
        .col(uuid("to_organ_id"))
        .col(string_len("state", 12).check(Expr::col("state").is_in(states)))
        .col(date("answer_by"))
        .col(uuid_null("received_by"))
        .col(timestamp_with_time_zone_null("received_at"))
        .col(uuid_null("answered_by"))
        .col(timestamp_with_time_zone_null("answered_at"))
        .col(binary_null("answer_sealed"))
        .check(Expr::col("to_organ_id").not_equals("from_organ_id"))
        .check(Expr::col("state").ne("received").or(Expr::col("received_by").is_not_null()))
        .check(exactly_when(ended(), "answered_by"))
        .check(exactly_when(ended(), "answered_at"))
        .check(exactly_when(ended(), "answer_sealed"))
        .foreign_key(&mut of_kind(table))
        .foreign_key(&mut refers(table, "from_organ_id", "organ"))
        .foreign_key(&mut refers(table, "to_organ_id", "organ"))
        .foreign_key(&mut refers(table, "received_by", "staff_account"))
        .foreign_key(&mut refers(table, "answered_by", "staff_account"))
        .take()
}

fn file() -> TableCreateStatement {
    let table = "investigation_file";
    Table::create()
        .table(table)
        .col(pk_uuid("id"))
        .col(uuid("task_id"))
        .col(boolean("answers"))
        .col(binary("filename_sealed"))
        .col(string_len("media_type", 40))
        .col(big_integer("size"))
        .col(binary("sha256"))
        .col(uuid_null("preview_id"))
        .col(uuid("uploaded_by"))
        .col(timestamp_with_time_zone("uploaded_at"))
        .foreign_key(&mut refers(table, "id", "stored_file"))
        .foreign_key(&mut refers(table, "preview_id", "stored_file"))
        .foreign_key(&mut refers(table, "task_id", "investigation_task"))
        .foreign_key(&mut refers(table, "uploaded_by", "staff_account"))
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
    let (task, request) = ("investigation_task", "investigation_request");
    vec![
        index("ix_investigation_task_due", task, &["state", "due_on", "id"], false),
        index("ix_investigation_task_mine", task, &["assignee_id", "state", "due_on", "id"], false),
        index("ix_investigation_task_case", task, &["case_id", "id"], false),
        index("ix_investigation_task_application", task, &["application_id"], false),
        index("ux_investigation_note_number", "investigation_note", &["task_id", "number"], true),
        index("ix_investigation_request_to", request, &["to_organ_id", "answer_by", "task_id"], false),
        index("ux_investigation_file_once", "investigation_file", &["task_id", "answers", "sha256"], true),
    ]
}
