//! What is in custody goes from one mandate of a person to the next; and is taken back from wherever it is.

use uuid::Uuid;

use crate::{
    ledger::{
        chart::{Holder, Kind, Slot},
        error::{LedgerError, Refusal},
        model::{Act, HandOver, Posted},
        posting::Draft,
        queries::{accounts, grants, postings},
        service::{
            booking,
            custody::{given, holdings, take},
        },
    },
    platform::{change::Change, money::Fen},
};

/// Moves what other mandates hold for a person, or a part of it, into one of theirs.
///
/// # Errors
/// `CustodyShort` when they hold less; `NotInDecision` for somebody without a grant; `PostedDifferently` when the mandate took another amount
/// over at this point before.
pub async fn hand_over(change: &Change, over: &HandOver) -> Result<Posted, LedgerError> {
    let grantee = grants::of_people(change.db(), &[over.person_id]).await?.into_iter().next();
    let grantee = grantee.ok_or(Refusal::NotInDecision)?;
    let mut held = accounts::held_for(change.db(), &[grantee.id]).await?;
    held.retain(|account| account.mandate_id != over.mandate_id);
    booking::hold(change, held.iter().map(|account| (account.organ_id, account.year))).await?;
    let key = format!("hand_over:{}:{}", over.mandate_id, over.before.count());
    if let Some(before) = postings::by_key(change.db(), &key).await? {
        let same = given(change, before.id).await? == over.amount;
        let posted = Posted { id: before.id, now: false };
        return if same { Ok(posted) } else { Err(Refusal::PostedDifferently.into()) };
    }
    let held = holdings(change.db(), &held).await?;
    let first = held.first().map(|(slot, _)| *slot).ok_or(Refusal::CustodyShort(Fen::ZERO))?;
    let mut draft = Draft::new(Act::HandOver, key, first.organ, first.year, over.on);
    let grant = grants::grant(change.db(), grantee.grant_id).await?;
    draft.subjects.case = grant.map(|grant| grant.case_id);
    draft.subjects.grant = Some(grantee.grant_id);
    draft.subjects.beneficiary = Some(grantee.id);
    draft.subjects.mandate = Some(over.mandate_id);
    booking::post(change, &take(draft, &held, over.amount, |slot| under(over.mandate_id, slot))?).await
}

/// The same person's account under another mandate.
fn under(mandate: Uuid, custody: Slot) -> Slot {
    let holder = match custody.holder {
        Holder::Mandate(_, person, granted) => Holder::Mandate(mandate, person, granted),
        other => other,
    };
    Slot { holder, ..custody }
}

/// Where what was paid is to be taken back from: what went into custody, from the mandate it was paid into and, once that handed it over,
/// from whichever holds it now.
///
/// # Errors
/// `CustodyShort` when it has gone further.
pub(super) async fn where_it_is(
    change: &Change,
    moved: Vec<(Slot, Fen)>,
) -> Result<Vec<(Slot, Fen)>, LedgerError> {
    let mut lines = Vec::new();
    for (slot, amount) in moved {
        match slot.grantee().filter(|_| slot.kind == Kind::Custody) {
            Some(person) => lines.extend(parts(change, slot, person, amount).await?),
            None => lines.push((slot, amount)),
        }
    }
    Ok(lines)
}

async fn parts(
    change: &Change,
    slot: Slot,
    person: Uuid,
    amount: Fen,
) -> Result<Vec<(Slot, Fen)>, LedgerError> {
    let mut accounts = accounts::held_for(change.db(), &[person]).await?;
    accounts.retain(|account| (account.organ_id, account.year) == (slot.organ, slot.year));
    let mut held = holdings(change.db(), &accounts).await?;
    held.sort_by_key(|(one, _)| one.mandate() != slot.mandate());
    let (mut open, mut lines) = (amount, Vec::new());
    for (one, balance) in &held {
        let part = (*balance).min(open);
        if part.is_positive() {
            lines.push((*one, part));
            open = open.minus(part).unwrap_or_default();
        }
    }
    let all = Fen::sum(held.iter().map(|(_, balance)| *balance)).unwrap_or_default();
    if open == Fen::ZERO { Ok(lines) } else { Err(Refusal::CustodyShort(all).into()) }
}
