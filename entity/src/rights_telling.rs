//! That somebody was told of their rights, or that it was tried.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rights_telling")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub at: DateTimeUtc,
    pub how: String,
    pub language: String,
    pub answer: String,
    pub note_sealed: Option<Vec<u8>>,
    pub told_by: Uuid,
    pub told_on: Option<Date>,
    pub notice: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
