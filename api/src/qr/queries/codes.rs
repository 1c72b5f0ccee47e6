//! Codes.

use chrono::{DateTime, Utc};
use hechang_entity::{
    center,
    qr_code::{Column, Entity, Model},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use crate::error::Internal;

pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    Ok(())
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

pub async fn by_code(db: &impl ConnectionTrait, code: &str) -> Result<Option<Model>, Internal> {
    Ok(Entity::find().filter(Column::Code.eq(code)).one(db).await?)
}

/// The page of codes after one, the newest first, of centers that these organs keep.
pub async fn of_organs(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let mut query = Entity::find()
        .inner_join(center::Entity)
        .filter(center::Column::OrganId.is_in(organs.iter().copied()))
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok(query.all(db).await?)
}

/// The newest code of a purpose at a center that hasn't been revoked and never expires.
pub async fn newest_lasting(
    db: &impl ConnectionTrait,
    center: Uuid,
    purpose: &str,
) -> Result<Option<Model>, Internal> {
    let query = Entity::find()
        .filter(Column::CenterId.eq(center))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.is_null());
    Ok(query.order_by_desc(Column::Id).one(db).await?)
}

/// How many codes of a center work.
pub async fn count_working(
    db: &impl ConnectionTrait,
    center: Uuid,
    now: DateTime<Utc>,
) -> Result<u64, Internal> {
    let lasts = Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now));
    let works = Entity::find().filter(Column::CenterId.eq(center)).filter(Column::RevokedAt.is_null());
    Ok(works.filter(lasts).count(db).await?)
}

/// Revokes a code; whether it wasn't before.
pub async fn revoke(db: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool, Internal> {
    let done = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}
