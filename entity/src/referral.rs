//! What was handed to another organ: a matter to a partner, a clue to the procuratorate.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub from_organ_id: Uuid,
    pub to_organ_id: Uuid,
    pub application_id: Option<Uuid>,
    pub state: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub measures: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub taken: Json,
    pub content_sealed: Vec<u8>,
    pub due_on: Option<Date>,
    pub due_limit: Option<String>,
    pub version: i32,
    pub sent_by: Uuid,
    pub sent_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    pub code_index: Option<Vec<u8>>,
    pub code_until: Option<Date>,
    pub letter_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
