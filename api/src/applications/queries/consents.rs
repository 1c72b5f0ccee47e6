//! SQL about what was agreed to.

use chrono::{DateTime, Utc};
use hechang_entity::consent::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use crate::error::Internal;

/// Keeps agreements.
pub async fn insert(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), Internal> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// The agreements of several applications, oldest first.
pub async fn of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Model>, Internal> {
    let all = Entity::find().filter(Column::ApplicationId.is_in(ids.iter().copied()));
    Ok(all.order_by_asc(Column::Id).all(db).await?)
}

/// Takes every living agreement of an application back; answers how many there were.
pub async fn withdraw(db: &impl ConnectionTrait, id: Uuid, at: DateTime<Utc>) -> Result<u64, Internal> {
    let withdrawn = Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(at))
        .filter(Column::ApplicationId.eq(id))
        .filter(Column::WithdrawnAt.is_null())
        .exec(db)
        .await?;
    Ok(withdrawn.rows_affected)
}
