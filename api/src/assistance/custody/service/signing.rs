//! An agreement is signed by its parties, or given up before money came.

use serde_json::json;
use uuid::Uuid;

use super::{
    access::{commit, hold, turn, write},
    succeeding::{replace, replaced},
};
use crate::{
    app::App,
    assistance::{
        custody::{
            error::CustodyError,
            model::{Ending, Mandate, MandateAct, MandateFile, MandateState, Reason, Signing},
        },
        payments,
        rules::Party,
    },
    documents,
    error::FieldFault,
    identity::{actor::Staff, policy::Action},
    platform::change::Change,
};

/// Enters that the parties signed, by another than who drew the agreement up: what is paid goes into custody from now on. With it the
/// mandate that it succeeds ends.
///
/// # Errors
/// `NotFound`, 403; `FourEyes`; `NotNow`, also when what it succeeds goes on; `MoneyOnItsWay` while a payment goes into what it succeeds;
/// `Faulty` when the number isn't the one of the agreement, or the day is to come.
pub async fn sign(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    said: &Signing,
) -> Result<Mandate, CustodyError> {
    // The older goes first, as wherever several mandates are held.
    let before = replaced(&change, id).await?;
    let mut mandate = hold(&change, staff, id, Action::DecideReleases).await?.mandate;
    let to = turn(&mandate, MandateAct::Sign, Party::Approver)?;
    if mandate.made_by == staff.id {
        return Err(CustodyError::FourEyes);
    }
    CustodyError::refuse(faults(&change, &mandate, said))?;
    if let Some(before) = before {
        replace(app, &change, staff, before, &mandate).await?;
    }
    mandate.state = to;
    (mandate.signed_by, mandate.signed_on) = (Some(staff.id), Some(said.on));
    write(&change, &mut mandate).await?;
    let facts = json!({ "made_by": mandate.made_by, "on": said.on });
    commit(change, "custody.signed", mandate, facts).await
}

fn faults(change: &Change, mandate: &Mandate, said: &Signing) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let typed: String = said.number.chars().filter(|sign| !sign.is_whitespace()).collect();
    if typed != mandate.account.number {
        faults.push(FieldFault::new("/number", "differs"));
    }
    if said.on > change.today() {
        faults.push(FieldFault::new("/on", "in_the_future"));
    }
    faults
}

/// Gives a mandate up before money came; its agreement is void.
///
/// # Errors
/// `NotFound`, 403; `NotNow`; `MoneyOnItsWay` while a payment into it is with the bank or about to be; `NotHandedOver` where money waits to be
/// handed over to it, which would be nobody's then.
pub async fn give_up(change: Change, staff: &Staff, id: Uuid, why: &Reason) -> Result<Mandate, CustodyError> {
    let file = hold(&change, staff, id, Action::DecideReleases).await?;
    let waits = file.waits() && file.mandate.state == MandateState::Signed;
    let MandateFile { mut mandate, .. } = file;
    mandate.state = turn(&mandate, MandateAct::Drop, Party::Approver)?;
    if waits {
        return Err(CustodyError::NotHandedOver);
    }
    if payments::service::is_on_its_way_into(change.db(), mandate.id).await? {
        return Err(CustodyError::MoneyOnItsWay);
    }
    documents::service::void_within(&change, mandate.document_id, &why.reason).await?;
    (mandate.closed_on, mandate.closed_as) = (Some(change.today()), Some(Ending::Dropped));
    write(&change, &mut mandate).await?;
    let facts = json!({ "number": mandate.number });
    commit(change, "custody.given_up", mandate, facts).await
}
