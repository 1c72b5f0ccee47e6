//! Proves the ledger from its entries, trusting no constraint: somebody may have gone around them.
//!
//! Every account's entries go on from each other and stay within its bounds; every posting sums to zero in each book and is what
//! the audit record says; every grant adds up; and what was spent, by an organ and for each person, is with people, in custody or
//! recovered.

mod accounts;
mod grants;
mod postings;

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Display,
};

use hechang_entity::ledger_account::Model;
use sea_orm::{AccessMode, IsolationLevel, TransactionTrait};
use uuid::Uuid;

use crate::{
    error::Internal,
    ledger::{chart::Kind, queries::proving},
    platform::{
        database::{Database, is_postgres},
        money::Fen,
    },
};

/// Faults that are named; more are only counted.
const NAMED: usize = 1_000;

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    /// Entries that were read.
    pub entries: u64,
    /// Accounts that were read.
    pub accounts: usize,
    /// What doesn't hold, in words, with the row that it is about.
    pub faults: Vec<String>,
    /// Faults beyond those named.
    pub more: usize,
}

impl Report {
    fn fault(&mut self, text: impl Display) {
        if self.faults.len() < NAMED {
            self.faults.push(text.to_string());
        } else {
            self.more = self.more.saturating_add(1);
        }
    }
}

/// Accounts by id, what the entries of each organ's year come to, and what was spent for each person of a grant without having
/// reached them.
#[derive(Default)]
struct Known {
    accounts: HashMap<Uuid, Model>,
    totals: BTreeMap<(Uuid, i32), HashMap<Kind, i128>>,
    unreached: BTreeMap<Uuid, i128>,
}

/// Checks everything, as it stood at one moment.
pub async fn verify(db: &Database) -> Result<Report, Internal> {
    // On SQLite a reader sees one moment anyway.
    let postgres = is_postgres(db.read());
    let tx = if postgres {
        let (isolation, access) = (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly));
        db.read().begin_with_config(isolation, access).await?
    } else {
        db.read().begin().await?
    };
    let (mut report, mut known) = (Report::default(), Known::default());
    let mut after = None;
    loop {
        let page = proving::accounts(&tx, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        known.accounts.extend(page.into_iter().map(|account| (account.id, account)));
    }
    report.accounts = known.accounts.len();
    accounts::check(&tx, &mut known, &mut report).await?;
    postings::check(&tx, &known, &mut report).await?;
    grants::check(&tx, &known, &mut report).await?;
    for ((organ, year), totals) in &known.totals {
        check_year(*organ, *year, totals, &mut report);
    }
    for (person, rest) in known.unreached.iter().filter(|(_, rest)| **rest != 0) {
        report.fault(format!(
            "person {person} of a grant: {rest} of what was spent for them hasn't reached them"
        ));
    }
    tx.commit().await?;
    Ok(report)
}

/// The two books of an organ's year, and that they agree on what left.
fn check_year(organ: Uuid, year: i32, totals: &HashMap<Kind, i128>, report: &mut Report) {
    let of = |kinds: &[Kind]| kinds.iter().filter_map(|kind| totals.get(kind)).sum::<i128>();
    let authority = of(&[Kind::Authorized, Kind::Budget, Kind::Earmarked, Kind::Committed, Kind::Spent]);
    let gone = of(&[Kind::Paid, Kind::Custody, Kind::Recovered]);
    let money = of(&[Kind::Treasury, Kind::Bank]) + gone;
    for (book, sum) in [("authority", authority), ("money", money)] {
        if sum != 0 {
            report.fault(format!("organ {organ}, {year}: the book of {book} sums to {sum}, not 0"));
        }
    }
    let spent = of(&[Kind::Spent]);
    if spent != gone {
        report.fault(format!("organ {organ}, {year}: {spent} were spent, but {gone} have reached somebody"));
    }
}

fn fen(amount: i64) -> Fen {
    Fen::of(amount)
}
