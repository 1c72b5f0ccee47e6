//! Receipt numbers and the applications they stand for, for slices that only need to name one.

use std::collections::{BTreeSet, HashMap};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    applications::{queries::row, receipt::ReceiptNo},
    error::Internal,
};

/// The application of a receipt number.
pub async fn with_receipt(db: &impl ConnectionTrait, receipt: ReceiptNo) -> Result<Option<Uuid>, Internal> {
    Ok(row::tail_of(db, &String::from(receipt)).await?.map(|(id, _)| id))
}

/// A citizen's applications.
pub async fn cases_of(db: &impl ConnectionTrait, citizen: Uuid) -> Result<Vec<Uuid>, Internal> {
    row::ids_of(db, citizen).await
}

/// Whose some applications are.
pub async fn owners(db: &impl ConnectionTrait, ids: &BTreeSet<Uuid>) -> Result<Vec<Uuid>, Internal> {
    if ids.is_empty() { Ok(Vec::new()) } else { row::owners(db, ids).await }
}

/// The receipt numbers of those that have one.
pub async fn receipts(
    db: &impl ConnectionTrait,
    ids: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, String>, Internal> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(row::receipts(db, ids).await?.into_iter().collect())
}
