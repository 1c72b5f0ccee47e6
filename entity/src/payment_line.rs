//! Tries to pay an instalment. `amount` is fen.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub batch_id: Uuid,
    pub place: i32,
    pub instalment_id: Uuid,
    pub person_id: Uuid,
    pub case_id: Uuid,
    pub amount: i64,
    pub account_sealed: Option<Vec<u8>>,
    pub state: String,
    pub reason_sealed: Option<Vec<u8>>,
    pub witness_id: Option<Uuid>,
    pub settled_on: Option<Date>,
    pub mandate_id: Option<Uuid>,
    pub receipt_id: Option<Uuid>,
    pub receipt_type: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::payment_batch::Entity",
        from = "Column::BatchId",
        to = "super::payment_batch::Column::Id"
    )]
    Batch,
}

impl Related<super::payment_batch::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Batch.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
