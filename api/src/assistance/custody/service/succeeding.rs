//! Another custodian in the place of one that misused the money or can't go on (更换代管人): the money stays in custody of the same person, and
//! nothing of it is released until it was handed over.

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    access::{commit, event, hold, hold_any, turn, write},
    paying::hold_all,
    telling::{note, tell},
};
use crate::{
    app::App,
    assistance::{
        custody::{
            error::CustodyError,
            model::{Ending, HandOver, Handed, Mandate, MandateAct, MandateFile, NewMandate, RequestState},
            queries, sealing,
        },
        payments,
        rules::Party,
    },
    documents,
    error::{FieldFault, Internal},
    identity::{actor::Staff, policy::Action},
    ledger,
    platform::{change::Change, money::Fen},
    web::{forms::money, language::Language},
};

/// The mandate whose place a new one takes, held until the change ends, with what is wrong with it.
///
/// # Errors
/// `NotFound` out of reach, 403.
pub(super) async fn predecessor(
    change: &Change,
    staff: &Staff,
    new: &NewMandate,
) -> Result<(Option<Mandate>, Vec<FieldFault>), CustodyError> {
    let Some(id) = new.succeeds else { return Ok((None, Vec::new())) };
    let file = hold(change, staff, id, Action::KeepCustody).await?;
    let fault = if file.mandate.person_id != new.person_id {
        Some("not_an_option")
    } else if !file.may_be_succeeded() {
        Some("custody_not_paused")
    } else {
        None
    };
    let faults = fault.map(|code| FieldFault::new("/succeeds", code));
    Ok((Some(file.mandate), faults.into_iter().collect()))
}

/// The mandate that ends when this one is signed, held until the change ends.
pub(super) async fn replaced(change: &Change, id: Uuid) -> Result<Option<MandateFile>, CustodyError> {
    let row = queries::find(change.db(), id).await?.ok_or(CustodyError::NotFound)?;
    match row.succeeds {
        Some(before) => Ok(Some(hold_any(change, before).await?)),
        None => Ok(None),
    }
}

/// Ends a mandate whose place another takes: its open requests are refused, its agreement is void, and the citizen is told.
pub(super) async fn replace(
    app: &App,
    change: &Change,
    staff: &Staff,
    before: MandateFile,
    by: &Mandate,
) -> Result<(), CustodyError> {
    if !before.may_be_succeeded() {
        return Err(CustodyError::NotNow);
    }
    if payments::service::is_on_its_way_into(change.db(), before.mandate.id).await? {
        return Err(CustodyError::MoneyOnItsWay);
    }
    let reason =
        app.texts.say_with(Language::Chinese, "custody-paper-replaced", &[("number", by.number.as_str())]);
    refuse_open(change, staff, &before, &reason).await?;
    let mut old = before.mandate;
    documents::service::void_within(change, old.document_id, &reason).await?;
    old.state = turn(&old, MandateAct::Replace, Party::Approver)?;
    (old.closed_on, old.closed_as) = (Some(change.today()), Some(Ending::Replaced));
    write(change, &mut old).await?;
    change.record(event("custody.replaced", &old, json!({ "number": old.number, "by": by.number })));
    tell(app, change, by, "custody_replaced").await
}

async fn refuse_open(
    change: &Change,
    staff: &Staff,
    before: &MandateFile,
    reason: &str,
) -> Result<(), CustodyError> {
    for request in before.requests.iter().filter(|request| request.state.is_open()) {
        let mut refused = request.clone();
        refused.state = RequestState::Refused;
        (refused.refused_by, refused.reason) = (Some(staff.id), Some(reason.to_owned()));
        queries::update_request(change.db(), sealing::request_row(change.vault(), &refused)?).await?;
        note(change, "custody.refused", &before.mandate, &refused);
    }
    Ok(())
}

/// Enters that money was handed over, all of it or knowingly a part: releases begin. What is missing stays with the one before, keeps custody
/// open, and may follow.
///
/// # Errors
/// `NotFound`, 403; `FourEyes` for who drew the agreement up or checked it; `NotNow` where nothing is owed; `Faulty` for a day to come, or
/// another amount than is held, naming both.
pub async fn hand_over(
    change: Change,
    staff: &Staff,
    id: Uuid,
    said: &HandOver,
) -> Result<Mandate, CustodyError> {
    let person = queries::find(change.db(), id).await?.ok_or(CustodyError::NotFound)?.person_id;
    let all = queries::of_person(change.db(), person).await?;
    hold_all(&change, all.iter().map(|row| row.id)).await?;
    let file = hold(&change, staff, id, Action::Pay).await?;
    let to = turn(&file.mandate, MandateAct::HandOver, Party::Payer)?;
    if !file.is_owed() {
        return Err(CustodyError::NotNow);
    }
    if [Some(file.mandate.made_by), file.mandate.signed_by].contains(&Some(staff.id)) {
        return Err(CustodyError::FourEyes);
    }
    CustodyError::refuse(faults(&change, &file, said))?;
    let (mut mandate, left) = (file.mandate, file.waiting.minus(said.amount_fen));
    mandate.handed = Some(take_over(&change, staff, &mandate, said).await?);
    mandate.state = to;
    mandate.funded_at = mandate.funded_at.or(Some(change.now()));
    write(&change, &mut mandate).await?;
    let facts =
        json!({ "number": mandate.number, "amount_fen": said.amount_fen, "left_fen": left, "on": said.on });
    commit(change, "custody.handed_over", mandate, facts).await
}

/// Moves the money in the ledger; answers what came in all.
async fn take_over(
    change: &Change,
    staff: &Staff,
    mandate: &Mandate,
    said: &HandOver,
) -> Result<Handed, CustodyError> {
    let before = mandate.handed.map_or(Fen::ZERO, |handed| handed.amount);
    let over = ledger::model::HandOver {
        mandate_id: mandate.id,
        person_id: mandate.person_id,
        before,
        amount: said.amount_fen,
        on: said.on,
    };
    ledger::service::hand_over(change, &over).await?;
    let amount = before.plus(said.amount_fen).ok_or_else(|| Internal::msg("amounts don't fit"))?;
    Ok(Handed { amount, on: said.on, by: staff.id })
}

fn faults(change: &Change, file: &MandateFile, said: &HandOver) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if said.on > change.today() {
        faults.push(FieldFault::new("/on", "in_the_future"));
    }
    let part = said.in_part && said.amount_fen.is_positive() && said.amount_fen < file.waiting;
    if said.amount_fen != file.waiting && !part {
        let fault = FieldFault::new("/amount_fen", "not_what_is_held");
        let fault = fault.with("amount", money::grouped(said.amount_fen));
        faults.push(fault.with("held", money::grouped(file.waiting)));
    }
    faults
}

/// The mandate that takes this one's place, or is drawn up to. Who may see them is the caller's matter.
pub async fn successor(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Uuid>, Internal> {
    queries::successor(db, id).await
}
