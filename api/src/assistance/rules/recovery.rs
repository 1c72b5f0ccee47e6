//! Recovery as data: grounds, and the table of its states.

use anyhow::ensure;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::assistance::{
    recovery::model::{RecoveryAct, RecoveryState},
    rules::{Table, Word},
};

/// The rules of recovery.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// Why money is recovered.
    pub grounds: Vec<Word>,
    /// From when.
    pub effective_from: NaiveDate,
    /// The rule.
    pub source: String,
    /// Whether its text was read.
    pub confirmed: bool,
    /// What may happen to a recovery.
    pub table: Table<RecoveryState, RecoveryAct>,
}

impl Recovery {
    /// A ground by its key.
    pub fn ground(&self, key: &str) -> Option<&Word> {
        self.grounds.iter().find(|ground| ground.key == key)
    }

    /// Refuses a table with gaps and a file without grounds.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        ensure!(!self.grounds.is_empty(), "grounds: none, expected one or more");
        ensure!(self.table.holds(RecoveryState::ALL, RecoveryState::Open), "table: a gap or a double row");
        Ok(())
    }
}
