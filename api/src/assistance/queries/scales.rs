//! Scales that finance entered.

use chrono::{DateTime, NaiveDate, Utc};
use hechang_entity::assistance_scale::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::error::Internal;

/// Adds a scale.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// The entered scale that counted at an organ at an instant of a day.
pub async fn counting(
    db: &impl ConnectionTrait,
    organ: Uuid,
    (at, on): (DateTime<Utc>, NaiveDate),
) -> Result<Option<Model>, Internal> {
    let rows = Entity::find().filter(Column::OrganId.eq(organ)).filter(Column::EnteredAt.lte(at));
    let rows = rows.filter(Column::EffectiveFrom.lte(on)).order_by_desc(Column::EffectiveFrom);
    Ok(rows.order_by_desc(Column::EnteredAt).order_by_desc(Column::Id).one(db).await?)
}

/// The scales of an organ that were entered last.
pub async fn of_organ(db: &impl ConnectionTrait, organ: Uuid, limit: u64) -> Result<Vec<Model>, Internal> {
    let rows = Entity::find().filter(Column::OrganId.eq(organ)).order_by_desc(Column::EnteredAt);
    Ok(rows.order_by_desc(Column::Id).limit(limit).all(db).await?)
}
