//! Batches of payments of an organ, numbered by the year of the budget they are paid from.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_batch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organ_id: Uuid,
    pub year: i32,
    pub number: i32,
    pub way: String,
    pub state: String,
    pub made_by: Uuid,
    pub made_at: DateTimeUtc,
    pub approved_by: Option<Uuid>,
    pub approved_at: Option<DateTimeUtc>,
    pub arrived_on: Option<Date>,
    pub tell_by: Option<Date>,
    pub told_at: Option<DateTimeUtc>,
    pub sent_at: Option<DateTimeUtc>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
