//! What is forgotten with an application whose time is over.

use uuid::Uuid;

use crate::{assistance::custody::queries, error::Internal, materials, platform::change::Change};

/// Forgets an application's mandates with their requests, vouchers and reports. The ledger keeps every fen. Answers what the audit record
/// doesn't vouch for anymore. The caller commits.
pub(in crate::assistance) async fn forget(change: &Change, application: Uuid) -> Result<Vec<Uuid>, Internal> {
    let mandates = queries::of_applications(change.db(), &[application]).await?;
    let mandates: Vec<_> = mandates.into_iter().map(|mandate| mandate.id).collect();
    let requests = queries::requests(change.db(), &mandates).await?;
    let vouchers: Vec<_> = requests.iter().filter_map(|request| request.voucher_id).collect();
    queries::delete(change.db(), &mandates).await?;
    materials::files::release(change, &vouchers).await?;
    let approved = requests.into_iter().filter(|request| request.approved_by.is_some());
    Ok(approved.map(|request| request.id).collect())
}
