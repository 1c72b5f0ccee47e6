//! What is forgotten when an application of the case is.

use uuid::Uuid;

use crate::{assistance::closing::queries, error::Internal, materials::files, platform::change::Change};

/// Forgets the closings of a case with their bundles, which hold what every application of it said. Answers what the audit record doesn't
/// vouch for anymore. The caller commits.
pub(in crate::assistance) async fn forget(change: &Change, case: Uuid) -> Result<Vec<Uuid>, Internal> {
    let rows = queries::of_case(change.db(), case).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let bundles: Vec<_> = rows.iter().filter_map(|row| row.bundle_id).collect();
    queries::delete(change.db(), &ids).await?;
    files::release(change, &bundles).await?;
    Ok(rows.into_iter().filter(|row| row.bundle_id.is_some()).map(|row| row.id).collect())
}
