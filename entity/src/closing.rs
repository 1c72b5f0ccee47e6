//! Cases that are closed or are to be, round by round.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "closing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub round: i32,
    pub state: String,
    pub note_sealed: Vec<u8>,
    pub asked_by: Uuid,
    pub asked_at: DateTimeUtc,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTimeUtc>,
    pub answer_sealed: Option<Vec<u8>>,
    pub bundle_id: Option<Uuid>,
    pub bundle_sha256: Option<String>,
    pub bundle_size: Option<i64>,
    pub bundle_parts: Option<i32>,
    pub reopened_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
