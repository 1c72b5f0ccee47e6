//! Business events on the ledger, each posted once under its key; only ever added to.

use sea_orm::entity::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
pub enum Act {
    Budget,
    Earmark,
    Arrival,
    Commitment,
    Release,
    Payment,
    Return,
    CustodyRelease,
    Recovery,
    HandOver,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_posting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub key: String,
    pub act: Act,
    pub organ_id: Uuid,
    pub year: i32,
    pub business_date: Date,
    pub booked_at: DateTimeUtc,
    pub author_kind: String,
    pub author_id: Option<Uuid>,
    pub case_id: Option<Uuid>,
    pub grant_id: Option<Uuid>,
    pub beneficiary_id: Option<Uuid>,
    pub instalment_id: Option<Uuid>,
    pub payment_id: Option<Uuid>,
    pub mandate_id: Option<Uuid>,
    pub batch_id: Option<Uuid>,
    pub voucher_id: Option<Uuid>,
    pub reverses_id: Option<Uuid>,
    pub basis: Option<String>,
    pub digest: String,
    pub lines: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
