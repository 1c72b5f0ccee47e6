//! Staff accounts: who works where, as what.

use hechang_entity::staff_account;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::Internal,
    identity::{
        actor::{Role, Staff},
        passwords, queries,
    },
    organs,
    platform::{change::Change, ids},
};

/// A new account.
pub struct NewStaff {
    /// The name to sign in with.
    pub username: String,
    /// The first password.
    pub password: String,
    /// Where they work.
    pub organ_id: Uuid,
    /// What they may do.
    pub roles: Vec<Role>,
}

/// Makes an account; the caller commits.
pub async fn add(change: &Change, new: NewStaff) -> Result<Uuid, Internal> {
    let id = ids::new_id();
    let row = staff_account::Model {
        id,
        username: new.username,
        password_hash: passwords::hash(&new.password)?,
        organ_id: new.organ_id,
        roles: serde_json::to_value(&new.roles)?,
        disabled_at: None,
        created_at: change.now(),
    };
    queries::insert_staff(change.db(), row).await?;
    Ok(id)
}

/// A member of staff whose account isn't disabled.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Staff>, Internal> {
    let Some(row) = queries::staff(db, id).await? else { return Ok(None) };
    let organ = organs::service::organ(db, row.organ_id).await.map_err(Internal::from_error)?;
    let roles = serde_json::from_value(row.roles)?;
    Ok(Some(Staff { id: row.id, organ_id: organ.id, organ_code: organ.code, roles }))
}

/// The name a member of staff signs in with.
pub async fn username(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<String>, Internal> {
    Ok(queries::staff(db, id).await?.map(|row| row.username))
}
