//! Organs and their tree.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::Internal,
    organs::{
        error::OrganError,
        model::{Kind, Organ, PartnerKind},
        queries::organs,
    },
    platform::change::Change,
};

/// An organ.
pub async fn organ(db: &impl ConnectionTrait, id: Uuid) -> Result<Organ, OrganError> {
    organs::by_id(db, id).await?.ok_or(OrganError::NotFound)
}

/// The organ of a code, like 540500, unless it is closed.
pub async fn organ_by_code(db: &impl ConnectionTrait, code: &str) -> Result<Organ, OrganError> {
    let organ = organs::by_code(db, code).await?.filter(|organ| organ.closed_at.is_none());
    organ.ok_or(OrganError::NotFound)
}

/// An organ that isn't closed, held until the change ends, so that nobody closes it while something is put there.
pub async fn hold_organ(change: &Change, id: Uuid) -> Result<Organ, OrganError> {
    let organ = organs::lock(change.db(), id).await?.filter(|organ| organ.closed_at.is_none());
    organ.ok_or(OrganError::NotFound)
}

/// Every organ that isn't closed, in the order of codes: to whom a matter can be passed.
pub async fn organs(db: &impl ConnectionTrait) -> Result<Vec<Organ>, Internal> {
    let mut all = organs::all(db).await?;
    all.retain(|organ| organ.closed_at.is_none());
    Ok(all)
}

/// Every partner that isn't closed, in the order of codes: to whom a matter can be handed.
pub async fn partners(db: &impl ConnectionTrait) -> Result<Vec<Organ>, Internal> {
    let mut all = organs(db).await?;
    all.retain(|organ| organ.kind == Kind::Partner);
    Ok(all)
}

/// The partner of a kind that works with an organ, or else with the nearest one above it.
pub async fn partner_near(
    db: &impl ConnectionTrait,
    organ_id: Uuid,
    kind: PartnerKind,
) -> Result<Option<Organ>, Internal> {
    let all = organs(db).await?;
    let mut at = Some(organ_id);
    while let Some(id) = at {
        let works_with = |one: &&Organ| one.parent_id == Some(id) && one.partner == Some(kind);
        if let Some(partner) = all.iter().find(works_with) {
            return Ok(Some(partner.clone()));
        }
        at = all.iter().find(|organ| organ.id == id).and_then(|organ| organ.parent_id);
    }
    Ok(None)
}

/// Some organs, closed or not, in the order of codes.
pub async fn organs_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Organ>, Internal> {
    organs::by_ids(db, ids).await
}

/// An organ and all below it: what its staff may look after.
pub async fn organ_and_below(db: &impl ConnectionTrait, organ_id: Uuid) -> Result<Vec<Uuid>, Internal> {
    organs::with_all_below(db, organ_id).await
}

/// The same with names, without closed ones, in the order of codes.
pub async fn organs_from(db: &impl ConnectionTrait, organ_id: Uuid) -> Result<Vec<Organ>, Internal> {
    let mut all = organs::by_ids(db, &organs::with_all_below(db, organ_id).await?).await?;
    all.retain(|organ| organ.closed_at.is_none());
    Ok(all)
}
