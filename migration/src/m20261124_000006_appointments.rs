//! Appointments: weekly schedules, days closed beside the calendar, places taken by slot, bookings, queue numbers.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary_null, date, date_null, integer, integer_null, pk_uuid, small_integer, string_len,
        string_len_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [schedule(), closure(), slot(), appointment(), queue()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "appointment_queue",
            "appointment",
            "appointment_slot",
            "appointment_closure",
            "appointment_schedule",
        ] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn schedule() -> TableCreateStatement {
    Table::create()
        .table("appointment_schedule")
        .col(pk_uuid("id"))
        .col(big_integer("mark"))
        .col(uuid("center_id"))
        .col(string_len_null("service_key", 60))
        .col(small_integer("weekday").check(Expr::col("weekday").between(1, 7)).take())
        .col(string_len("opens", 5))
        .col(string_len("closes", 5))
        .col(small_integer("slot_minutes").check(Expr::col("slot_minutes").gt(0)).take())
        .col(integer("capacity").check(Expr::col("capacity").gte(0)).take())
        .col(date("effective_from"))
        .col(date_null("effective_until"))
        .col(integer("version"))
        .col(uuid_null("created_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(ForeignKey::create().from("appointment_schedule", "center_id").to("center", "id"))
        .foreign_key(
            ForeignKey::create().from("appointment_schedule", "created_by").to("staff_account", "id"),
        )
        .check(Expr::col("opens").lt(Expr::col("closes")))
        .take()
}

fn closure() -> TableCreateStatement {
    Table::create()
        .table("appointment_closure")
        .col(pk_uuid("id"))
        .col(uuid("center_id"))
        .col(date("date"))
        .col(string_len("reason", 200))
        .col(uuid_null("created_by"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(ForeignKey::create().from("appointment_closure", "center_id").to("center", "id"))
        .foreign_key(ForeignKey::create().from("appointment_closure", "created_by").to("staff_account", "id"))
        .take()
}

fn slot() -> TableCreateStatement {
    Table::create()
        .table("appointment_slot")
        .col(pk_uuid("id"))
        .col(uuid("schedule_id"))
        .col(uuid("center_id"))
        .col(timestamp_with_time_zone("starts_at"))
        .col(integer("booked").check(Expr::col("booked").gte(0)).take())
        .foreign_key(
            ForeignKey::create().from("appointment_slot", "schedule_id").to("appointment_schedule", "id"),
        )
        .foreign_key(ForeignKey::create().from("appointment_slot", "center_id").to("center", "id"))
        .take()
}

fn appointment() -> TableCreateStatement {
    Table::create()
        .table("appointment")
        .col(pk_uuid("id"))
        .col(uuid("slot_id"))
        .col(uuid("center_id"))
        .col(uuid("citizen_id"))
        .col(uuid_null("application_id"))
        .col(string_len("service_key", 60))
        .col(
            string_len("state", 12)
                .check(Expr::col("state").is_in([
                    "booked",
                    "checked_in",
                    "called",
                    "served",
                    "no_show",
                    "cancelled",
                ]))
                .take(),
        )
        .col(string_len("ticket_code", 16))
        .col(integer_null("queue_no"))
        .col(binary_null("note_sealed"))
        .col(string_len("language", 5))
        .col(timestamp_with_time_zone("starts_at"))
        .col(timestamp_with_time_zone("ends_at"))
        .col(integer("version").check(Expr::col("version").gte(1)).take())
        .col(timestamp_with_time_zone_null("checked_in_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(ForeignKey::create().from("appointment", "slot_id").to("appointment_slot", "id"))
        .foreign_key(ForeignKey::create().from("appointment", "center_id").to("center", "id"))
        .foreign_key(ForeignKey::create().from("appointment", "citizen_id").to("citizen", "id"))
        .foreign_key(
            ForeignKey::create()
                .from("appointment", "application_id")
                .to("application", "id")
                .on_delete(ForeignKeyAction::SetNull),
        )
        .take()
}

fn queue() -> TableCreateStatement {
    Table::create()
        .table("appointment_queue")
        .col(uuid("center_id"))
        .col(date("date"))
        .col(integer("last_no"))
        .primary_key(Index::create().col("center_id").col("date"))
        .foreign_key(ForeignKey::create().from("appointment_queue", "center_id").to("center", "id"))
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let on = |table: &'static str, name: &'static str, columns: &[&'static str]| {
        columns.iter().fold(Index::create().name(name).table(table).take(), |mut index, column| {
            index.col(*column).take()
        })
    };
    vec![
        on("appointment_schedule", "ux_appointment_schedule_mark", &["mark"]).unique().take(),
        on(
            "appointment_schedule",
            "ix_appointment_schedule_center",
            &["center_id", "weekday", "opens", "id"],
        ),
        on("appointment_closure", "ux_appointment_closure_day", &["center_id", "date"]).unique().take(),
        on("appointment_slot", "ix_appointment_slot_center", &["center_id", "starts_at"]),
        on("appointment", "ux_appointment_ticket", &["ticket_code"]).unique().take(),
        on("appointment", "ix_appointment_citizen", &["citizen_id", "id"]),
        on("appointment", "ix_appointment_center", &["center_id", "starts_at", "id"]),
        // One citizen has one place in a slot, whatever the program believes.
        on("appointment", "ux_appointment_place", &["slot_id", "citizen_id"])
            .unique()
            .and_where(Expr::col("state").ne("cancelled"))
            .take(),
    ]
}
