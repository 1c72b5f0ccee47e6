//! Assistance: cases with their applications and people, what was proposed and decided, and the posts of those who decide.
//!
//! Two rules are constraints here: nobody is granted twice in one underlying case, whichever organ decides (`granted_index`), and nobody
//! takes two steps of one round (four eyes by the person).

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, binary_null, date_null, integer, json_binary, pk_uuid, string_len, string_len_null,
        timestamp_with_time_zone, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 5] =
    ["assistance_case", "assistance_application", "assistance_person", "assistance_step", "staff_post"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [case(), application(), person(), step(), post()] {
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

fn case() -> TableCreateStatement {
    Table::create()
        .table("assistance_case")
        .col(pk_uuid("id"))
        .col(uuid("organ_id"))
        .col(uuid("handler_id"))
        .col(string_len("state", 12).check(Expr::col("state").is_in([
            "preparing",
            "deciding",
            "granted",
            "refused",
        ])))
        .col(binary("underlying_sealed"))
        .col(integer("round"))
        .col(uuid_null("grant_id"))
        .col(date_null("decided_on"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("opened_at"))
        .foreign_key(&mut refers("assistance_case", "organ_id", "organ"))
        .foreign_key(&mut refers("assistance_case", "handler_id", "staff_account"))
        .take()
}

fn application() -> TableCreateStatement {
    Table::create()
        .table("assistance_application")
        .col(pk_uuid("application_id"))
        .col(uuid("case_id"))
        .foreign_key(&mut refers("assistance_application", "application_id", "application"))
        .foreign_key(&mut refers("assistance_application", "case_id", "assistance_case"))
        .take()
}

fn person() -> TableCreateStatement {
    Table::create()
        .table("assistance_person")
        .col(pk_uuid("id"))
        .col(uuid("case_id"))
        .col(uuid("application_id"))
        .col(binary("who_sealed"))
        .col(binary("person_index"))
        .col(binary("award_index"))
        .col(binary_null("granted_index"))
        .col(string_len_null("category", 2))
        .col(binary("groups_sealed"))
        .foreign_key(&mut refers("assistance_person", "case_id", "assistance_case"))
        .foreign_key(
            ForeignKey::create()
                .from("assistance_person", "application_id")
                .to("assistance_application", "application_id"),
        )
        .take()
}

fn step() -> TableCreateStatement {
    Table::create()
        .table("assistance_step")
        .col(pk_uuid("id"))
        .col(uuid("case_id"))
        .col(integer("round"))
        .col(integer("place"))
        .col(string_len("verdict", 12))
        .col(uuid("staff_id"))
        .col(timestamp_with_time_zone("at"))
        .col(json_binary("on_table"))
        .col(string_len_null("paper", 120))
        .col(binary("words_sealed"))
        .foreign_key(&mut refers("assistance_step", "case_id", "assistance_case"))
        .foreign_key(&mut refers("assistance_step", "staff_id", "staff_account"))
        .take()
}

fn post() -> TableCreateStatement {
    Table::create()
        .table("staff_post")
        .col(uuid("staff_id"))
        .col(string_len("post", 20))
        .primary_key(Index::create().col("staff_id").col("post"))
        .foreign_key(&mut refers("staff_post", "staff_id", "staff_account"))
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
        index("ix_assistance_case_list", "assistance_case", &["organ_id", "state", "id"], false),
        index("ix_assistance_application_case", "assistance_application", &["case_id"], false),
        index("ix_assistance_person_case", "assistance_person", &["case_id"], false),
        index("ix_assistance_person_index", "assistance_person", &["person_index"], false),
        index("ux_assistance_person_once", "assistance_person", &["case_id", "person_index"], true),
        index("ux_assistance_person_granted", "assistance_person", &["granted_index"], true),
        index("ux_assistance_step_place", "assistance_step", &["case_id", "round", "place"], true),
        index("ux_assistance_step_person", "assistance_step", &["case_id", "round", "staff_id"], true),
    ]
}
