//! Checks the whole record: every entry against its keyed hash and its neighbors, every chain against its head, and every
//! anchor against the entry it names. Reads in pages, on one moment of the database, so that it may run beside the program.
//!
//! Begin at [`verify`]; [`walk`] holds the rules of a chain.

mod anchors;
mod vouched;
mod walk;

use std::{collections::BTreeMap, path::PathBuf};

use hechang_entity::audit_head;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::{
    app::App,
    audit::{model::Line, queries::walking},
    error::Internal,
    platform::chain::Seals,
};

use walk::Walk;

/// More than this many faults help nobody.
const MOST_FAULTS: usize = 100;
const AT_ONCE: u64 = 500;

/// What was checked and what is wrong, the first bad entry of the first bad chain first.
#[derive(Debug, Default)]
pub struct Report {
    /// Entries checked.
    pub entries: u64,
    /// Chains checked.
    pub chains: u64,
    /// Anchors checked.
    pub anchors: u64,
    /// Decisions and payment orders checked.
    pub vouched: u64,
    /// What is wrong; empty when the record holds.
    pub faults: Vec<Fault>,
}

/// Something wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The chain: an organ, or the house itself; none for an entry without a place.
    pub chain: Option<Uuid>,
    /// The number in the chain.
    pub seq: Option<i64>,
    /// The entry.
    pub id: Option<Uuid>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The keyed hash doesn't fit.
    #[error("altered or put in: it isn't what the program recorded")]
    Altered,
    /// The key isn't known.
    #[error("altered or put in: it names a key that doesn't exist")]
    UnknownKey,
    /// It doesn't follow the one before.
    #[error("doesn't follow the entry before it: one of the two was exchanged")]
    NotLinked,
    /// Numbers are missing before an entry.
    #[error("removed: entries up to number {0} are missing")]
    Removed(i64),
    /// The chain ends before its head says.
    #[error("cut off: entries up to number {0} are missing at the end")]
    CutOff(i64),
    /// The entry has no place in any chain.
    #[error("put in: it has no place in a chain")]
    Unplaced,
    /// The head isn't what the program left.
    #[error("the head of the chain was altered")]
    HeadAltered,
    /// The head is gone.
    #[error("the head of the chain was removed")]
    HeadRemoved,
    /// An anchor names an entry that isn't there.
    #[error("removed: the anchor of {0} names an entry that is missing")]
    AnchorMissed(String),
    /// An anchor names an entry with another hash.
    #[error("exchanged: the anchor of {0} names another entry")]
    AnchorDiffers(String),
    /// A decision or payment order isn't what the record vouches for.
    #[error("altered: this step of a decision or order to pay isn't what the record vouches for")]
    VouchedAltered,
    /// No entry vouches for a decision or payment order.
    #[error("put in: nothing on the record vouches for this step of a decision or order to pay")]
    NotVouched,
    /// A decision or payment order that the record vouches for is gone.
    #[error("removed: a step of a decision or order to pay that the record vouches for is missing")]
    VouchedRemoved,
    /// A line of a file of anchors isn't one.
    #[error("{0} isn't an anchor")]
    Unreadable(String),
}

/// Checks the record, the anchors in the database and the data folder, and those of the files given.
pub async fn verify(app: &App, files: &[PathBuf]) -> Result<Report, Internal> {
    let tx = app.db.snapshot().await?;
    let mut report = Report::default();
    walk_chains(&tx, &app.seals, &mut report).await?;
    for id in walking::unplaced(&tx, AT_ONCE).await? {
        report.add(Fault { chain: None, seq: None, id: Some(id), wrong: Wrong::Unplaced });
    }
    anchors::of_database(&tx, &mut report).await?;
    for file in super::anchors::files(&app.config.data_dir)?.iter().chain(files) {
        anchors::of_file(&tx, file, &mut report).await?;
    }
    vouched::check(&tx, &app.vault, &mut report).await?;
    Ok(report)
}

async fn walk_chains(tx: &DatabaseTransaction, seals: &Seals, report: &mut Report) -> Result<(), Internal> {
    let mut heads = heads(tx).await?;
    let (mut walk, mut after) = (None::<Walk<'_>>, None);
    loop {
        let page = walking::page(tx, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = last.chain_id.zip(last.seq).map(|(chain, seq)| (chain, seq, last.id));
        for entry in page {
            let chain = entry.chain_id.unwrap_or_default();
            if walk.as_ref().is_none_or(|walk| walk.chain != chain) {
                finish(walk.take(), &mut heads, report);
            }
            walk.get_or_insert_with(|| Walk::new(seals, chain)).step(&entry, report);
        }
    }
    finish(walk, &mut heads, report);
    for head in heads.into_values() {
        Walk::new(seals, head.chain_id).end(Some(&head), report);
    }
    Ok(())
}

fn finish(walk: Option<Walk<'_>>, heads: &mut BTreeMap<Uuid, audit_head::Model>, report: &mut Report) {
    if let Some(walk) = walk {
        let head = heads.remove(&walk.chain);
        walk.end(head.as_ref(), report);
    }
}

async fn heads(tx: &DatabaseTransaction) -> Result<BTreeMap<Uuid, audit_head::Model>, Internal> {
    Ok(walking::heads(tx).await?.into_iter().map(|head| (head.chain_id, head)).collect())
}

impl Report {
    fn add(&mut self, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    fn add_anchor(&mut self, line: &Line, wrong: Wrong) {
        self.add(Fault { chain: Some(line.chain), seq: Some(line.seq), id: None, wrong });
    }
}
