//! The handler opens a recovery for somebody to whom something was granted.

use serde_json::json;
use uuid::Uuid;

use super::access::{event, rules};
use crate::{
    assistance::{
        followup,
        model::{CaseFile, CaseState},
        recovery::{
            error::RecoveryError,
            model::{NewRecovery, Recovery, RecoveryState, Words},
            queries, sealing,
        },
        service::hold,
    },
    error::FieldFault,
    identity::{actor::Staff, policy::Action},
    ledger::{self, model::Standing},
    platform::{change::Change, ids, money::Fen},
    web::forms::money,
};

/// Opens a recovery.
///
/// # Errors
/// `NotFound` out of reach, 403 for other roles; `UnderWay`; `Faulty` for somebody without a grant, an unknown ground, more than the
/// person has and is held for them of what was paid, or nothing to revoke.
pub async fn open(
    change: Change,
    staff: &Staff,
    case: Uuid,
    new: &NewRecovery,
) -> Result<Recovery, RecoveryError> {
    let file = hold(&change, staff, case, Action::OpenRecovery).await?.file;
    RecoveryError::refuse(faults(&change, &file, new).await?)?;
    let one = Recovery {
        id: ids::new_id(),
        case_id: case,
        person_id: new.person_id,
        organ_id: file.case.organ_id,
        state: RecoveryState::Open,
        ground: new.ground.clone(),
        amount: new.amount_fen,
        revokes: new.revokes,
        words: Words {
            reason: new.reason.trim().to_owned(),
            to_citizen: new.to_citizen.trim().to_owned(),
            ..Words::default()
        },
        opened_by: staff.id,
        opened_at: change.now(),
        decided_by: None,
        decided_at: None,
        version: 1,
    };
    if !queries::insert(change.db(), sealing::recovery_row(change.vault(), &one)?).await? {
        return Err(RecoveryError::UnderWay);
    }
    let event = event(
        "recovery.opened",
        &one,
        json!({ "case": case, "ground": one.ground, "amount": one.amount, "revokes": one.revokes }),
    );
    Ok(change.commit(event.in_case(file.applications.first().copied()), one).await?)
}

async fn faults(
    change: &Change,
    file: &CaseFile,
    new: &NewRecovery,
) -> Result<Vec<FieldFault>, RecoveryError> {
    let mut faults = Vec::new();
    if rules()?.ground(&new.ground).is_none() {
        faults.push(FieldFault::new("/ground", "not_an_option"));
    }
    for (pointer, text) in [("/reason", &new.reason), ("/to_citizen", &new.to_citizen)] {
        if text.trim().is_empty() {
            faults.push(FieldFault::new(pointer, "required"));
        }
    }
    let standing = standing(change, file, new.person_id).await?;
    faults.extend(
        standing.map_or_else(|| Some(FieldFault::new("/person_id", "not_paid")), |it| unlike(new, it)),
    );
    Ok(faults)
}

/// What is wrong with what is asked of somebody whose grant has come this far.
fn unlike(new: &NewRecovery, standing: Standing) -> Option<FieldFault> {
    if new.revokes && !standing.committed.is_positive() {
        return Some(FieldFault::new("/revokes", "nothing_unpaid"));
    }
    let there = standing.paid.plus(standing.in_custody).unwrap_or(standing.paid);
    if new.amount_fen > there {
        let fault = FieldFault::new("/amount_fen", "more_than_there");
        return Some(fault.with("amount", money::grouped(there)));
    }
    let enough = new.amount_fen.is_positive() || (new.revokes && new.amount_fen == Fen::ZERO);
    (!enough).then(|| FieldFault::new("/amount_fen", "not_positive"))
}

/// How far the grant of a person of the case has come; none where nothing is with them, held for them or still to come.
async fn standing(change: &Change, file: &CaseFile, person: Uuid) -> Result<Option<Standing>, RecoveryError> {
    let grant = file.case.grant_id.filter(|_| file.case.state == CaseState::Granted);
    let known = followup::service::granted(file).any(|one| one.id == person);
    let Some(grant) = grant.filter(|_| known) else { return Ok(None) };
    let standing = ledger::service::standing(change.db(), grant, person).await?;
    let there = [standing.paid, standing.in_custody, standing.committed].into_iter().any(Fen::is_positive);
    Ok(there.then_some(standing))
}
