//! Finance enters what came back; the ledger posts it in the same change.

use hechang_entity::recovery_receipt;
use serde_json::json;
use uuid::Uuid;

use super::access::{event, hold, turn, whole, write};
use crate::{
    assistance::{
        custody,
        queries::case,
        recovery::{
            error::RecoveryError,
            model::{NewReceipt, RecoveryAct, RecoveryFile, Source},
            queries,
        },
        rules::Party,
    },
    error::{FieldFault, Internal, Problem},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    ledger, organs,
    platform::{change::Change, ids, money::Fen},
    web::forms::money,
};

/// Enters a receipt. Custody out of which all was paid back ends as its rules say.
///
/// # Errors
/// `NotFound`, 403; `FourEyes` for whoever opened or decided; `NotNow`; `Faulty` for more than is still to come or than there is, a day to come,
/// a paper that was entered, or an organ that didn't give; the ledger's refusals.
pub async fn receive(
    change: Change,
    staff: &Staff,
    id: Uuid,
    new: &NewReceipt,
) -> Result<RecoveryFile, RecoveryError> {
    let held = if new.source == Source::Custody { mandates(&change, id).await? } else { Vec::new() };
    let mut file = hold(&change, staff, id, Action::Pay).await?;
    if [Some(file.recovery.opened_by), file.recovery.decided_by].contains(&Some(staff.id)) {
        return Err(RecoveryError::FourEyes);
    }
    turn(&file.recovery, RecoveryAct::Receive, Party::Payer)?;
    let organ = to_organ(&change, staff, &file, new).await?;
    RecoveryError::refuse(faults(&change, &file, new).await?)?;
    let left = file.left();
    let row = row(&change, staff, &file, organ, new)?;
    if !queries::insert_receipt(change.db(), row.clone()).await? {
        return Err(RecoveryError::fault("/basis", "entered_already"));
    }
    post(&change, &file, &row, new.source).await?;
    let act = if new.amount_fen == left { RecoveryAct::Complete } else { RecoveryAct::Receive };
    file.recovery.state = turn(&file.recovery, act, Party::Payer)?;
    write(&change, &mut file.recovery).await?;
    for mandate in held {
        custody::service::end_if_used_up(&change, mandate).await.map_err(Problem::from)?;
    }
    let file = whole(change.db(), change.vault(), file.recovery).await?;
    let facts = json!({
        "case": file.recovery.case_id, "amount": new.amount_fen, "source": new.source, "state": file.recovery.state,
    });
    let event = event("recovery.received", &file.recovery, facts);
    Ok(change.commit(event, file).await?)
}

/// The mandates of the person, held before the recovery and the ledger are, as in every change that needs them.
async fn mandates(change: &Change, id: Uuid) -> Result<Vec<Uuid>, RecoveryError> {
    let row = queries::find(change.db(), id).await?.ok_or(RecoveryError::NotFound)?;
    Ok(custody::service::hold_of_person(change, row.person_id).await?)
}

/// The organ that the money came to: one that gave, within the reader's reach.
async fn to_organ(
    change: &Change,
    staff: &Staff,
    file: &RecoveryFile,
    new: &NewReceipt,
) -> Result<Uuid, RecoveryError> {
    let organ = match new.organ_code.as_deref() {
        Some(code) => {
            let found = organs::service::organ_by_code(change.db(), code).await;
            found.map_err(|_| RecoveryError::fault("/organ_code", "not_an_option"))?.id
        }
        None => file.recovery.organ_id,
    };
    let payers = ledger::service::payers(change.db(), file.recovery.case_id).await?;
    let reach = policy::reach(change.db(), staff).await?;
    let gave = payers.contains(&organ) && reach.organs.contains(&organ);
    if gave { Ok(organ) } else { Err(RecoveryError::fault("/organ_code", "not_an_option")) }
}

async fn faults(
    change: &Change,
    file: &RecoveryFile,
    new: &NewReceipt,
) -> Result<Vec<FieldFault>, RecoveryError> {
    let mut faults = Vec::new();
    if new.on > change.today() {
        faults.push(FieldFault::new("/on", "in_the_future"));
    }
    if new.basis.trim().is_empty() {
        faults.push(FieldFault::new("/basis", "required"));
    }
    if !new.amount_fen.is_positive() {
        faults.push(FieldFault::new("/amount_fen", "not_positive"));
    } else if new.amount_fen > file.left() {
        let fault = FieldFault::new("/amount_fen", "more_than_decided");
        faults.push(fault.with("amount", money::grouped(file.left())));
    } else {
        faults.extend(beyond(change, file, new).await?);
    }
    Ok(faults)
}

/// More than there is where it is said to come from.
async fn beyond(
    change: &Change,
    file: &RecoveryFile,
    new: &NewReceipt,
) -> Result<Option<FieldFault>, RecoveryError> {
    let standing =
        ledger::service::standing(change.db(), grant(change, file).await?, file.recovery.person_id);
    let standing = standing.await?;
    let (code, there) = match new.source {
        Source::Person => ("more_than_with_person", standing.paid),
        Source::Custody => ("more_than_held", standing.in_custody),
    };
    let fault = FieldFault::new("/amount_fen", code).with("amount", money::grouped(there));
    Ok((new.amount_fen > there).then_some(fault))
}

async fn grant(change: &Change, file: &RecoveryFile) -> Result<Uuid, RecoveryError> {
    let case = case(change.db(), file.recovery.case_id).await?;
    case.and_then(|case| case.grant_id).ok_or(RecoveryError::NotNow)
}

fn row(
    change: &Change,
    staff: &Staff,
    file: &RecoveryFile,
    organ: Uuid,
    new: &NewReceipt,
) -> Result<recovery_receipt::Model, Internal> {
    let before = file.recovered();
    let after = before.plus(new.amount_fen).ok_or_else(|| Internal::msg("amounts don't fit"))?;
    Ok(recovery_receipt::Model {
        id: ids::new_id(),
        recovery_id: file.recovery.id,
        organ_id: organ,
        amount: new.amount_fen.count(),
        recovered_before: before.count(),
        recovered_after: after.count(),
        decided_amount: file.recovery.amount.count(),
        received_on: new.on,
        basis: new.basis.trim().to_owned(),
        source: new.source.word().to_owned(),
        entered_by: staff.id,
        entered_at: change.now(),
    })
}

async fn post(
    change: &Change,
    file: &RecoveryFile,
    row: &recovery_receipt::Model,
    from: Source,
) -> Result<(), RecoveryError> {
    let back = ledger::model::Recovery {
        id: row.id,
        grant_id: grant(change, file).await?,
        person_id: file.recovery.person_id,
        organ_id: row.organ_id,
        amount: Fen::of(row.amount),
        from,
        on: row.received_on,
    };
    ledger::service::recover(change, &back).await?;
    Ok(())
}
