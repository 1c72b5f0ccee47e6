//! Which papers have a picture to look at.

use std::collections::HashSet;

use hechang_entity::material::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::error::Internal;

/// The papers of an application of which a preview was made.
pub async fn of_application(db: &impl ConnectionTrait, id: Uuid) -> Result<HashSet<Uuid>, Internal> {
    let drawn = Entity::find().select_only().column(Column::Id).filter(Column::ApplicationId.eq(id));
    let ids: Vec<Uuid> = drawn.filter(Column::PreviewKey.is_not_null()).into_tuple().all(db).await?;
    Ok(ids.into_iter().collect())
}
