//! Cases of judicial assistance.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assistance_case")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organ_id: Uuid,
    pub handler_id: Uuid,
    pub state: String,
    pub underlying_sealed: Vec<u8>,
    pub round: i32,
    pub grant_id: Option<Uuid>,
    pub decided_on: Option<Date>,
    pub version: i32,
    pub opened_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
