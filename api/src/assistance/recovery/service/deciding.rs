//! The chain's last post decides, and writes off what won't come.

use serde_json::json;
use uuid::Uuid;

use super::{
    access::{event, hold, may_decide, turn, write},
    revoking::{decided, revoke},
    vouching::vouch,
};
use crate::{
    app::App,
    applications,
    assistance::{
        closing,
        recovery::{
            error::RecoveryError,
            model::{Decision, RecoveryAct, RecoveryFile, WriteOff},
            queries,
        },
        rules::Party,
        service::{Held, hold as hold_case},
    },
    identity::{actor::Staff, policy::Action},
    platform::{change::Change, vouching::vouching},
};

/// Decides on a recovery. What is to be paid back opens a closed case again, what is revoked isn't paid, and the citizen is told.
///
/// # Errors
/// `NotFound`, 403; `FourEyes` for whoever opened it, `AnotherPost`; `NotNow`; `BeingPaid`; `Faulty` without a reason.
pub async fn decide(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    said: &Decision,
) -> Result<RecoveryFile, RecoveryError> {
    let (held, mut file) = by_post(&change, staff, id).await?;
    let one = &mut file.recovery;
    one.state = if said.recover { decided(one)? } else { turn(one, RecoveryAct::Refuse, Party::Approver)? };
    if said.reason.trim().is_empty() {
        return Err(RecoveryError::fault("/reason", "required"));
    }
    one.words.decision = Some(said.reason.trim().to_owned());
    (one.decided_by, one.decided_at) = (Some(staff.id), Some(change.now()));
    write(&change, one).await?;
    let mut facts =
        json!({ "case": one.case_id, "state": one.state, "amount": one.amount, "revokes": one.revokes });
    if said.recover {
        closing::service::reopen(app, &change, &held.file).await?;
        if one.revokes {
            revoke(app, &change, one).await?;
        }
        tell(app, &change, &held, &file).await?;
        facts = vouching(facts, &[vouch(&file.recovery)?]);
    }
    let act = if said.recover { "recovery.decided" } else { "recovery.refused" };
    let event = event(act, &file.recovery, facts).in_case(held.file.applications.first().copied());
    Ok(change.commit(event, file).await?)
}

/// Tells the applicant that there is something to read; no amount and no ground.
async fn tell(app: &App, change: &Change, held: &Held, file: &RecoveryFile) -> Result<(), RecoveryError> {
    let person = held.file.people.iter().find(|person| person.id == file.recovery.person_id);
    let application =
        held.applications.iter().find(|one| person.is_some_and(|person| person.application_id == one.id));
    if let Some(application) = application {
        applications::service::tell(app, change, application, "recovery_decided").await?;
    }
    Ok(())
}

/// Writes off what won't come.
///
/// # Errors
/// `NotFound`, 403; `FourEyes` for whoever opened it, `AnotherPost`; `NotNow`; `Faulty` without a reason.
pub async fn write_off(
    change: Change,
    staff: &Staff,
    id: Uuid,
    said: &WriteOff,
) -> Result<RecoveryFile, RecoveryError> {
    let (held, mut file) = by_post(&change, staff, id).await?;
    let one = &mut file.recovery;
    one.state = turn(one, RecoveryAct::WriteOff, Party::Approver)?;
    if said.reason.trim().is_empty() {
        return Err(RecoveryError::fault("/reason", "required"));
    }
    one.words.write_off = Some(said.reason.trim().to_owned());
    write(&change, one).await?;
    let facts = json!({ "case": one.case_id, "recovered": file.recovered() });
    let event = event("recovery.written_off", &file.recovery, facts);
    Ok(change.commit(event.in_case(held.file.applications.first().copied()), file).await?)
}

/// A recovery with its case, both held, for somebody with the post that decides. The case goes first, as in every change of it.
async fn by_post(change: &Change, staff: &Staff, id: Uuid) -> Result<(Held, RecoveryFile), RecoveryError> {
    let case = queries::find(change.db(), id).await?.ok_or(RecoveryError::NotFound)?.case_id;
    let held = hold_case(change, staff, case, Action::DecideRecovery).await?;
    let file = hold(change, staff, id, Action::DecideRecovery).await?;
    if file.recovery.opened_by == staff.id {
        return Err(RecoveryError::FourEyes);
    }
    if !may_decide(change.db(), staff, &held.file).await? {
        return Err(RecoveryError::AnotherPost);
    }
    Ok((held, file))
}
