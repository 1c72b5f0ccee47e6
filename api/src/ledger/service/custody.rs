//! Money leaves custody against a voucher.

use std::collections::HashMap;

use hechang_entity::{ledger_account, ledger_posting};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::Internal,
    ledger::{
        chart::{Holder, Kind, Slot},
        error::{LedgerError, Refusal},
        model::{Act, CustodyRelease, Posted},
        posting::Draft,
        queries::{accounts, entries, grants, postings},
        service::booking,
    },
    platform::{change::Change, money::Fen},
};

/// Gives money in custody out to the person it belongs to. Where several organs paid into the mandate, theirs is taken in turn.
///
/// # Errors
/// `CustodyShort`; `PostedDifferently` when the same release was posted with another amount, mandate or voucher.
pub async fn release_custody(change: &Change, release: &CustodyRelease) -> Result<Posted, LedgerError> {
    let held = held(change, release).await?;
    booking::hold(change, held.iter().map(|account| (account.organ_id, account.year))).await?;
    let key = format!("custody_release:{}", release.id);
    if let Some(before) = postings::by_key(change.db(), &key).await? {
        let same_person = held.iter().any(|account| account.grantee_id == before.beneficiary_id);
        return if same_person {
            repeated(change, release, &before).await
        } else {
            Err(Refusal::PostedDifferently.into())
        };
    }
    let first = held.first().ok_or(Refusal::CustodyShort(Fen::ZERO))?;
    let grantee = grants::grantees_by_ids(change.db(), first.grantee_id).await?.into_iter().next();
    let grant = match &grantee {
        Some(grantee) => grants::grant(change.db(), grantee.grant_id).await?,
        None => None,
    };
    if !release.amount.is_positive() {
        return Err(Refusal::AmountDiffers.into());
    }
    let mut draft = Draft::new(Act::CustodyRelease, key, first.organ_id, first.year, release.on);
    draft.subjects.beneficiary = first.grantee_id;
    draft.subjects.mandate = Some(release.mandate_id);
    draft.subjects.voucher = Some(release.voucher_id);
    if let Some(grant) = grant {
        (draft.subjects.case, draft.subjects.grant) = (Some(grant.case_id), Some(grant.id));
    }
    booking::post(change, &take(change, draft, &held, release.amount).await?).await
}

/// The accounts of a person under a mandate.
async fn held(change: &Change, release: &CustodyRelease) -> Result<Vec<ledger_account::Model>, LedgerError> {
    let mut held = accounts::of_mandate(change.db(), release.mandate_id).await?;
    let people =
        grants::grantees_by_ids(change.db(), held.iter().filter_map(|account| account.grantee_id)).await?;
    held.retain(|account| {
        let mut owners = people.iter().filter(|person| Some(person.id) == account.grantee_id);
        owners.any(|person| person.person_id == release.person_id)
    });
    Ok(held)
}

/// Takes from one account after another until it is enough.
async fn take(
    change: &Change,
    mut draft: Draft,
    held: &[ledger_account::Model],
    amount: Fen,
) -> Result<Draft, LedgerError> {
    let ids: Vec<_> = held.iter().map(|account| account.id).collect();
    let balances = entries::balances(change.db(), &ids).await?;
    let (mut open, all) = (amount, Fen::sum(balances.values().copied()).unwrap_or_default());
    for account in held {
        let part = balances.get(&account.id).copied().unwrap_or_default().min(open);
        let custody = Slot::of(account);
        if let (Holder::Mandate(_, person, granted), true) = (custody.holder, part.is_positive()) {
            let paid = Slot { kind: Kind::Paid, holder: Holder::Person(person, granted), ..custody };
            draft = draft.moves(custody, paid, part);
            open = open.minus(part).unwrap_or_default();
        }
    }
    if open == Fen::ZERO { Ok(draft) } else { Err(Refusal::CustodyShort(all).into()) }
}

async fn repeated(
    change: &Change,
    release: &CustodyRelease,
    before: &ledger_posting::Model,
) -> Result<Posted, LedgerError> {
    let lines = entries::of_posting(change.db(), before.id).await?;
    let given = Fen::sum(lines.iter().map(|line| Fen::of(line.amount)).filter(|fen| fen.is_positive()));
    let same = given == Some(release.amount)
        && before.mandate_id == Some(release.mandate_id)
        && before.voucher_id == Some(release.voucher_id);
    if same { Ok(Posted { id: before.id, now: false }) } else { Err(Refusal::PostedDifferently.into()) }
}

/// What is in custody under these mandates; those without any money are left out.
pub async fn in_custody(
    db: &impl ConnectionTrait,
    mandates: &[Uuid],
) -> Result<HashMap<Uuid, Fen>, Internal> {
    let accounts = accounts::of_mandates(db, mandates).await?;
    let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
    let balances = entries::balances(db, &ids).await?;
    let mut held: HashMap<Uuid, Fen> = HashMap::new();
    for account in accounts.iter().filter(|account| account.kind == Kind::Custody) {
        let balance = balances.get(&account.id).copied().unwrap_or_default();
        let sum = held.entry(account.mandate_id).or_default();
        *sum = sum.plus(balance).ok_or_else(|| Internal::msg("balances don't fit"))?;
    }
    Ok(held)
}
