//! Organs and their tree.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::Internal,
    organs::{error::OrganError, model::Organ, queries::organs},
};

/// An organ.
pub async fn organ(db: &impl ConnectionTrait, id: Uuid) -> Result<Organ, OrganError> {
    organs::by_id(db, id).await?.ok_or(OrganError::NotFound)
}

/// The organ of a code, like 540500.
pub async fn organ_by_code(db: &impl ConnectionTrait, code: &str) -> Result<Organ, OrganError> {
    organs::by_code(db, code).await?.ok_or(OrganError::NotFound)
}

/// Every organ, in the order of codes: to whom a matter can be passed.
pub async fn organs(db: &impl ConnectionTrait) -> Result<Vec<Organ>, Internal> {
    organs::all(db).await
}

/// An organ and all below it: what its staff may look after.
pub async fn organ_and_below(db: &impl ConnectionTrait, organ_id: Uuid) -> Result<Vec<Uuid>, Internal> {
    organs::with_all_below(db, organ_id).await
}

/// The same with names, in the order of codes.
pub async fn organs_from(db: &impl ConnectionTrait, organ_id: Uuid) -> Result<Vec<Organ>, Internal> {
    organs::by_ids(db, &organs::with_all_below(db, organ_id).await?).await
}
