//! Applications, from draft to the end.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub service_key: String,
    pub service_version: i32,
    pub center_id: Uuid,
    pub organ_id: Uuid,
    pub department: Option<String>,
    pub citizen_id: Uuid,
    pub qr_code: Option<String>,
    pub language: String,
    pub state: String,
    pub form_sealed: Vec<u8>,
    #[sea_orm(unique)]
    pub receipt_no: Option<String>,
    pub phone_tail_index: Option<Vec<u8>>,
    pub applicant_id_index: Option<Vec<u8>>,
    pub applicant_name_index: Option<Vec<u8>>,
    pub consent_version: Option<String>,
    pub consented_at: Option<DateTimeUtc>,
    pub assignee_id: Option<Uuid>,
    pub guarded: bool,
    pub line: Option<String>,
    pub due_on: Option<Date>,
    pub due_limit: Option<String>,
    pub version: i32,
    pub submitted_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
