//! The SQL of the roster, one function a question.

use chrono::{DateTime, Utc};
use hechang_entity::{organ, staff_account};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

use crate::error::Internal;

/// Accounts of these organs after a name, by name, with their organ.
pub async fn page(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
    after: Option<String>,
    rows: u64,
) -> Result<Vec<(staff_account::Model, Option<organ::Model>)>, Internal> {
    use staff_account::Column;
    let mut query = staff_account::Entity::find().filter(Column::OrganId.is_in(organs.iter().copied()));
    if let Some(after) = after {
        query = query.filter(Column::Username.gt(after));
    }
    let query = query.order_by_asc(Column::Username).limit(rows);
    Ok(query.find_also_related(organ::Entity).all(db).await?)
}

/// Sets an account's roles.
pub async fn set_roles(db: &impl ConnectionTrait, id: Uuid, roles: Value) -> Result<(), Internal> {
    let row = staff_account::ActiveModel { id: Set(id), roles: Set(roles), ..Default::default() };
    staff_account::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// Puts an account into a department, or out of any.
pub async fn set_department(
    db: &impl ConnectionTrait,
    id: Uuid,
    department: Option<Uuid>,
) -> Result<(), Internal> {
    let row =
        staff_account::ActiveModel { id: Set(id), department_id: Set(department), ..Default::default() };
    staff_account::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// Lets somebody work at another organ, in one of its departments or above them.
pub async fn set_place(
    db: &impl ConnectionTrait,
    id: Uuid,
    organ: Uuid,
    department: Option<Uuid>,
) -> Result<(), Internal> {
    let row = staff_account::ActiveModel {
        id: Set(id),
        organ_id: Set(organ),
        department_id: Set(department),
        ..Default::default()
    };
    staff_account::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// Disables an account, or enables it again.
pub async fn set_disabled(
    db: &impl ConnectionTrait,
    id: Uuid,
    disabled_at: Option<DateTime<Utc>>,
) -> Result<(), Internal> {
    let row = staff_account::ActiveModel { id: Set(id), disabled_at: Set(disabled_at), ..Default::default() };
    staff_account::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}
