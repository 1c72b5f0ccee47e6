//! The steps by which money leaves custody, and what holds them up.

use chrono::NaiveDate;

use super::{access::rules, telling::tell};
use crate::{
    app::App,
    assistance::{
        custody::{
            error::CustodyError,
            model::{ActBody, Kind, MandateFile, MandateState, Request, RequestAct},
        },
        payments,
    },
    identity::actor::Staff,
    ledger::{self, model::CustodyRelease},
    platform::change::Change,
};

/// Nothing is asked for or released while the mandate before still has the money.
pub(super) fn handed_over(file: &MandateFile) -> Result<(), CustodyError> {
    let begun = [MandateState::Signed, MandateState::Active].contains(&file.mandate.state);
    if begun && file.waits() { Err(CustodyError::NotHandedOver) } else { Ok(()) }
}

/// Nor while some of it is to be paid back. A recovery that is decided at this moment counts as decided after.
pub(super) fn recovered(file: &MandateFile) -> Result<(), CustodyError> {
    if file.in_recovery { Err(CustodyError::InRecovery) } else { Ok(()) }
}

/// Whether releases go on.
pub(super) fn running(file: &MandateFile) -> Result<(), CustodyError> {
    handed_over(file)?;
    match file.mandate.state {
        MandateState::Active => recovered(file),
        MandateState::Paused => Err(CustodyError::Paused),
        _ => Err(CustodyError::NotNow),
    }
}

/// Verifies, approves or pays out. The caller holds the mandate and has seen that somebody else did the steps before.
pub(super) async fn step(
    app: &App,
    change: &Change,
    staff: &Staff,
    file: &MandateFile,
    request: &mut Request,
    (act, said): (RequestAct, &ActBody),
) -> Result<(), CustodyError> {
    match act {
        RequestAct::Verify => request.verified_by = Some(staff.id),
        RequestAct::Approve => {
            vouchers_are_there(change, file, request)?;
            request.approved_by = Some(staff.id);
        }
        RequestAct::Release => {
            vouchers_are_there(change, file, request)?;
            let on = said.on.unwrap_or_else(|| change.today());
            release(app, change, file, request, on).await?;
            request.released_by = Some(staff.id);
        }
        // A voucher comes with its file, a refusal with its reason.
        RequestAct::File | RequestAct::Refuse => return Err(CustodyError::NotNow),
    }
    Ok(())
}

/// Without the voucher of an earlier release nothing more is released; what is left to an adult is theirs all the same.
fn vouchers_are_there(change: &Change, file: &MandateFile, request: &Request) -> Result<(), CustodyError> {
    if request.kind == Kind::Need && file.owes_voucher(change.today()) {
        return Err(CustodyError::VoucherLate);
    }
    Ok(())
}

async fn release(
    app: &App,
    change: &Change,
    file: &MandateFile,
    request: &mut Request,
    on: NaiveDate,
) -> Result<(), CustodyError> {
    if on > change.today() {
        return Err(CustodyError::fault("/on", "in_the_future"));
    }
    let person = file.mandate.person_id;
    if request.kind == Kind::Rest
        && !payments::service::has_own_account(change.db(), change.vault(), person).await?
    {
        return Err(CustodyError::OwnAccountMissing);
    }
    let release = CustodyRelease {
        id: request.id,
        mandate_id: file.mandate.id,
        person_id: person,
        amount: request.amount,
        // The voucher is filed with the request later on.
        voucher_id: request.id,
        on,
    };
    ledger::service::release_custody(change, &release).await?;
    request.released_on = Some(on);
    if request.kind == Kind::Need {
        request.voucher_due_on = rules()?.voucher.due_on(on);
    }
    tell(app, change, &file.mandate, "custody_released").await
}
