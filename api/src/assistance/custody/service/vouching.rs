//! What the audit record vouches for: each release that was approved (security.md KEY-10).

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    assistance::custody::{model::Request, queries, sealing},
    error::Internal,
    platform::{vault::Vault, vouching::Vouched},
};

/// How much of whose money leaves for what, and who asked, verified and approved. What came of it is no part of it.
pub(super) fn vouch(one: &Request) -> Result<Vouched, Internal> {
    let what = (one.mandate_id, one.kind, &one.purpose, one.amount, &one.words, one.planned_place);
    Vouched::of(one.id, &(what, one.asked_by, one.asked_at, one.verified_by, one.approved_by))
}

/// A page of the approved releases as they are now, by id.
pub async fn vouched(
    db: &impl ConnectionTrait,
    vault: &Vault,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Vouched>, Internal> {
    let rows = queries::approved_after(db, after, limit).await?;
    rows.into_iter().map(|row| vouch(&sealing::request(vault, row)?)).collect()
}
