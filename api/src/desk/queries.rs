//! The desk's SQL.

use hechang_entity::{application_note, unmasking};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
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

/// Notes that something was shown in clear.
pub async fn insert_unmasking(db: &impl ConnectionTrait, row: unmasking::Model) -> Result<(), Internal> {
    unmasking::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// What was shown in clear of an application, newest first.
pub async fn unmaskings(
    db: &impl ConnectionTrait,
    id: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<unmasking::Model>, Internal> {
    use unmasking::Column;
    let all = unmasking::Entity::find().filter(Column::ApplicationId.eq(id)).order_by_desc(Column::Id);
    let rest = match after {
        Some(after) => all.filter(Column::Id.lt(after)),
        None => all,
    };
    Ok(rest.limit(limit).all(db).await?)
}
