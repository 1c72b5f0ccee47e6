//! By what a case's money went, for its archive bundle.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{access::joined, reading::people};
use crate::{
    assistance::payments::{
        model::{Archived, ArchivedBatch, ArchivedLine, BatchFile},
        queries, sealing,
    },
    error::Internal,
    identity,
    platform::vault::Vault,
};

/// The batches that had lines of a case, with those lines alone. Who may see it is the caller's matter.
pub(in crate::assistance) async fn archived(
    db: &impl ConnectionTrait,
    vault: &Vault,
    case: Uuid,
) -> Result<Archived, Internal> {
    let rows = queries::lines_of_case(db, case).await?;
    let ids: BTreeSet<_> = rows.iter().map(|row| row.batch_id).collect();
    let batches = queries::batches_by_ids(db, &ids).await?;
    let batches = batches.iter().map(sealing::batch).collect::<Result<_, _>>()?;
    let files = joined(db, vault, batches, rows).await?;
    let who = files.iter().flat_map(people).collect();
    Ok(Archived {
        staff: identity::staff::usernames(db, &who).await?.into_iter().collect(),
        batches: files.iter().map(archived_batch).collect(),
    })
}

fn archived_batch(file: &BatchFile) -> ArchivedBatch {
    let lines = file.lines.iter();
    let lines =
        lines.map(|payee| ArchivedLine { reference: file.reference(&payee.line), payee: payee.clone() });
    ArchivedBatch { number: file.number(), lines: lines.collect(), batch: file.batch.clone() }
}
