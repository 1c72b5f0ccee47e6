//! Accounts that were deleted while the law keeps matters of theirs, with the phone to tell them of those.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "departed_citizen")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub citizen_id: Uuid,
    pub phone_sealed: Vec<u8>,
    pub at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
