//! A successor of the custodian (更换代管人): a mandate that takes another's place, and the hand-over of its money.
//!
//! Constraints: a draft that succeeds stands beside the mandate it succeeds, every other open mandate of a person is the only one; a
//! mandate is succeeded once; who enters the hand-over neither drew the agreement up nor checked its signatures.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, date_null},
    sea_orm::{ConnectionTrait, DbBackend},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "custody_mandate";

const PERSON: &str =
    "CREATE UNIQUE INDEX ux_custody_mandate_person ON custody_mandate (person_id) WHERE state <> 'closed'";

/// Under another name: a second connection of SQLite's may still know the old one.
const INDEXES: [&str; 3] = [
    "DROP INDEX ux_custody_mandate_person",
    "CREATE UNIQUE INDEX ux_custody_mandate_open ON custody_mandate (person_id) \
     WHERE state <> 'closed' AND (state <> 'draft' OR succeeds IS NULL)",
    "CREATE UNIQUE INDEX ux_custody_mandate_succeeds ON custody_mandate (succeeds) \
     WHERE succeeds IS NOT NULL AND (closed_as IS NULL OR closed_as <> 'dropped')",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // SQLite takes a reference only with the column itself.
        let kind = if manager.get_database_backend() == DbBackend::Postgres { "uuid" } else { "uuid_text" };
        let succeeds = format!(
            "ALTER TABLE custody_mandate ADD COLUMN succeeds {kind} NULL REFERENCES custody_mandate (id) CHECK (succeeds <> id)"
        );
        let by = format!(
            "ALTER TABLE custody_mandate ADD COLUMN handed_by {kind} NULL REFERENCES staff_account (id) \
             CHECK (handed_by IS NULL OR (handed_by <> made_by AND handed_by <> signed_by AND succeeds IS NOT NULL))"
        );
        for column in [succeeds, by] {
            db.execute_unprepared(&column).await?;
        }
        for mut column in [big_integer_null("handed_amount"), date_null("handed_on")] {
            manager.alter_table(Table::alter().table(TABLE).add_column(&mut column).take()).await?;
        }
        for index in INDEXES {
            db.execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for index in ["DROP INDEX ux_custody_mandate_succeeds", "DROP INDEX ux_custody_mandate_open", PERSON]
        {
            db.execute_unprepared(index).await?;
        }
        for column in ["handed_on", "handed_amount", "handed_by", "succeeds"] {
            manager.alter_table(Table::alter().table(TABLE).drop_column(column).take()).await?;
        }
        Ok(())
    }
}
