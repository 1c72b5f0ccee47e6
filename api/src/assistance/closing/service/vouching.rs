//! What the audit record vouches for: each confirmed closing with the digest of its bundle (security.md KEY-10).

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    assistance::closing::{model::Closing, queries, sealing},
    error::Internal,
    platform::{vault::Vault, vouching::Vouched},
};

/// Who closed which case with what. That it was opened again later is no part of it.
pub(super) fn vouch(closing: &Closing) -> Result<Vouched, Internal> {
    let by = (closing.asked_by, closing.decided_by);
    Vouched::of(closing.id, &(closing.case_id, closing.round, &closing.note, by, &closing.bundle))
}

/// A page of the confirmed closings as they are now, by id.
pub async fn vouched(
    db: &impl ConnectionTrait,
    vault: &Vault,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Vouched>, Internal> {
    let rows = queries::confirmed_after(db, after, limit).await?;
    rows.into_iter().map(|row| vouch(&sealing::closing(vault, row)?)).collect()
}
