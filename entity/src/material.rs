//! Papers, photographs and recordings that belong to an application.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "material")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub checklist_key: String,
    pub filename_sealed: Vec<u8>,
    pub media_type: String,
    pub size: i64,
    pub sha256: Vec<u8>,
    pub blob_key: String,
    pub preview_key: Option<String>,
    pub state: String,
    pub reason_sealed: Option<Vec<u8>>,
    pub judged_by: Option<Uuid>,
    pub judged_at: Option<DateTimeUtc>,
    pub uploaded_at: DateTimeUtc,
    pub removed_at: Option<DateTimeUtc>,
    pub screening: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
