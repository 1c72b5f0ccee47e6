//! SQL about what is past its time, and about what a citizen leaves behind.

use chrono::{DateTime, Utc};
use hechang_entity::application::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::{applications::model::Ending, catalog::State, error::Internal};

fn ended(ending: &Ending, cutoff: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::ServiceKey.eq(&ending.service_key))
        .add(Column::State.is_in(ending.states.iter().map(|state| state.as_str())))
        .add(Column::UpdatedAt.lte(cutoff))
}

/// Matters that ended at this instant or before.
pub async fn ended_before(
    db: &impl ConnectionTrait,
    ending: &Ending,
    cutoff: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Uuid>, Internal> {
    let due = Entity::find().select_only().column(Column::Id).filter(ended(ending, cutoff));
    Ok(due.order_by_asc(Column::UpdatedAt).limit(limit).into_tuple().all(db).await?)
}

/// How many there are.
pub async fn count_ended_before(
    db: &impl ConnectionTrait,
    ending: &Ending,
    cutoff: DateTime<Utc>,
) -> Result<u64, Internal> {
    Ok(Entity::find().filter(ended(ending, cutoff)).count(db).await?)
}

/// How many drafts were left alone since.
pub async fn count_stale(db: &impl ConnectionTrait, stale: DateTime<Utc>) -> Result<u64, Internal> {
    let drafts = Entity::find().filter(Column::State.eq(State::Draft.as_str()));
    Ok(drafts.filter(Column::UpdatedAt.lte(stale)).count(db).await?)
}

/// Removes an application for good with everything that hangs on it, whatever its state.
pub async fn delete(db: &impl ConnectionTrait, id: Uuid) -> Result<(), Internal> {
    Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// Everything of a citizen, also drafts that have expired.
pub async fn all_of(db: &impl ConnectionTrait, citizen: Uuid) -> Result<Vec<Model>, Internal> {
    let all = Entity::find().filter(Column::CitizenId.eq(citizen));
    Ok(all.order_by_asc(Column::Id).all(db).await?)
}
