//! SQL about the files behind materials.

use chrono::{DateTime, Utc};
use hechang_entity::stored_file::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::error::Internal;

/// Enters a file.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// One file.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Takes away the time after which a file is removed; false when it has passed.
pub async fn keep(db: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool, Internal> {
    let waiting = Entity::update_many().filter(Column::Id.eq(id)).filter(Column::RemoveAfter.gt(now));
    let none = Expr::value(None::<DateTime<Utc>>);
    Ok(waiting.col_expr(Column::RemoveAfter, none).exec(db).await?.rows_affected == 1)
}

/// Sets the time after which files are removed.
pub async fn release(db: &impl ConnectionTrait, ids: &[Uuid], now: DateTime<Utc>) -> Result<(), Internal> {
    let these = Entity::update_many().filter(Column::Id.is_in(ids.iter().copied()));
    these.col_expr(Column::RemoveAfter, Expr::value(now)).exec(db).await?;
    Ok(())
}

/// Files whose time has passed, the oldest first.
pub async fn unwanted(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Uuid>, Internal> {
    let past = Entity::find().select_only().column(Column::Id).filter(Column::RemoveAfter.lte(now));
    Ok(past.order_by_asc(Column::RemoveAfter).limit(limit).into_tuple().all(db).await?)
}

/// Forgets a file whose time has passed, and its key; answers how many went.
pub async fn delete(db: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<u64, Internal> {
    let past = Entity::delete_many().filter(Column::Id.eq(id)).filter(Column::RemoveAfter.lte(now));
    Ok(past.exec(db).await?.rows_affected)
}
