//! Departments and their lines of work.

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    error::Internal,
    organs::{
        error::OrganError,
        model::{Department, Line},
        queries::departments,
    },
    platform::{
        change::{Change, Event},
        ids,
    },
    web::language::Text,
};

/// A department, closed or not.
pub async fn department(db: &impl ConnectionTrait, id: Uuid) -> Result<Department, OrganError> {
    departments::by_id(db, id).await?.ok_or(OrganError::NotFound)
}

/// The departments of an organ that aren't closed, the oldest first.
pub async fn departments_of(db: &impl ConnectionTrait, organ: Uuid) -> Result<Vec<Department>, Internal> {
    let mut all = departments::of_organs(db, &[organ]).await?;
    all.retain(|department| department.closed_at.is_none());
    Ok(all)
}

/// The same of several organs.
pub async fn departments_of_all(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
) -> Result<Vec<Department>, Internal> {
    let mut all = departments::of_organs(db, organs).await?;
    all.retain(|department| department.closed_at.is_none());
    Ok(all)
}

/// Opens a department; whether somebody may, and whether it is as it must be, is asked before. The caller commits.
pub async fn open_department(
    change: &Change,
    organ: Uuid,
    line: Line,
    name: Text,
) -> Result<(Department, Event), Internal> {
    let department =
        Department { id: ids::new_id(), organ_id: organ, line, name, closed_at: None, version: 1 };
    departments::insert(change.db(), &department, change.now()).await?;
    let event = Event::new("department.opened", department.id).at(organ);
    Ok((department, event.with(json!({ "line": line }))))
}
