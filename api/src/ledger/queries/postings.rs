//! Postings.

use std::collections::HashMap;

use hechang_entity::ledger_posting::{Act, ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::error::Internal;

pub async fn by_key(db: &impl ConnectionTrait, key: &str) -> Result<Option<Model>, Internal> {
    Ok(Entity::find().filter(Column::Key.eq(key)).one(db).await?)
}

pub async fn by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>, Internal> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// What happened in a case, the first first.
pub async fn of_case(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<Model>, Internal> {
    Ok(Entity::find().filter(Column::CaseId.eq(case)).order_by_asc(Column::Id).all(db).await?)
}

/// Whether something of a kind happened to an instalment.
pub async fn has_act(db: &impl ConnectionTrait, instalment: Uuid, act: Act) -> Result<bool, Internal> {
    let query = Entity::find().filter(Column::InstalmentId.eq(instalment)).filter(Column::Act.eq(act));
    Ok(query.one(db).await?.is_some())
}

pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    let row: ActiveModel = row.into_active_model().reset_all();
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
