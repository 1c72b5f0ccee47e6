//! Records of visits, never changed: a correction is a further version.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up_record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub visit_id: Uuid,
    pub version: i32,
    pub visited_on: Date,
    pub way: String,
    pub first_id: Uuid,
    pub second_id: Option<Uuid>,
    pub partner_id: Option<Uuid>,
    #[sea_orm(column_type = "JsonBinary")]
    pub documents: Json,
    pub words_sealed: Vec<u8>,
    pub entered_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
