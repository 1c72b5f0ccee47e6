//! Every posting with its entries, against the audit record.

use std::collections::HashMap;

use hechang_entity::{audit_entry, ledger_entry, ledger_posting::Model};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Known, Report, fen};
use crate::{
    error::Internal,
    ledger::{
        chart::touched,
        posting::{Line, Sums, balanced, digest},
        queries::proving,
    },
};

pub(super) async fn check(
    db: &impl ConnectionTrait,
    known: &Known,
    report: &mut Report,
) -> Result<(), Internal> {
    let (mut after, mut read) = (None, 0_u64);
    loop {
        let page = proving::postings(db, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        let ids: Vec<_> = page.iter().map(|posting| posting.id).collect();
        let mut lines: HashMap<Uuid, Vec<ledger_entry::Model>> = HashMap::new();
        for entry in proving::entries_of(db, &ids).await? {
            read = read.saturating_add(1);
            lines.entry(entry.posting_id).or_default().push(entry);
        }
        let recorded = proving::recorded(db, &ids).await?;
        for posting in &page {
            whole(posting, lines.get(&posting.id).map(Vec::as_slice).unwrap_or_default(), known, report);
            told(posting, &recorded, report);
        }
    }
    let there = proving::count(db).await?;
    if there != read {
        let stray = there.abs_diff(read);
        report.fault(format!("{stray} entries belong to no posting"));
    }
    vanished(db, report).await
}

/// All its lines, summing to zero in each book, and unchanged.
fn whole(posting: &Model, lines: &[ledger_entry::Model], known: &Known, report: &mut Report) {
    let Model { id, key, .. } = posting;
    if usize::try_from(posting.lines).ok() != Some(lines.len()) {
        let (count, found) = (posting.lines, lines.len());
        report.fault(format!("posting {id} ({key}): has {found} entries, not {count}"));
    }
    if !balanced(lines.iter().map(|line| (line.kind, fen(line.amount)))) {
        let sum: i128 = lines.iter().map(|line| i128::from(line.amount)).sum();
        report.fault(format!("posting {id} ({key}): isn't balanced; its entries sum to {sum}"));
    }
    if let Some(line) = lines.iter().find(|line| !touched(posting.act).contains(&line.kind)) {
        report.fault(format!(
            "posting {id} ({key}): entry {} is on an account that this doesn't move",
            line.id
        ));
    }
    let mut sums = Some(Sums::default());
    for (place, line) in lines.iter().enumerate() {
        let in_turn = usize::try_from(line.line).ok() == place.checked_add(1) && line.lines == posting.lines;
        let after = sums.and_then(|sums| sums.and(line.kind, fen(line.amount)));
        let (says, goes_on) = carried(line);
        if !in_turn || sums != Some(says) || after != Some(goes_on) {
            report.fault(format!("posting {id} ({key}): entry {} doesn't follow the one before", line.id));
        }
        if line.beneficiary_id.is_some() && line.beneficiary_id != posting.beneficiary_id {
            report.fault(format!("posting {id} ({key}): entry {} is another person's", line.id));
        }
        sums = after;
    }
    let told = lines.iter().map(|line| {
        let account = known.accounts.get(&line.account_id);
        let (subject, mandate) =
            account.map(|account| (account.subject_id, account.mandate_id)).unwrap_or_default();
        let (kind, organ, year, amount) = (line.kind, line.organ_id, line.year, fen(line.amount));
        Line { kind, organ, year, subject, mandate, amount }
    });
    if digest(posting, told) != posting.digest {
        report.fault(format!("posting {id} ({key}): was changed after it was made"));
    }
}

/// The sums before and after a line, as it says.
fn carried(line: &ledger_entry::Model) -> (Sums, Sums) {
    let sums = |all, money, gone| Sums { all: fen(all), money: fen(money), gone: fen(gone) };
    let before = sums(line.sum_before, line.money_before, line.gone_before);
    (before, sums(line.sum_after, line.money_after, line.gone_after))
}

/// The audit record tells of it, once, with its digest.
fn told(posting: &Model, recorded: &[audit_entry::Model], report: &mut Report) {
    let Model { id, key, digest, .. } = posting;
    let mut told = recorded.iter().filter(|entry| entry.subject_id == *id);
    let same = told.next().is_some_and(|entry| {
        entry.detail.get("digest").and_then(serde_json::Value::as_str) == Some(digest.as_str())
    });
    if !same || told.next().is_some() {
        report.fault(format!("posting {id} ({key}): the audit record doesn't say the same"));
    }
}

/// Postings of which the audit record tells must be there.
async fn vanished(db: &impl ConnectionTrait, report: &mut Report) -> Result<(), Internal> {
    let mut after = None;
    loop {
        let page = proving::told_of(db, after).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(*last);
        let ids: Vec<_> = page.iter().map(|(_, posting)| *posting).collect();
        let there = proving::there(db, &ids).await?;
        for id in ids.iter().filter(|id| !there.contains(id)) {
            report.fault(format!("posting {id}: the audit record tells of it, but it is gone"));
        }
    }
}
