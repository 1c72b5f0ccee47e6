//! The time limits of an application: one row a limit.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application_clock")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub limit_key: String,
    pub started_on: Date,
    pub counted_from: Date,
    pub amount: i32,
    pub unit: String,
    pub due_on: Option<Date>,
    pub paused_on: Option<Date>,
    pub resumed_on: Option<Date>,
    pub stopped_on: Option<Date>,
    pub calendar_version: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
