//! What is forgotten with an application whose time is over.

use uuid::Uuid;

use crate::{
    assistance::recovery::{model::RecoveryState, queries},
    error::Internal,
    platform::change::Change,
};

/// Forgets the recoveries of these people; the ledger keeps every fen. Answers what the audit record doesn't vouch for anymore. The caller
/// commits.
pub(in crate::assistance) async fn forget(change: &Change, people: &[Uuid]) -> Result<Vec<Uuid>, Internal> {
    let rows = queries::of_people(change.db(), people).await?;
    queries::delete(change.db(), &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let decided =
        rows.into_iter().filter(|row| RecoveryState::DECIDED.iter().any(|one| one.word() == row.state));
    Ok(decided.map(|row| row.id).collect())
}
