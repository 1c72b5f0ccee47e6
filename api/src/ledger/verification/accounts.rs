//! Every account's entries in their order.

use hechang_entity::{ledger_account, ledger_entry::Model};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Known, Report};
use crate::{
    error::Internal,
    ledger::{chart::gone, queries::proving},
    platform::money::Fen,
};

/// Where the walk along an account stands.
#[derive(Clone, Copy)]
struct Place {
    account: Uuid,
    seq: i64,
    balance: i64,
}

pub(super) async fn check(
    db: &impl ConnectionTrait,
    known: &mut Known,
    report: &mut Report,
) -> Result<(), Internal> {
    let (mut after, mut place): (Option<(Uuid, i64)>, Option<Place>) = (None, None);
    loop {
        let page = proving::entries_by_account(db, after).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.account_id, last.seq));
        for entry in &page {
            report.entries = report.entries.saturating_add(1);
            let before = place.filter(|place| place.account == entry.account_id);
            place = Some(step(before, entry, report));
            belongs(entry, known.accounts.get(&entry.account_id), report);
            let year = known.totals.entry((entry.organ_id, entry.year)).or_default();
            *year.entry(entry.kind).or_default() += i128::from(entry.amount);
            if let Some(person) = entry.beneficiary_id {
                let gone = gone(entry.kind, Fen::of(entry.amount));
                *known.unreached.entry(person).or_default() += i128::from(gone.count());
            }
        }
    }
    Ok(())
}

/// Goes on by one entry; what is wrong is named once, and the walk goes on from what the entry says.
fn step(before: Option<Place>, entry: &Model, report: &mut Report) -> Place {
    let Model { id, account_id, seq, balance_before, balance_after, amount, .. } = entry;
    let (number, balance) = before.map_or((0, 0), |place| (place.seq, place.balance));
    if number.checked_add(1) != Some(*seq) {
        report.fault(format!("account {account_id}: entry {seq} follows entry {number}; some are missing"));
    }
    if *balance_before != balance {
        report.fault(format!(
            "account {account_id}, entry {id}: begins at {balance_before}, but the entries before come to {balance}"
        ));
    }
    if balance_before.checked_add(*amount) != Some(*balance_after) {
        report.fault(format!(
            "account {account_id}, entry {id}: {balance_before} and {amount} aren't {balance_after}"
        ));
    }
    Place { account: *account_id, seq: *seq, balance: *balance_after }
}

fn belongs(entry: &Model, account: Option<&ledger_account::Model>, report: &mut Report) {
    let Model { id, account_id, balance_after, .. } = entry;
    let Some(account) = account else {
        return report.fault(format!("entry {id}: its account {account_id} doesn't exist"));
    };
    let same = (entry.organ_id, entry.year, entry.kind, entry.least, entry.most, entry.beneficiary_id)
        == (
            account.organ_id,
            account.year,
            account.kind,
            account.least,
            account.most,
            account.beneficiary_id,
        );
    if !same {
        report.fault(format!(
            "account {account_id}, entry {id}: says other things of its account than the account"
        ));
    }
    if !(account.least..=account.most).contains(balance_after) {
        let (least, most) = (account.least, account.most);
        report.fault(format!(
            "account {account_id}, entry {id}: {balance_after} isn't between {least} and {most}"
        ));
    }
}
