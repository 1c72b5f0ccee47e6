//! Service centers of procuratorates.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "center")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub code: String,
    pub organ_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub address: Json,
    pub phone: String,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    #[sea_orm(column_type = "JsonBinary")]
    pub opening_hours: Json,
    pub closed_at: Option<DateTimeUtc>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::organ::Entity", from = "Column::OrganId", to = "super::organ::Column::Id")]
    Organ,
}

impl Related<super::organ::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organ.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
