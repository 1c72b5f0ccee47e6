//! What a citizen was asked to mend, by round of correction.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub round: i32,
    pub checklist_key: Option<String>,
    pub pointer: Option<String>,
    pub text_sealed: Vec<u8>,
    pub was_sealed: Option<Vec<u8>>,
    pub override_reason_sealed: Option<Vec<u8>>,
    pub created_at: DateTimeUtc,
    pub created_by: Uuid,
    pub answered_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
