//! By what a case's money went, for its archive bundle.

use std::collections::BTreeMap;

use serde::Serialize;
use uuid::Uuid;

use crate::assistance::payments::model::{Batch, Payee};

/// The batches that had lines of a case, to be read without this program.
#[derive(Serialize)]
pub struct Archived {
    /// The batches, the first first.
    pub batches: Vec<ArchivedBatch>,
    /// The user names of those who made and checked them, and of witnesses.
    pub staff: BTreeMap<Uuid, String>,
}

/// A batch with the lines of one case: those of others aren't its readers' to see.
#[derive(Serialize)]
pub struct ArchivedBatch {
    /// The number that papers and the bank's file have.
    pub number: String,
    /// The batch.
    pub batch: Batch,
    /// The case's lines with what came of them, in their order.
    pub lines: Vec<ArchivedLine>,
}

/// A line with the bank's name for it.
#[derive(Serialize)]
pub struct ArchivedLine {
    /// By which the bank's answer names it.
    pub reference: String,
    /// The line and whom it is for.
    #[serde(flatten)]
    pub payee: Payee,
}
