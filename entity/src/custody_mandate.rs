//! Mandates of custody, one for each person of a case. The account's number is found by its blind index.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "custody_mandate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub person_id: Uuid,
    pub application_id: Uuid,
    pub organ_id: Uuid,
    pub custodian_id: Uuid,
    pub state: String,
    pub account_sealed: Vec<u8>,
    pub account_index: Vec<u8>,
    pub parties_sealed: Vec<u8>,
    #[sea_orm(column_type = "JsonBinary")]
    pub purposes: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub plan: Json,
    pub ends_on: Option<Date>,
    pub document_id: Uuid,
    pub number: String,
    pub made_by: Uuid,
    pub made_at: DateTimeUtc,
    pub signed_by: Option<Uuid>,
    pub signed_on: Option<Date>,
    pub funded_at: Option<DateTimeUtc>,
    pub closed_on: Option<Date>,
    pub closed_as: Option<String>,
    pub succeeds: Option<Uuid>,
    pub handed_amount: Option<i64>,
    pub handed_on: Option<Date>,
    pub handed_by: Option<Uuid>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
