//! The ledger's accounts, each with the bounds of its balance; only ever added to.

use sea_orm::entity::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "snake_case")]
pub enum Kind {
    Authorized,
    Budget,
    Earmarked,
    Committed,
    Spent,
    Treasury,
    Bank,
    Paid,
    Custody,
    Recovered,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organ_id: Uuid,
    pub year: i32,
    pub kind: Kind,
    pub subject_id: Uuid,
    pub mandate_id: Uuid,
    pub instalment_id: Option<Uuid>,
    pub grantee_id: Option<Uuid>,
    pub beneficiary_id: Option<Uuid>,
    pub least: i64,
    pub most: i64,
    pub opened_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
