//! What is forgotten with people: where their money went, and by which lines.

use uuid::Uuid;

use crate::{assistance::payments::queries, error::Internal, materials, platform::change::Change};

/// Forgets the accounts and lines of these people; answers the lines. The ledger keeps what was paid. The caller commits.
pub(in crate::assistance) async fn forget(change: &Change, people: &[Uuid]) -> Result<Vec<Uuid>, Internal> {
    let lines = queries::lines_of(change.db(), people).await?;
    queries::delete_of(change.db(), people).await?;
    let receipts: Vec<_> = lines.iter().filter_map(|line| line.receipt_id).collect();
    materials::files::release(change, &receipts).await?;
    Ok(lines.into_iter().map(|line| line.id).collect())
}
