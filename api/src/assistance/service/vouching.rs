//! What the audit record vouches for: each step of a decision (security.md KEY-10).

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    assistance::{model::Taken, queries, sealing},
    error::Internal,
    platform::{vault::Vault, vouching::Vouched},
};

pub(super) fn vouch(case: Uuid, taken: &Taken) -> Result<Vouched, Internal> {
    Vouched::of(taken.id, &(case, taken))
}

/// A page of the steps as they are now, by id.
pub async fn vouched(
    db: &impl ConnectionTrait,
    vault: &Vault,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Vouched>, Internal> {
    let rows = queries::steps_after(db, after, limit).await?;
    rows.into_iter().map(|row| vouch(row.case_id, &sealing::step(vault, row)?)).collect()
}
