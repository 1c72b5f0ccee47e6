//! A citizen's new phone: receipts are tracked by its last four digits from now on.

use uuid::Uuid;

use crate::{
    applications::{queries::erasing, queries::row, service::tracking::tail_index},
    error::Internal,
    identity::phone::Phone,
    platform::change::Change,
};

/// Lets every receipt of a citizen be tracked by another phone. The caller commits.
pub async fn follow_phone(change: &Change, citizen: Uuid, phone: &Phone) -> Result<(), Internal> {
    for one in erasing::all_of(change.db(), citizen).await? {
        let Some(receipt) = &one.receipt_no else { continue };
        let index = tail_index(change.vault(), receipt, phone.tail())?;
        row::set_tail(change.db(), one.id, index).await?;
    }
    Ok(())
}
