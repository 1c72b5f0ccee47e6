//! What is granted and unpaid isn't paid anymore (撤销): the ledger gives it up, and the applications go where their money is.

use std::collections::BTreeSet;

use super::access::turn;
use crate::{
    app::App,
    assistance::{
        payments,
        recovery::{
            error::RecoveryError,
            model::{Recovery, RecoveryAct, RecoveryState},
        },
        rules::Party,
    },
    ledger::{self, model::GiveUp},
    organs,
    platform::change::Change,
};

/// The state that a decision against the person leads to.
pub(super) fn decided(one: &Recovery) -> Result<RecoveryState, RecoveryError> {
    let act = if one.amount.is_positive() { RecoveryAct::Decide } else { RecoveryAct::Revoke };
    turn(one, act, Party::Approver)
}

/// Gives up what is still to be paid to the person. The caller holds the case and commits.
///
/// # Errors
/// `BeingPaid` while a batch has something of it.
pub(super) async fn revoke(app: &App, change: &Change, one: &Recovery) -> Result<(), RecoveryError> {
    let unpaid = ledger::service::unpaid_of(change.db(), one.case_id, one.person_id).await?;
    // Whoever makes a batch holds its organ: what is in none now, comes into none meanwhile.
    for organ in unpaid.iter().map(|part| part.organ_id).collect::<BTreeSet<_>>() {
        organs::service::hold_organ(change, organ).await?;
    }
    if payments::service::is_on_its_way(change.db(), one.person_id).await? {
        return Err(RecoveryError::BeingPaid);
    }
    for part in unpaid {
        let gone = GiveUp { instalment_id: part.instalment_id, on: change.today() };
        ledger::service::give_up(change, &gone).await?;
    }
    payments::service::follow_money(app, change, &[one.person_id]).await?;
    Ok(())
}
