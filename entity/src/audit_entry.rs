//! What happened, who did it and to what; only ever inserted. Its last columns are its place in a chain.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub organ_id: Option<Uuid>,
    pub action: String,
    pub subject_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
    pub case_id: Option<Uuid>,
    pub chain_id: Option<Uuid>,
    pub seq: Option<i64>,
    pub previous: Option<Vec<u8>>,
    pub hash: Option<Vec<u8>>,
    pub key_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
