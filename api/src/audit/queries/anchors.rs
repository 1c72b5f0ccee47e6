//! Anchors.

use chrono::{DateTime, Utc};
use hechang_entity::audit_anchor::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    TryInsertResult,
};
use uuid::Uuid;

use crate::error::Internal;

/// Writes an anchor unless there is one at the same place; whether it did.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<bool, Internal> {
    let inserted = Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on([Column::ChainId, Column::Seq])
        .exec_without_returning(db)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// When the newest anchor was written.
pub async fn newest(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, Internal> {
    let newest = Entity::find().select_only().column_as(Column::At.max(), "at");
    Ok(newest.into_tuple::<Option<DateTime<Utc>>>().one(db).await?.flatten())
}

/// The newest anchor of a chain.
pub async fn last_of(db: &impl ConnectionTrait, chain: Uuid) -> Result<Option<Model>, Internal> {
    let of_chain = Entity::find().filter(Column::ChainId.eq(chain));
    Ok(of_chain.order_by_desc(Column::Seq).limit(1).one(db).await?)
}

/// All anchors, in pages.
pub async fn page(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let rows = Entity::find().order_by_asc(Column::Id).limit(limit);
    let rows = match after {
        Some(after) => rows.filter(Column::Id.gt(after)),
        None => rows,
    };
    Ok(rows.all(db).await?)
}
