//! What the audit record vouches for: each recovery that was decided (security.md KEY-10).

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    assistance::recovery::{model::Recovery, queries, sealing},
    error::Internal,
    platform::{vault::Vault, vouching::Vouched},
};

/// Who pays back how much and why, and who decided. How far it came is no part of it.
pub(super) fn vouch(one: &Recovery) -> Result<Vouched, Internal> {
    let what = (
        one.case_id,
        one.person_id,
        &one.ground,
        one.amount,
        one.revokes,
        &one.words.reason,
        &one.words.decision,
    );
    Vouched::of(one.id, &(what, one.opened_by, one.decided_by))
}

/// A page of the decided recoveries as they are now, by id.
pub async fn vouched(
    db: &impl ConnectionTrait,
    vault: &Vault,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Vouched>, Internal> {
    let rows = queries::decided_after(db, after, limit).await?;
    rows.into_iter().map(|row| vouch(&sealing::recovery(vault, row)?)).collect()
}
