//! Departments.

use chrono::{DateTime, Utc};
use hechang_entity::department::{ActiveModel, Column, Entity};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::LockType,
};
use uuid::Uuid;

use crate::{error::Internal, organs::model::Department, platform::database::is_postgres};

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Department>, Internal> {
    Entity::find_by_id(id).one(db).await?.map(Department::try_from).transpose()
}

/// Those of these organs, the oldest first, closed ones too.
pub async fn of_organs(db: &impl ConnectionTrait, organs: &[Uuid]) -> Result<Vec<Department>, Internal> {
    let there = Entity::find().filter(Column::OrganId.is_in(organs.iter().copied())).order_by_asc(Column::Id);
    there.all(db).await?.into_iter().map(Department::try_from).collect()
}

pub async fn insert(
    db: &impl ConnectionTrait,
    department: &Department,
    at: DateTime<Utc>,
) -> Result<(), Internal> {
    let row = ActiveModel { created_at: Set(at), ..row(department)? };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

pub async fn update(db: &impl ConnectionTrait, department: &Department) -> Result<(), Internal> {
    Entity::update(row(department)?).exec_without_returning(db).await?;
    Ok(())
}

fn row(department: &Department) -> Result<ActiveModel, Internal> {
    Ok(ActiveModel {
        id: Set(department.id),
        organ_id: Set(department.organ_id),
        line: Set(department.line.word().to_owned()),
        name: Set(serde_json::to_value(&department.name)?),
        created_at: NotSet,
        closed_at: Set(department.closed_at),
        version: Set(department.version),
    })
}

/// One of them, held until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Department>, Internal> {
    let one = Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock(LockType::NoKeyUpdate) } else { one };
    one.one(db).await?.map(Department::try_from).transpose()
}
