//! The SQL of closing, one function a question.

use hechang_entity::{closing, closing_opening};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::{
    assistance::{closing::model::ClosingState, queries::taken},
    error::Internal,
};

/// The closings of a case, the first first.
pub async fn of_case(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<closing::Model>, Internal> {
    use closing::{Column, Entity};
    Ok(Entity::find().filter(Column::CaseId.eq(case)).order_by_asc(Column::Round).all(db).await?)
}

/// Adds a round; false when somebody else did.
pub async fn insert(db: &impl ConnectionTrait, row: closing::Model) -> Result<bool, Internal> {
    let row = row.into_active_model().reset_all();
    taken(closing::Entity::insert(row).exec_without_returning(db).await)
}

/// Writes a closing over what was read; the caller holds its case.
pub async fn update(db: &impl ConnectionTrait, row: closing::Model) -> Result<(), Internal> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

/// Confirmed closings by id.
pub async fn confirmed_after(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<closing::Model>, Internal> {
    use closing::{Column, Entity};
    let rows = Entity::find().filter(Column::State.eq(ClosingState::Confirmed.word()));
    let rows = rows.filter(Column::Id.gt(after.unwrap_or(Uuid::nil())));
    Ok(rows.order_by_asc(Column::Id).limit(limit).all(db).await?)
}

pub async fn insert_opening(db: &impl ConnectionTrait, row: closing_opening::Model) -> Result<(), Internal> {
    closing_opening::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Who opened the bundles of these closings, the first first.
pub async fn openings(
    db: &impl ConnectionTrait,
    closings: &[Uuid],
) -> Result<Vec<closing_opening::Model>, Internal> {
    use closing_opening::{Column, Entity};
    let all = Entity::find().filter(Column::ClosingId.is_in(closings.iter().copied()));
    Ok(all.order_by_asc(Column::Id).all(db).await?)
}

/// Deletes closings with who opened their bundles.
pub async fn delete(db: &impl ConnectionTrait, closings: &[Uuid]) -> Result<(), Internal> {
    let openings = closing_opening::Column::ClosingId.is_in(closings.iter().copied());
    closing_opening::Entity::delete_many().filter(openings).exec(db).await?;
    let own = closing::Column::Id.is_in(closings.iter().copied());
    closing::Entity::delete_many().filter(own).exec(db).await?;
    Ok(())
}
