//! Batches: made of instalments, checked by somebody else, given up, sent to the bank.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    access::{apart_from_decision, hold, whole, within_reach, write, write_line},
    vouching::vouch,
};
use crate::{
    app::App,
    assistance::{
        self, custody,
        model::Assisted,
        payments::{
            error::PaymentError,
            model::{Batch, BatchFile, BatchState, Line, LineState, NewBatch, PayeeAccount, Way},
            queries, sealing,
        },
    },
    catalog::State,
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    ledger::{self, service::Unpaid},
    organs,
    platform::{
        change::{Change, Event},
        ids,
        money::Fen,
        vouching::vouching,
    },
};

/// Makes a batch of instalments: the treasury is asked for the money, and the applicants see that.
///
/// # Errors
/// 403; `FourEyes` for whoever took part in a decision; `NotFound` for another organ's; `Faulty` naming each instalment that can't be paid.
pub async fn make(
    app: &App,
    change: Change,
    staff: &Staff,
    new: &NewBatch,
) -> Result<BatchFile, PaymentError> {
    policy::require(staff, Action::Pay)?;
    let unpaid = payable(&change, staff, &new.instalment_ids).await?;
    let first = unpaid.first().ok_or_else(|| PaymentError::fault("/instalment_ids", "required"))?;
    let (organ_id, year) = (first.organ_id, first.year);
    organs::service::hold_organ(&change, organ_id).await?;
    let cases: Vec<_> = unpaid.iter().map(|one| one.case_id).collect();
    apart_from_decision(&change, staff, &cases).await?;
    let batch = begun(&change, staff, (organ_id, year), new.way).await?;
    let ids: Vec<_> = unpaid.iter().map(|one| one.person_id).collect();
    let people = assistance::service::people(change.db(), change.vault(), &ids).await?;
    let lines = lines(&change, &batch, &unpaid).await?;
    queries::insert_batch(change.db(), sealing::batch_row(&batch)).await?;
    let rows = lines.iter().map(|line| sealing::line_row(change.vault(), line)).collect::<Result<_, _>>()?;
    if !queries::insert_lines(change.db(), rows).await? {
        return Err(PaymentError::fault("/instalment_ids", "on_its_way"));
    }
    let asked = (State::Granted, "request_funds");
    assistance::service::move_from(app, &change, asked, applications(&people)).await?;
    let file = whole(change.db(), change.vault(), batch).await?;
    commit(change, "payments.batch_made", file).await
}

fn applications(people: &[Assisted]) -> BTreeSet<Uuid> {
    people.iter().map(|person| person.application_id).collect()
}

/// The instalments, if each can be paid and all are one organ's and year's.
async fn payable(change: &Change, staff: &Staff, ids: &[Uuid]) -> Result<Vec<Unpaid>, PaymentError> {
    let unpaid = ledger::service::unpaid_among(change.db(), ids).await?;
    for one in &unpaid {
        within_reach(change.db(), staff, one.organ_id).await?;
    }
    let (mut faults, rules) = (Vec::new(), &assistance::service::rules()?.instalments);
    let first = unpaid.first().map(|one| (one.organ_id, one.year));
    for (place, id) in ids.iter().enumerate() {
        let pointer = format!("/instalment_ids/{place}");
        match unpaid.iter().find(|one| one.instalment_id == *id) {
            None => faults.push(FieldFault::new(pointer, "not_payable")),
            Some(_) if ids.iter().take(place).any(|before| before == id) => {
                faults.push(FieldFault::new(pointer, "named_twice"));
            }
            Some(one) if Some((one.organ_id, one.year)) != first => {
                faults.push(FieldFault::new(pointer, "another_organs"));
            }
            Some(one) => {
                let early = rules.from(one.due_on).filter(|from| *from > change.today());
                faults.extend(early.map(|from| FieldFault::new(pointer, "not_due_yet").with("day", from)));
            }
        }
    }
    PaymentError::refuse(faults)?;
    Ok(unpaid)
}

async fn begun(
    change: &Change,
    staff: &Staff,
    (organ_id, year): (Uuid, i32),
    way: Way,
) -> Result<Batch, PaymentError> {
    Ok(Batch {
        id: ids::new_id(),
        organ_id,
        year,
        number: queries::last_number(change.db(), organ_id, year).await?.saturating_add(1),
        way,
        state: BatchState::Made,
        made_by: staff.id,
        made_at: change.now(),
        approved_by: None,
        approved_at: None,
        arrived_on: None,
        tell_by: None,
        told_at: None,
        sent_at: None,
        version: 1,
    })
}

/// Whether something is on its way to a person.
pub(in crate::assistance) async fn is_on_its_way(
    db: &impl ConnectionTrait,
    person: Uuid,
) -> Result<bool, Internal> {
    queries::is_on_its_way(db, person).await
}

/// Whether something is on its way into a mandate of custody.
pub(in crate::assistance) async fn is_on_its_way_into(
    db: &impl ConnectionTrait,
    mandate: Uuid,
) -> Result<bool, Internal> {
    queries::is_on_its_way_into(db, mandate).await
}

