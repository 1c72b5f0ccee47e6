//! Who is kept out of a matter, which matters are open to few, and which to one line of work.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, boolean, pk_uuid, string_len_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
        uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one column at a time.
        for mut column in [boolean("guarded").default(false).take(), string_len_null("line", 40)] {
            manager.alter_table(Table::alter().table("application").add_column(&mut column).take()).await?;
        }
        manager.create_table(recusal()).await?;
        for (name, column, unique) in
            [("ux_recusal_staff", "staff_id", true), ("ix_recusal_application", "application_id", false)]
        {
            manager.create_index(index(name, column, unique)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("recusal").take()).await?;
        for column in ["line", "guarded"] {
            manager.alter_table(Table::alter().table("application").drop_column(column).take()).await?;
        }
        Ok(())
    }
}

fn recusal() -> TableCreateStatement {
    Table::create()
        .table("recusal")
        .col(pk_uuid("id"))
        .col(uuid("application_id"))
        .col(uuid("staff_id"))
        .col(binary("reason_sealed"))
        .col(uuid("made_by"))
        .col(timestamp_with_time_zone("made_at"))
        .col(uuid_null("ended_by"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .foreign_key(
            ForeignKey::create()
                .from("recusal", "application_id")
                .to("application", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(ForeignKey::create().from("recusal", "staff_id").to("staff_account", "id"))
        .take()
}

/// The unique one lets nobody be kept out of a matter twice at once.
fn index(name: &'static str, column: &'static str, unique: bool) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table("recusal").col(column);
    if unique {
        index.unique().col("application_id").and_where(Expr::col("ended_at").is_null());
    }
    index.take()
}
