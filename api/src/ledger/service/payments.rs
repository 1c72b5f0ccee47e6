//! Instalments are paid, or come back from the bank.

use uuid::Uuid;

use crate::{
    ledger::{
        chart::{Holder, Kind, Slot},
        error::{LedgerError, Refusal},
        model::{Act, Destination, GivenBack, Payment, Posted},
        posting::Draft,
        queries::{
            accounts, entries,
            grants::{self, Planned},
            postings,
        },
        service::{
            booking,
            grants::{given_up, of_instalment, subjects},
            handing_over::where_it_is,
        },
    },
    platform::{change::Change, money::Fen},
};

/// Pays an instalment as a whole, to the person or into custody. The same try again changes nothing.
///
/// # Errors
/// `NotInDecision`, `AmountDiffers`, `OtherMandate`, `AlreadyPaid`, `GivenUp`, `FundsShort`.
pub async fn pay(change: &Change, payment: &Payment) -> Result<Posted, LedgerError> {
    let planned = grants::planned(change.db(), payment.instalment_id).await?;
    let planned = planned.filter(|planned| planned.grantee.person_id == payment.person_id);
    let planned = planned.ok_or(Refusal::NotInDecision)?;
    if planned.instalment.amount != payment.amount.count() {
        return Err(Refusal::AmountDiffers.into());
    }
    if let Destination::Custody(mandate) = payment.to {
        of_this_grant(change, mandate, planned.instalment.grant_id).await?;
    }
    match booking::post(change, &draft(&planned, payment)).await {
        Err(LedgerError::Refused(Refusal::AlreadyPaid))
            if given_up(change, planned.instalment.id).await? =>
        {
            Err(Refusal::GivenUp.into())
        }
        posted => posted,
    }
}

/// One case, one mandate (一案一委托): what a mandate holds already is of the same grant.
async fn of_this_grant(change: &Change, mandate: Uuid, grant: Uuid) -> Result<(), LedgerError> {
    let held = accounts::of_mandate(change.db(), mandate).await?;
    let people = held.iter().filter_map(|account| account.grantee_id);
    let people = grants::grantees_by_ids(change.db(), people).await?;
    if people.iter().all(|person| person.grant_id == grant) {
        Ok(())
    } else {
        Err(Refusal::OtherMandate.into())
    }
}

fn draft(planned: &Planned, payment: &Payment) -> Draft {
    let Planned { instalment, share, grantee, .. } = planned;
    let (organ, year) = (share.organ_id, share.year);
    let amount = Fen::of(instalment.amount);
    let (kind, holder) = match payment.to {
        Destination::Person => (Kind::Paid, Holder::Person(grantee.id, Fen::of(grantee.amount))),
        Destination::Custody(mandate) => {
            (Kind::Custody, Holder::Mandate(mandate, grantee.id, Fen::of(grantee.amount)))
        }
    };
    let committed = of_instalment((organ, year), instalment.id, amount);
    let spending = Holder::Spending(instalment.id, grantee.id, amount);
    let spent = Slot { organ, year, kind: Kind::Spent, holder: spending };
    let mut draft = Draft::new(Act::Payment, format!("payment:{}", payment.id), organ, year, payment.on);
    draft.subjects = subjects(planned);
    draft.subjects.beneficiary = Some(grantee.id);
    draft.subjects.payment = Some(payment.id);
    draft.subjects.batch = payment.batch_id;
    if let Destination::Custody(mandate) = payment.to {
        draft.subjects.mandate = Some(mandate);
    }
    let bank = Slot::of_organ(Kind::Bank, organ, year);
    draft.moves(committed, spent, amount).moves(bank, Slot { organ, year, kind, holder }, amount)
}

/// Takes a payment back that the bank returned: the money is in the bank and the instalment may be paid again. What went into custody and
/// was handed over since comes from whoever holds it now. The same again changes nothing.
///
/// # Errors
/// `NotPaid` when there is no such payment; `PaidLess` or `CustodyShort` when it has gone further meanwhile.
pub async fn give_back(change: &Change, back: &GivenBack) -> Result<Posted, LedgerError> {
    let paid = postings::by_key(change.db(), &format!("payment:{}", back.payment_id)).await?;
    let paid = paid.ok_or(Refusal::NotPaid)?;
    booking::hold(change, [(paid.organ_id, paid.year)]).await?;
    let key = format!("return:{}", back.payment_id);
    if let Some(before) = postings::by_key(change.db(), &key).await? {
        return Ok(Posted { id: before.id, now: false });
    }
    let lines = entries::of_posting(change.db(), paid.id).await?;
    let ids: Vec<_> = lines.iter().map(|line| line.account_id).collect();
    let moved = accounts::by_ids(change.db(), &ids).await?.into_iter().filter_map(|account| {
        let line = lines.iter().find(|line| line.account_id == account.id)?;
        Some((Slot::of(&account), Fen::of(line.amount)))
    });
    let moved = where_it_is(change, moved.collect()).await?;
    let mut draft = Draft::new(Act::Return, key, paid.organ_id, paid.year, back.on);
    draft.subjects = crate::ledger::posting::Subjects {
        case: paid.case_id,
        grant: paid.grant_id,
        beneficiary: paid.beneficiary_id,
        instalment: paid.instalment_id,
        payment: paid.payment_id,
        mandate: paid.mandate_id,
        batch: paid.batch_id,
        voucher: None,
        reverses: Some(paid.id),
    };
    booking::post(change, &draft.takes_back(moved)).await
}
