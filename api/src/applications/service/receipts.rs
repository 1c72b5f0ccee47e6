//! Receipt numbers and the applications they stand for, for slices that only need to name one.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, sea_query::SelectStatement};
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

/// The service and the center of an application, for what is about it and isn't its reader's to open.
pub async fn service_and_center(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<(String, Uuid)>, Internal> {
    Ok(row::find(db, id).await?.map(|row| (row.service_key, row.center_id)))
}

/// Which of some applications are guarded: no list tells whose they are (security.md PRV-4).
pub async fn guarded(db: &impl ConnectionTrait, ids: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, Internal> {
    if ids.is_empty() { Ok(BTreeSet::new()) } else { row::guarded(db, ids).await }
}

/// The ids of all that are guarded, for lists of what is about them.
pub fn guarded_ones() -> SelectStatement {
    row::guarded_ones()
}
