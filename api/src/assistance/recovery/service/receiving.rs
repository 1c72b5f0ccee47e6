//! Finance enters what came back; the ledger posts it in the same change.

use hechang_entity::recovery_receipt;
use serde_json::json;
use uuid::Uuid;

use super::access::{event, hold, turn, write};
use crate::{
    assistance::{
        queries::case,
        recovery::{
            error::RecoveryError,
            model::{NewReceipt, RecoveryAct, RecoveryFile},
            queries, sealing,
        },
        rules::Party,
    },
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    ledger, organs,
    platform::{change::Change, ids, money::Fen},
    web::forms::money,
};

/// Enters a receipt.
///
/// # Errors
/// `NotFound`, 403; `FourEyes` for whoever opened or decided; `NotNow`; `Faulty` for more than is still to come, a day to come, a paper that was
/// entered, or an organ that didn't give; the ledger's refusals.
pub async fn receive(
    change: Change,
    staff: &Staff,
    id: Uuid,
    new: &NewReceipt,
) -> Result<RecoveryFile, RecoveryError> {
    let mut file = hold(&change, staff, id, Action::Pay).await?;
    if [Some(file.recovery.opened_by), file.recovery.decided_by].contains(&Some(staff.id)) {
        return Err(RecoveryError::FourEyes);
    }
    turn(&file.recovery, RecoveryAct::Receive, Party::Payer)?;
    let organ = to_organ(&change, staff, &file, new).await?;
    RecoveryError::refuse(faults(&change, &file, new))?;
    let left = file.left();
    let row = row(&change, staff, &file, organ, new)?;
    if !queries::insert_receipt(change.db(), row.clone()).await? {
        return Err(RecoveryError::fault("/basis", "entered_already"));
    }
    post(&change, &file, &row).await?;
    let act = if new.amount_fen == left { RecoveryAct::Complete } else { RecoveryAct::Receive };
    file.recovery.state = turn(&file.recovery, act, Party::Payer)?;
    write(&change, &mut file.recovery).await?;
    file.receipts.push(sealing::receipt(row));
    let facts =
        json!({ "case": file.recovery.case_id, "amount": new.amount_fen, "state": file.recovery.state });
    let event = event("recovery.received", &file.recovery, facts);
    Ok(change.commit(event, file).await?)
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

fn faults(change: &Change, file: &RecoveryFile, new: &NewReceipt) -> Vec<FieldFault> {
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
    }
    faults
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
        entered_by: staff.id,
        entered_at: change.now(),
    })
}

async fn post(
    change: &Change,
    file: &RecoveryFile,
    row: &recovery_receipt::Model,
) -> Result<(), RecoveryError> {
    let case = case(change.db(), file.recovery.case_id).await?;
    let grant_id = case.and_then(|case| case.grant_id).ok_or(RecoveryError::NotNow)?;
    let back = ledger::model::Recovery {
        id: row.id,
        grant_id,
        person_id: file.recovery.person_id,
        organ_id: row.organ_id,
        amount: Fen::of(row.amount),
        on: row.received_on,
    };
    ledger::service::recover(change, &back).await?;
    Ok(())
}
