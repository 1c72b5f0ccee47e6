//! People who are or may be assisted. `granted_index` is set with the grant, and there once in one underlying case.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assistance_person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub application_id: Uuid,
    pub who_sealed: Vec<u8>,
    pub person_index: Vec<u8>,
    pub award_index: Vec<u8>,
    pub granted_index: Option<Vec<u8>>,
    pub category: Option<String>,
    pub groups_sealed: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
