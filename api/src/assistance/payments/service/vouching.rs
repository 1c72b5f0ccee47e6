//! What the audit record vouches for: each line of an approved batch, the order to pay it (security.md KEY-10).

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    assistance::payments::{
        model::{Batch, Line},
        queries, sealing,
    },
    error::Internal,
    platform::{vault::Vault, vouching::Vouched},
};

/// The order: who pays how much to whom and where, and who made and checked it. How far it came is no part of it.
pub(super) fn vouch(batch: &Batch, line: &Line) -> Result<Vouched, Internal> {
    let by = (batch.organ_id, batch.year, batch.number, batch.way, batch.made_by, batch.approved_by);
    let what = (line.place, line.instalment_id, line.person_id, line.case_id, line.amount);
    Vouched::of(line.id, &(batch.id, by, what, line.mandate_id, &line.account))
}

/// A page of the lines of approved batches as they are now, by id.
pub async fn vouched(
    db: &impl ConnectionTrait,
    vault: &Vault,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Vouched>, Internal> {
    let rows = queries::ordered_after(db, after, limit).await?;
    let vouched = |(line, batch)| vouch(&sealing::batch(&batch)?, &sealing::line(vault, &line)?);
    rows.into_iter().map(vouched).collect()
}
