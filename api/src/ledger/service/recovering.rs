//! What was paid comes back from the person, or out of custody.

use uuid::Uuid;

use crate::{
    ledger::{
        chart::{Holder, Kind, Slot},
        error::{LedgerError, Refusal},
        model::{Act, Posted, Recovery, Source},
        posting::Draft,
        queries::{accounts, grants, postings},
        service::{
            booking,
            custody::{given, holdings, take},
        },
    },
    platform::{change::Change, money::Fen},
};

/// Whose money comes back, and to which year of which organ.
#[derive(Clone, Copy)]
struct Part {
    organ: Uuid,
    year: i32,
    grantee: Uuid,
    granted: Fen,
}

/// Enters what came back. The payment stays on the record; the money doesn't return to the budget.
///
/// # Errors
/// `NotInDecision` when the person or the organ has no part in the grant; `PaidLess`, or `CustodyShort` out of custody;
/// `PostedDifferently` when the same event was posted with another amount.
pub async fn recover(change: &Change, back: &Recovery) -> Result<Posted, LedgerError> {
    let part = part(change, back).await?;
    if !back.amount.is_positive() {
        return Err(Refusal::AmountDiffers.into());
    }
    let key = format!("recovery:{}", back.id);
    let mut draft = Draft::new(Act::Recovery, key, part.organ, part.year, back.on);
    let grant = grants::grant(change.db(), back.grant_id).await?;
    draft.subjects.case = grant.map(|grant| grant.case_id);
    draft.subjects.grant = Some(back.grant_id);
    draft.subjects.beneficiary = Some(part.grantee);
    match back.from {
        Source::Person => booking::post(change, &from_person(draft, part, back.amount)).await,
        Source::Custody => from_custody(change, draft, part, back.amount).await,
    }
}

async fn part(change: &Change, back: &Recovery) -> Result<Part, LedgerError> {
    let shares = grants::shares(change.db(), back.grant_id).await?;
    let people = grants::grantees(change.db(), back.grant_id).await?;
    let share = shares.iter().find(|share| share.organ_id == back.organ_id);
    let person = people.iter().find(|person| person.person_id == back.person_id);
    let (Some(share), Some(person)) = (share, person) else {
        return Err(Refusal::NotInDecision.into());
    };
    let (organ, year) = (share.organ_id, share.year);
    Ok(Part { organ, year, grantee: person.id, granted: Fen::of(person.amount) })
}

fn from_person(draft: Draft, part: Part, amount: Fen) -> Draft {
    let Part { organ, year, grantee, granted } = part;
    let of = |kind| Slot { organ, year, kind, holder: Holder::Person(grantee, granted) };
    draft.moves(of(Kind::Paid), of(Kind::Recovered), amount)
}

/// Takes it from the mandates under which the organ's money is held, the first first.
async fn from_custody(
    change: &Change,
    mut draft: Draft,
    part: Part,
    amount: Fen,
) -> Result<Posted, LedgerError> {
    booking::hold(change, [(part.organ, part.year)]).await?;
    if let Some(before) = postings::by_key(change.db(), &draft.key).await? {
        let same = before.beneficiary_id == Some(part.grantee) && given(change, before.id).await? == amount;
        return if same {
            Ok(Posted { id: before.id, now: false })
        } else {
            Err(Refusal::PostedDifferently.into())
        };
    }
    let mut held = accounts::held_for(change.db(), &[part.grantee]).await?;
    held.retain(|account| (account.organ_id, account.year) == (part.organ, part.year));
    let held = holdings(change.db(), &held).await?;
    draft.subjects.mandate = held.first().map(|(slot, _)| slot.mandate());
    booking::post(change, &take(draft, &held, amount, recovered)?).await
}

/// An account of the mandate's own, so that what came back from the person is told from what never reached them.
fn recovered(custody: Slot) -> Slot {
    Slot { kind: Kind::Recovered, ..custody }
}
