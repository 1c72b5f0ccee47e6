//! Staff who are kept out of a matter for a conflict of interest (回避).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recusal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub staff_id: Uuid,
    pub reason_sealed: Vec<u8>,
    pub made_by: Uuid,
    pub made_at: DateTimeUtc,
    pub ended_by: Option<Uuid>,
    pub ended_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
