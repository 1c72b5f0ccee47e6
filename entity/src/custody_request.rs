//! Releases from custody that were asked for. `amount` is fen.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "custody_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub mandate_id: Uuid,
    pub kind: String,
    pub purpose: Option<String>,
    pub amount: i64,
    pub words_sealed: Vec<u8>,
    pub planned_place: Option<i32>,
    pub state: String,
    pub asked_kind: String,
    pub asked_by: Option<Uuid>,
    pub asked_at: DateTimeUtc,
    pub verified_by: Option<Uuid>,
    pub approved_by: Option<Uuid>,
    pub released_by: Option<Uuid>,
    pub released_on: Option<Date>,
    pub voucher_due_on: Option<Date>,
    pub voucher_id: Option<Uuid>,
    pub voucher_type: Option<String>,
    pub filed_by: Option<Uuid>,
    pub filed_at: Option<DateTimeUtc>,
    pub refused_by: Option<Uuid>,
    pub reason_sealed: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
