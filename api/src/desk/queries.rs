//! The desk's SQL.

use hechang_entity::application_note;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::error::Internal;

/// The notes on an application, oldest first.
pub async fn notes(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<application_note::Model>, Internal> {
    let all = application_note::Entity::find().filter(application_note::Column::ApplicationId.eq(id));
    Ok(all.order_by_asc(application_note::Column::Id).all(db).await?)
}

/// Adds a note.
pub async fn insert_note(db: &impl ConnectionTrait, row: application_note::Model) -> Result<(), Internal> {
    application_note::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}
