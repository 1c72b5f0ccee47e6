//! Reports that money in custody is misused, and what lifted them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "custody_report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub mandate_id: Uuid,
    pub by_kind: String,
    pub by_id: Option<Uuid>,
    pub at: DateTimeUtc,
    pub words_sealed: Vec<u8>,
    pub lifted_by: Option<Uuid>,
    pub lifted_at: Option<DateTimeUtc>,
    pub lift_reason_sealed: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
