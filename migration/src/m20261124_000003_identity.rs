//! Citizens, staff, one-time codes and sign-ins.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, integer, json_binary, pk_uuid, string_len, text, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [citizen(), staff_account(), code_challenge(), sign_in(), spent_refresh_token()] {
            manager.create_table(table).await?;
        }
        for (name, table, column) in [
            ("ux_citizen_phone", "citizen", "phone_index"),
            ("ux_staff_account_username", "staff_account", "username"),
            ("ux_sign_in_secret", "sign_in", "secret_hash"),
        ] {
            manager.create_index(Index::create().name(name).table(table).unique().col(column).take()).await?;
        }
        let by_subject =
            Index::create().name("ix_sign_in_subject").table("sign_in").col("subject_id").col("id").take();
        manager.create_index(by_subject).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["spent_refresh_token", "sign_in", "code_challenge", "staff_account", "citizen"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn citizen() -> TableCreateStatement {
    Table::create()
        .table("citizen")
        .col(pk_uuid("id"))
        .col(binary("phone_index"))
        .col(binary("phone_sealed"))
        .col(timestamp_with_time_zone("created_at"))
        .take()
}

fn staff_account() -> TableCreateStatement {
    Table::create()
        .table("staff_account")
        .col(pk_uuid("id"))
        .col(string_len("username", 60))
        .col(text("password_hash"))
        .col(uuid("organ_id"))
        .col(json_binary("roles"))
        .col(timestamp_with_time_zone_null("disabled_at"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(ForeignKey::create().from("staff_account", "organ_id").to("organ", "id"))
        .take()
}

fn code_challenge() -> TableCreateStatement {
    Table::create()
        .table("code_challenge")
        .col(pk_uuid("id"))
        .col(binary("phone_sealed"))
        .col(binary("code_hash"))
        .col(integer("tries"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .take()
}

fn sign_in() -> TableCreateStatement {
    Table::create()
        .table("sign_in")
        .col(pk_uuid("id"))
        .col(string_len("subject_kind", 12))
        .col(uuid("subject_id"))
        .col(string_len("channel", 12))
        .col(binary("secret_hash"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("seen_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .take()
}

fn spent_refresh_token() -> TableCreateStatement {
    Table::create()
        .table("spent_refresh_token")
        .col(binary("secret_hash").primary_key().take())
        .col(uuid("sign_in_id"))
        .col(timestamp_with_time_zone("spent_at"))
        .foreign_key(
            ForeignKey::create()
                .from("spent_refresh_token", "sign_in_id")
                .to("sign_in", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}