/// A line for each instalment: into custody where there is a mandate, and otherwise by transfer to an account that is confirmed.
async fn lines(change: &Change, batch: &Batch, unpaid: &[Unpaid]) -> Result<Vec<Line>, PaymentError> {
    let people: Vec<_> = unpaid.iter().map(|one| one.person_id).collect();
    let custody = custody::service::destinations(change, &people).await?;
    let rows = queries::accounts(change.db(), &people).await?;
    let accounts = rows.iter().map(|row| sealing::account(change.vault(), row));
    let accounts: Vec<PayeeAccount> = accounts.collect::<Result<_, Internal>>()?;
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for (place, one) in unpaid.iter().enumerate() {
        let held = custody.get(&one.person_id);
        let confirmed =
            accounts.iter().find(|known| known.person_id == one.person_id && known.confirmed_by.is_some());
        let wrong = match held {
            Some(_) if batch.way == Way::InPerson => Some("in_custody"),
            Some(held) if held.paused => Some("custody_paused"),
            None if batch.way == Way::Bank && confirmed.is_none() => Some("account_not_confirmed"),
            _ => None,
        };
        faults.extend(wrong.map(|code| FieldFault::new(format!("/instalment_ids/{place}"), code)));
        let own = confirmed.filter(|_| batch.way == Way::Bank).map(|known| known.account.clone());
        let account = held.map_or(own, |held| Some(held.account.clone()));
        lines.push(Line {
            id: ids::new_id(),
            batch_id: batch.id,
            place: i32::try_from(place).unwrap_or(i32::MAX).saturating_add(1),
            instalment_id: one.instalment_id,
            person_id: one.person_id,
            case_id: one.case_id,
            amount: Fen::of(one.amount),
            account,
            state: LineState::Listed,
            reason: None,
            witness_id: None,
            settled_on: None,
            receipt: None,
            mandate_id: held.map(|held| held.mandate_id),
        });
    }
    PaymentError::refuse(faults)?;
    Ok(lines)
}

/// Checks a batch, so that it may be paid.
///
/// # Errors
/// `NotFound`, 403; `FourEyes` for whoever made it or took part in a decision; `NotNow`.
pub async fn approve(change: Change, staff: &Staff, id: Uuid) -> Result<BatchFile, PaymentError> {
    let mut file = hold(&change, staff, id).await?;
    if file.batch.made_by == staff.id {
        return Err(PaymentError::FourEyes);
    }
    let cases: Vec<_> = file.lines.iter().map(|payee| payee.line.case_id).collect();
    apart_from_decision(&change, staff, &cases).await?;
    turn(&mut file.batch, &[BatchState::Made], BatchState::Approved)?;
    (file.batch.approved_by, file.batch.approved_at) = (Some(staff.id), Some(change.now()));
    write(&change, &mut file.batch).await?;
    let orders = file.lines.iter().map(|payee| vouch(&file.batch, &payee.line));
    let orders: Vec<_> = orders.collect::<Result<_, _>>()?;
    let event = event("payments.batch_approved", &file);
    let facts = vouching(event.detail.clone(), &orders);
    Ok(change.commit(event.with(facts), file).await?)
}

/// Gives a batch up before it is sent; its instalments may go into another.
///
/// # Errors
/// `NotFound`, 403; `NotNow`.
pub async fn cancel(change: Change, staff: &Staff, id: Uuid) -> Result<BatchFile, PaymentError> {
    let mut file = hold(&change, staff, id).await?;
    let before = [BatchState::Made, BatchState::Approved, BatchState::Funded];
    if file.lines.iter().any(|payee| payee.line.state != LineState::Listed) {
        return Err(PaymentError::NotNow);
    }
    turn(&mut file.batch, &before, BatchState::Canceled)?;
    for payee in &mut file.lines {
        payee.line.state = LineState::Dropped;
        write_line(&change, &payee.line).await?;
    }
    write(&change, &mut file.batch).await?;
    commit(change, "payments.batch_canceled", file).await
}

/// Marks a batch as given to the bank; its file can be taken from now on.
///
/// # Errors
/// `NotFound`, 403; `NotNow`, also for what is handed over.
pub async fn send(change: Change, staff: &Staff, id: Uuid) -> Result<BatchFile, PaymentError> {
    let mut file = hold(&change, staff, id).await?;
    if file.batch.way != Way::Bank {
        return Err(PaymentError::NotNow);
    }
    turn(&mut file.batch, &[BatchState::Funded], BatchState::Sent)?;
    file.batch.sent_at = Some(change.now());
    for payee in &mut file.lines {
        payee.line.state = LineState::Sent;
        write_line(&change, &payee.line).await?;
    }
    write(&change, &mut file.batch).await?;
    commit(change, "payments.batch_sent", file).await
}

/// Sets another state, if the present one allows it.
pub(super) fn turn(batch: &mut Batch, from: &[BatchState], to: BatchState) -> Result<(), PaymentError> {
    if !from.contains(&batch.state) {
        return Err(PaymentError::NotNow);
    }
    batch.state = to;
    Ok(())
}

/// Ends a change of a batch with what the record says of it.
pub(super) async fn commit(
    change: Change,
    act: &'static str,
    file: BatchFile,
) -> Result<BatchFile, PaymentError> {
    Ok(change.commit(event(act, &file), file).await?)
}

fn event(act: &'static str, file: &BatchFile) -> Event {
    let facts = json!({ "number": file.number(), "lines": file.lines.len(), "amount_fen": file.total() });
    Event::new(act, file.batch.id).at(file.batch.organ_id).with(facts)
}
