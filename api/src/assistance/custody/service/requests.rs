//! Releases: asked for, verified by the custodian, approved by a prosecutor, paid out by finance; four people, or refused.

use uuid::Uuid;

use super::{
    access::{author, hold, rules, turn},
    releasing::{handed_over, recovered, running, step},
    telling::{commit, event},
    vouching::vouch,
};
use crate::{
    app::App,
    assistance::{
        custody::{
            error::CustodyError,
            model::{ActBody, Kind, MandateAct, MandateFile, NewRequest, Request, RequestAct, RequestState},
            queries, sealing,
        },
        rules::Party,
    },
    error::FieldFault,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    platform::{change::Change, ids, money::Fen, vouching::vouching},
};

/// Asks for a release for the person, as the case handler or on the custodian's side.
///
/// # Errors
/// `NotFound`, 403; `Paused`, `InRecovery`, `NotHandedOver`, `NotNow`; `Faulty` beyond the agreement's purposes or what is free in custody.
pub async fn ask(change: Change, staff: &Staff, id: Uuid, new: NewRequest) -> Result<Request, CustodyError> {
    let (action, party) = asking(staff);
    let file = hold(&change, staff, id, action).await?;
    let request = enter(&change, &file, party, new).await?;
    commit(change, "custody.asked", &file.mandate, request).await
}

/// Which right it takes to ask, and in whose place somebody does it.
pub fn asking(staff: &Staff) -> (Action, Party) {
    if policy::may(staff, Action::VerifyReleases) {
        (Action::VerifyReleases, Party::Custodian)
    } else {
        (Action::KeepCustody, Party::Keeper)
    }
}

/// Enters a need. The caller holds the mandate and commits.
pub(super) async fn enter(
    change: &Change,
    file: &MandateFile,
    by: Party,
    new: NewRequest,
) -> Result<Request, CustodyError> {
    handed_over(file)?;
    turn(&file.mandate, MandateAct::Ask, by)?;
    recovered(file)?;
    if file.mandate.ends_on.is_some_and(|day| day <= change.today()) {
        return Err(CustodyError::NotNow);
    }
    CustodyError::refuse(faults(file, &new))?;
    let request =
        Request { purpose: Some(new.purpose), ..begun(change, file, Kind::Need, new.amount_fen, &new.words) };
    queries::insert_request(change.db(), sealing::request_row(change.vault(), &request)?).await?;
    Ok(request)
}

fn faults(file: &MandateFile, new: &NewRequest) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if !file.mandate.purposes.contains(&new.purpose) {
        faults.push(FieldFault::new("/purpose", "not_an_option"));
    }
    if !new.amount_fen.is_positive() {
        faults.push(FieldFault::new("/amount_fen", "not_money"));
    } else if new.amount_fen > file.free() {
        faults.push(FieldFault::new("/amount_fen", "more_than_in_custody"));
    }
    if new.words.trim().is_empty() {
        faults.push(FieldFault::new("/words", "required"));
    }
    faults
}

/// A request as it begins.
pub(super) fn begun(change: &Change, file: &MandateFile, kind: Kind, amount: Fen, words: &str) -> Request {
    Request {
        id: ids::new_id(),
        mandate_id: file.mandate.id,
        kind,
        purpose: None,
        amount,
        words: words.trim().to_owned(),
        planned_place: None,
        state: RequestState::Asked,
        asked_by: author(change),
        asked_at: change.now(),
        verified_by: None,
        approved_by: None,
        released_by: None,
        released_on: None,
        voucher_due_on: None,
        voucher: None,
        refused_by: None,
        reason: None,
    }
}

/// Verifies, approves, pays out or refuses a request. A release posts once, however often it is tried.
///
/// # Errors
/// `NotFound`, 403; `FourEyes` for whoever did one of the steps before; `NotNow`, `Paused`, `InRecovery`, `NotHandedOver`; `VoucherLate`; `OwnAccountMissing`; `Faulty`;
/// the ledger's `CustodyShort`.
pub async fn act(
    app: &App,
    change: Change,
    staff: &Staff,
    (id, request): (Uuid, Uuid),
    act: RequestAct,
    said: &ActBody,
) -> Result<Request, CustodyError> {
    let (action, party) = rights(staff, act);
    let file = hold(&change, staff, id, action).await?;
    let mut request = find(&file, request)?;
    request.state = follows(&request, act, party)?;
    if act == RequestAct::Refuse {
        refuse(staff, &mut request, said)?;
    } else {
        running(&file)?;
        if request.staff().any(|before| before == staff.id) {
            return Err(CustodyError::FourEyes);
        }
        step(app, &change, staff, &file, &mut request, (act, said)).await?;
    }
    queries::update_request(change.db(), sealing::request_row(change.vault(), &request)?).await?;
    let mut event = event(word(act), &file.mandate, &request);
    if act == RequestAct::Approve {
        event.detail = vouching(event.detail, &[vouch(&request)?]);
    }
    Ok(change.commit(event, request).await?)
}

/// Which right an act takes, and in whose place somebody does it.
pub(super) fn rights(staff: &Staff, act: RequestAct) -> (Action, Party) {
    let holds = policy::may(staff, Action::VerifyReleases);
    match act {
        RequestAct::Refuse | RequestAct::File if holds => (Action::VerifyReleases, Party::Custodian),
        RequestAct::Verify => (Action::VerifyReleases, Party::Custodian),
        RequestAct::Approve | RequestAct::Refuse => (Action::DecideReleases, Party::Approver),
        RequestAct::Release => (Action::Pay, Party::Payer),
        RequestAct::File => (Action::KeepCustody, Party::Keeper),
    }
}

/// A request of a mandate.
pub(super) fn find(file: &MandateFile, id: Uuid) -> Result<Request, CustodyError> {
    file.requests.iter().find(|request| request.id == id).cloned().ok_or(CustodyError::NotFound)
}

/// The state that follows by the table.
pub(super) fn follows(request: &Request, act: RequestAct, by: Party) -> Result<RequestState, CustodyError> {
    let row = rules()?.request.row(request.state, act).filter(|row| row.by.contains(&by));
    Ok(row.ok_or(CustodyError::NotNow)?.to)
}

fn refuse(staff: &Staff, request: &mut Request, said: &ActBody) -> Result<(), CustodyError> {
    let reason = said.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    request.reason = Some(reason.ok_or_else(|| CustodyError::fault("/reason", "required"))?.to_owned());
    request.refused_by = Some(staff.id);
    Ok(())
}

const fn word(act: RequestAct) -> &'static str {
    match act {
        RequestAct::Verify => "custody.verified",
        RequestAct::Approve => "custody.approved",
        RequestAct::Release => "custody.released",
        RequestAct::File => "custody.voucher_filed",
        RequestAct::Refuse => "custody.refused",
    }
}
