//! Weekly hours in which appointments can be booked.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment_schedule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub mark: i64,
    pub center_id: Uuid,
    pub service_key: Option<String>,
    pub weekday: i16,
    pub opens: String,
    pub closes: String,
    pub slot_minutes: i16,
    pub capacity: i32,
    pub effective_from: Date,
    pub effective_until: Option<Date>,
    pub version: i32,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
