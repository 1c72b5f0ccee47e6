//! Decisions and payment orders against the entries that vouch for them (security.md KEY-10).

use std::collections::HashMap;

use sea_orm::DatabaseTransaction;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    audit::{
        queries::walking,
        verification::{AT_ONCE, Fault, Report, Wrong},
    },
    error::Internal,
    platform::{
        vault::Vault,
        vouching::{ERASED, VOUCHED, Vouched},
    },
    vouched::Kind,
};

/// Compares each row with what the record says of it, and looks for those that are gone.
pub(super) async fn check(
    tx: &DatabaseTransaction,
    vault: &Vault,
    report: &mut Report,
) -> Result<(), Internal> {
    let mut expected = expected(tx).await?;
    for kind in Kind::ALL {
        let mut after = None;
        loop {
            let page = kind.page(tx, vault, after, AT_ONCE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for row in page {
                report.vouched = report.vouched.saturating_add(1);
                compare(&row, &mut expected, report);
            }
        }
    }
    for id in expected.into_keys() {
        report.add(Fault { chain: None, seq: None, id: Some(id), wrong: Wrong::VouchedRemoved });
    }
    Ok(())
}

fn compare(row: &Vouched, expected: &mut HashMap<Uuid, String>, report: &mut Report) {
    let wrong = match expected.remove(&row.id) {
        Some(digest) if digest == row.digest => return,
        Some(_) => Wrong::VouchedAltered,
        None => Wrong::NotVouched,
    };
    report.add(Fault { chain: None, seq: None, id: Some(row.id), wrong });
}

/// What the record vouches for, without what was erased since.
async fn expected(tx: &DatabaseTransaction) -> Result<HashMap<Uuid, String>, Internal> {
    let acts: Vec<_> = Kind::ACTS.into_iter().chain([Kind::ERASED]).collect();
    let (mut expected, mut gone, mut after) = (HashMap::new(), Vec::new(), None);
    loop {
        let page = walking::of_acts(tx, &acts, after, AT_ONCE).await?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        for (_, facts) in page {
            let vouched = facts.get(VOUCHED).and_then(Value::as_object).into_iter().flatten();
            expected.extend(
                vouched.filter_map(|(id, digest)| Some((id.parse().ok()?, digest.as_str()?.to_owned()))),
            );
            let erased = facts.get(ERASED).and_then(Value::as_array).into_iter().flatten();
            gone.extend(erased.filter_map(|id| id.as_str()?.parse::<Uuid>().ok()));
        }
    }
    for id in gone {
        expected.remove(&id);
    }
    Ok(expected)
}
