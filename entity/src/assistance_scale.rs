//! Scales of amounts that finance entered for its organ.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assistance_scale")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organ_id: Uuid,
    pub effective_from: Date,
    /// The local rule.
    pub source: String,
    /// From the least to the most hardship, each with its title and its amount in fen.
    #[sea_orm(column_type = "JsonBinary")]
    pub grades: Json,
    pub entered_by: Uuid,
    pub entered_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
