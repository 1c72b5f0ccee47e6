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
    let held = holdings(change.db(), &held).await?;
    booking::post(change, &take(draft, &held, release.amount, with_owner)?).await
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

/// What is on these accounts, in their order; the empty ones are left out.
pub(super) async fn holdings(
    db: &impl ConnectionTrait,
    accounts: &[ledger_account::Model],
) -> Result<Vec<(Slot, Fen)>, Internal> {
    let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
    let balances = entries::balances(db, &ids).await?;
    let on = |account: &ledger_account::Model| balances.get(&account.id).copied().unwrap_or_default();
    let held = accounts.iter().map(|account| (Slot::of(account), on(account)));
    Ok(held.filter(|(_, balance)| balance.is_positive()).collect())
}

/// Takes from one account of custody after another until it is enough; `to` says where it goes.
///
/// # Errors
/// `CustodyShort`.
pub(super) fn take(
    mut draft: Draft,
    held: &[(Slot, Fen)],
    amount: Fen,
    to: impl Fn(Slot) -> Slot,
) -> Result<Draft, Refusal> {
    let (mut open, all) = (amount, Fen::sum(held.iter().map(|(_, balance)| *balance)).unwrap_or_default());
    for (custody, balance) in held {
        let part = (*balance).min(open);
        if part.is_positive() {
            draft = draft.moves(*custody, to(*custody), part);
            open = open.minus(part).unwrap_or_default();
        }
    }
    if open == Fen::ZERO { Ok(draft) } else { Err(Refusal::CustodyShort(all)) }
}

/// What the person has whose money is in custody.
fn with_owner(custody: Slot) -> Slot {
    let holder = match custody.holder {
        Holder::Mandate(_, person, granted) => Holder::Person(person, granted),
        other => other,
    };
    Slot { kind: Kind::Paid, holder, ..custody }
}

/// What a posting gave in all.
pub(super) async fn given(change: &Change, posting: Uuid) -> Result<Fen, Internal> {
    let lines = entries::of_posting(change.db(), posting).await?;
    let given = lines.iter().map(|line| Fen::of(line.amount)).filter(|fen| fen.is_positive());
    Fen::sum(given).ok_or_else(|| Internal::msg("amounts don't fit"))
}

async fn repeated(
    change: &Change,
    release: &CustodyRelease,
    before: &ledger_posting::Model,
) -> Result<Posted, LedgerError> {
    let same = given(change, before.id).await? == release.amount
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
    for account in &accounts {
        let balance = balances.get(&account.id).copied().unwrap_or_default();
        let sum = held.entry(account.mandate_id).or_default();
        *sum = sum.plus(balance).ok_or_else(|| Internal::msg("balances don't fit"))?;
    }
    Ok(held)
}

/// What is in custody for these people, under whichever mandate; those without any are left out.
pub async fn held_for(db: &impl ConnectionTrait, people: &[Uuid]) -> Result<HashMap<Uuid, Fen>, Internal> {
    let grantees: HashMap<_, _> =
        grants::of_people(db, people).await?.into_iter().map(|one| (one.id, one.person_id)).collect();
    let accounts = accounts::held_for(db, &grantees.keys().copied().collect::<Vec<_>>()).await?;
    let mut held: HashMap<Uuid, Fen> = HashMap::new();
    for (slot, balance) in holdings(db, &accounts).await? {
        let person = slot.grantee().and_then(|grantee| grantees.get(&grantee));
        let person = person.ok_or_else(|| Internal::msg("money in custody is nobody's"))?;
        let sum = held.entry(*person).or_default();
        *sum = sum.plus(balance).ok_or_else(|| Internal::msg("balances don't fit"))?;
    }
    Ok(held)
}
