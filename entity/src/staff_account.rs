//! Staff accounts.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub username: String,
    pub password_hash: String,
    pub organ_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub roles: Json,
    pub disabled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub totp_sealed: Option<Vec<u8>>,
    pub totp_pending_sealed: Option<Vec<u8>>,
    pub totp_step: Option<i64>,
    pub must_change_password: bool,
    pub password_ends_at: Option<DateTimeUtc>,
    pub department_id: Option<Uuid>,
    #[sea_orm(unique)]
    pub holder_index: Option<Vec<u8>>,
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
