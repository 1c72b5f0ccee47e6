//! Somebody who must be told of their rights.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rights_person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organ_id: Uuid,
    pub line: Option<String>,
    pub stage: String,
    pub known_since: Date,
    pub facts_sealed: Vec<u8>,
    pub entered_by: Uuid,
    pub entered_at: DateTimeUtc,
    pub told_at: Option<DateTimeUtc>,
    pub answer: Option<String>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
