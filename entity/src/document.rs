//! Official documents that were issued.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organ_id: Uuid,
    pub kind: String,
    pub template: String,
    pub year: i32,
    pub serial: Option<i64>,
    pub number: Option<String>,
    #[sea_orm(unique)]
    pub verification_code: String,
    pub application_id: Option<Uuid>,
    pub case_id: Option<Uuid>,
    pub citizen_id: Option<Uuid>,
    pub fields_sealed: Option<Vec<u8>>,
    pub content_sealed: Option<Vec<u8>>,
    pub issuer_kind: String,
    pub issuer_id: Option<Uuid>,
    pub issued_at: DateTimeUtc,
    pub voided_by: Option<Uuid>,
    pub voided_at: Option<DateTimeUtc>,
    pub void_reason_sealed: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
