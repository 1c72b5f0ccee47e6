//! Wages that finance entered.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use hechang_entity::assistance_wage::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use crate::error::Internal;

/// Adds a wage.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// The entered wage that counted in a region at an instant of a day.
pub async fn counting(
    db: &impl ConnectionTrait,
    region: &str,
    (at, on): (DateTime<Utc>, NaiveDate),
) -> Result<Option<Model>, Internal> {
    let rows = Entity::find().filter(Column::Region.eq(region)).filter(Column::EnteredAt.lte(at));
    let rows = rows.filter(Column::Year.lt(on.year())).filter(Column::PublishedOn.lte(on));
    let rows = rows.order_by_desc(Column::Year).order_by_desc(Column::EnteredAt);
    Ok(rows.order_by_desc(Column::Id).one(db).await?)
}

/// The wages of a region that were entered last.
pub async fn of_region(db: &impl ConnectionTrait, region: &str, limit: u64) -> Result<Vec<Model>, Internal> {
    let rows = Entity::find().filter(Column::Region.eq(region)).order_by_desc(Column::EnteredAt);
    Ok(rows.order_by_desc(Column::Id).limit(limit).all(db).await?)
}
