//! SQL about materials.

use hechang_entity::material::{Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::error::Internal;

/// The files of several applications in the order of upload, without removed ones.
pub async fn of_applications(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Model>, Internal> {
    let kept = Entity::find()
        .filter(Column::ApplicationId.is_in(ids.iter().copied()))
        .filter(Column::RemovedAt.is_null());
    Ok(kept.order_by_asc(Column::Id).all(db).await?)
}
