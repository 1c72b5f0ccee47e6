//! Every grant with its shares, people and instalments.

use std::collections::{HashMap, HashSet};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Known, Report};
use crate::{
    error::Internal,
    ledger::{chart::Kind, queries::proving},
};

pub(super) async fn check(
    db: &impl ConnectionTrait,
    known: &Known,
    report: &mut Report,
) -> Result<(), Internal> {
    let committed: HashSet<_> = known
        .accounts
        .values()
        .filter(|account| account.kind == Kind::Committed)
        .filter_map(|account| {
            account.instalment_id.map(|id| (id, account.organ_id, account.year, account.most))
        })
        .collect();
    let mut after = None;
    loop {
        let page = proving::grants(db, after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        for grant in &page {
            let (shares, people, plan) = proving::parts(db, grant.id).await?;
            let given = sums(shares.iter().map(|share| (share.id, share.amount)));
            let gets = sums(people.iter().map(|person| (person.id, person.amount)));
            for (whose, parts) in [("organs' shares", &given), ("people's amounts", &gets)] {
                let sum: i128 = parts.values().sum();
                if sum != i128::from(grant.amount) {
                    let amount = grant.amount;
                    report.fault(format!("grant {}: the {whose} come to {sum}, not {amount}", grant.id));
                }
            }
            let paid_by = sums(plan.iter().map(|part| (part.share_id, part.amount)));
            let paid_to = sums(plan.iter().map(|part| (part.grantee_id, part.amount)));
            if paid_by != given || paid_to != gets {
                report.fault(format!("grant {}: its instalments don't add up", grant.id));
            }
            for part in &plan {
                let share = shares.iter().find(|share| share.id == part.share_id);
                let place = share.map(|share| (part.id, share.organ_id, share.year, part.amount));
                if !place.is_some_and(|place| committed.contains(&place)) {
                    report.fault(format!("grant {}: instalment {} was never committed", grant.id, part.id));
                }
            }
        }
    }
}

fn sums(parts: impl Iterator<Item = (Uuid, i64)>) -> HashMap<Uuid, i128> {
    let mut sums = HashMap::new();
    for (of, amount) in parts {
        *sums.entry(of).or_default() += i128::from(amount);
    }
    sums
}
