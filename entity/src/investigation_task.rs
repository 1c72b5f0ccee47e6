//! What is to be found out in a case, by whom and by when.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "investigation_task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub application_id: Uuid,
    pub kind: String,
    pub checklist_key: Option<String>,
    pub state: String,
    pub assignee_id: Uuid,
    pub due_on: Date,
    pub asked_sealed: Vec<u8>,
    pub reason_sealed: Option<Vec<u8>>,
    pub made_by: Uuid,
    pub made_at: DateTimeUtc,
    pub ended_by: Option<Uuid>,
    pub ended_at: Option<DateTimeUtc>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
