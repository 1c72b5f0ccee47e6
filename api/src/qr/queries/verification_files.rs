//! Verification files.

use hechang_entity::verification_file::{Column, Entity, Model};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};

use crate::error::Internal;

pub async fn by_name(db: &impl ConnectionTrait, name: &str) -> Result<Option<Model>, Internal> {
    Ok(Entity::find_by_id(name.to_owned()).one(db).await?)
}

/// Puts a file in place of the one before.
pub async fn put(db: &impl ConnectionTrait, file: Model) -> Result<(), Internal> {
    let replacing = OnConflict::column(Column::Name).update_column(Column::Content).to_owned();
    Entity::insert(file.into_active_model().reset_all())
        .on_conflict(replacing)
        .exec_without_returning(db)
        .await?;
    Ok(())
}
