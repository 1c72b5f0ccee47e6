//! What came back of recovered assistance.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_receipt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub recovery_id: Uuid,
    pub organ_id: Uuid,
    pub amount: i64,
    pub recovered_before: i64,
    pub recovered_after: i64,
    pub decided_amount: i64,
    pub received_on: Date,
    pub basis: String,
    pub source: String,
    pub entered_by: Uuid,
    pub entered_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
