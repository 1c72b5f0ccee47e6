//! What citizens asked about their personal data, with deadline and outcome.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub citizen_id: Uuid,
    pub kind: String,
    pub application_id: Option<Uuid>,
    pub organ_id: Option<Uuid>,
    pub text_sealed: Option<Vec<u8>>,
    pub asked_at: DateTimeUtc,
    pub due_on: Date,
    pub done_at: Option<DateTimeUtc>,
    pub outcome: Option<String>,
    pub answer_sealed: Option<Vec<u8>>,
    pub answered_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
