//! Vouchers and photographs of visits, under the id of their stored file.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub visit_id: Uuid,
    pub kind: String,
    pub person_id: Option<Uuid>,
    pub record_version: Option<i32>,
    pub filename_sealed: Vec<u8>,
    pub media_type: String,
    pub size: i64,
    pub sha256: Vec<u8>,
    pub preview_id: Option<Uuid>,
    pub uploaded_by: Uuid,
    pub uploaded_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
