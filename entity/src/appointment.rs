//! Booked visits.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "snake_case")]
pub enum State {
    Booked,
    CheckedIn,
    Called,
    Served,
    NoShow,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slot_id: Uuid,
    pub center_id: Uuid,
    pub citizen_id: Uuid,
    pub application_id: Option<Uuid>,
    pub service_key: String,
    pub state: State,
    #[sea_orm(unique)]
    pub ticket_code: String,
    pub queue_no: Option<i32>,
    pub note_sealed: Option<Vec<u8>>,
    pub language: String,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    pub version: i32,
    pub checked_in_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
