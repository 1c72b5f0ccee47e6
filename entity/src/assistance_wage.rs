//! Wages that finance entered.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assistance_wage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The region's code, like 540000.
    pub region: String,
    pub year: i32,
    /// The average of the year, in fen.
    pub yearly_amount: i64,
    pub series: String,
    pub published_on: Date,
    pub source: String,
    /// The organ whose finance entered it.
    pub organ_id: Uuid,
    pub entered_by: Uuid,
    pub entered_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
