//! What an organ's document numbers begin with.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organ_id: Uuid,
    pub place: String,
    pub code: Option<String>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
