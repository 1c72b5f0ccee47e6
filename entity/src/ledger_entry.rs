//! Movements on accounts: each goes on from its posting's sum and its account's balance; only ever added to.

use crate::ledger_account::Kind;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub posting_id: Uuid,
    pub beneficiary_id: Option<Uuid>,
    pub lines: i32,
    pub line: i32,
    pub line_before: Option<i32>,
    pub sum_before: i64,
    pub sum_after: i64,
    pub money_before: i64,
    pub money_after: i64,
    pub gone_before: i64,
    pub gone_after: i64,
    pub account_id: Uuid,
    pub organ_id: Uuid,
    pub year: i32,
    pub kind: Kind,
    pub least: i64,
    pub most: i64,
    pub seq: i64,
    pub seq_before: Option<i64>,
    pub balance_before: i64,
    pub balance_after: i64,
    pub amount: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
