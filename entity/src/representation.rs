//! Who acts for the applicant, and with which powers.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "representation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub application_id: Uuid,
    pub citizen_id: Uuid,
    pub organ_id: Uuid,
    pub kind: String,
    pub facts_sealed: Vec<u8>,
    pub claims_collect: bool,
    pub state: String,
    pub may_apply: bool,
    pub may_collect: bool,
    pub reason_sealed: Option<Vec<u8>>,
    pub judged_by: Option<Uuid>,
    pub judged_at: Option<DateTimeUtc>,
    pub version: i32,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
