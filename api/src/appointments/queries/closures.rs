//! Days that a center closed.

use chrono::NaiveDate;
use hechang_entity::appointment_closure::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, TryInsertResult,
};
use uuid::Uuid;

use crate::error::Internal;

/// Closes a day; false when it is closed already.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<bool, Internal> {
    let row = row.into_active_model().reset_all();
    let inserted = Entity::insert(row)
        .on_conflict_do_nothing_on([Column::CenterId, Column::Date])
        .exec_without_returning(db)
        .await?;
    // A conflict is `Inserted(0)` here: the database reports no row, sea-orm no conflict.
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// The days of a span on which a center is closed.
pub async fn between(
    db: &impl ConnectionTrait,
    center: Uuid,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Model>, Internal> {
    let query = Entity::find()
        .filter(Column::CenterId.eq(center))
        .filter(Column::Date.gte(from))
        .filter(Column::Date.lte(to));
    Ok(query.order_by_asc(Column::Date).all(db).await?)
}

/// The page of a center's closed days from a day on.
pub async fn page(
    db: &impl ConnectionTrait,
    center: Uuid,
    since: NaiveDate,
    after: Option<NaiveDate>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let query = Entity::find().filter(Column::CenterId.eq(center)).filter(Column::Date.gte(since));
    let query = match after {
        Some(after) => query.filter(Column::Date.gt(after)),
        None => query,
    };
    Ok(query.order_by_asc(Column::Date).limit(limit).all(db).await?)
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

pub async fn delete(db: &impl ConnectionTrait, id: Uuid) -> Result<(), Internal> {
    Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}
