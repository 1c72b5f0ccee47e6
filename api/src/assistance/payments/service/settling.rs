//! What came of each line: paid, refused by the bank, or returned later. The ledger posts what was paid, once.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use hechang_entity::bank_result;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    access::{hold, write, write_line},
    batches::commit,
    register,
};
use crate::{
    app::App,
    assistance::{
        self, closing, custody, followup,
        payments::{
            bank_file::{self, Answer},
            error::PaymentError,
            model::{Batch, BatchFile, BatchState, Line, LineState, Outcome, Settled, Settlement, Way},
            queries,
        },
        service::Progress,
    },
    catalog::State,
    error::{FieldFault, Problem},
    identity::{
        self,
        actor::Staff,
        policy::{self, Action},
    },
    ledger::{
        self,
        model::{Destination, GivenBack, Payment},
    },
    platform::{change::Change, ids},
};

/// Settles one line by hand.
///
/// # Errors
/// `NotFound`, 403; `NotNow` before the batch is with the bank, or funded when it is handed over; `Faulty`; the ledger's refusals.
pub async fn settle(
    app: &App,
    change: Change,
    staff: &Staff,
    (id, line): (Uuid, Uuid),
    said: &Settlement,
) -> Result<BatchFile, PaymentError> {
    let mut file = hold(&change, staff, id).await?;
    hold_mandates(&change, &file).await?;
    let place = file.lines.iter().position(|payee| payee.line.id == line).ok_or(PaymentError::NotFound)?;
    PaymentError::refuse(faults(&change, said))?;
    let witness = witness(&change, staff, &file, said).await?;
    let payee = file.lines.get_mut(place).ok_or(PaymentError::NotFound)?;
    if payee.line.state == LineState::Listed {
        payee.line.witness_id = witness;
    }
    take(&change, &file.batch, &mut payee.line, said).await?.ok_or(PaymentError::NotNow)?;
    finish(app, &change, &mut file).await?;
    commit(change, "payments.line_settled", file).await
}

async fn hold_mandates(change: &Change, file: &BatchFile) -> Result<(), PaymentError> {
    Ok(custody::service::hold_all(change, file.lines.iter().filter_map(|payee| payee.line.mandate_id))
        .await?)
}

fn faults(change: &Change, said: &Settlement) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if said.on > change.today() {
        faults.push(FieldFault::new("/on", "in_the_future"));
    }
    let reason = said.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    if said.outcome == Outcome::Failed && !reason {
        faults.push(FieldFault::new("/reason", "required"));
    }
    faults
}

/// The second member of staff who was there when money was handed over: of the same organ, working on matters or paying.
async fn witness(
    change: &Change,
    staff: &Staff,
    file: &BatchFile,
    said: &Settlement,
) -> Result<Option<Uuid>, PaymentError> {
    if file.batch.way == Way::Bank || said.outcome == Outcome::Failed {
        return Ok(None);
    }
    let name = said.witness.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| PaymentError::fault("/witness", "required"))?;
    let found = match identity::staff::account(change.db(), name).await? {
        Some(id) => identity::staff::find(change.db(), id).await?,
        None => None,
    };
    let works = |one: &Staff| policy::may(one, Action::WorkOnMatters) || policy::may(one, Action::Pay);
    let stands = |one: &Staff| one.id != staff.id && one.organ_id == file.batch.organ_id && works(one);
    let found = found.filter(stands).ok_or_else(|| PaymentError::fault("/witness", "not_an_option"))?;
    Ok(Some(found.id))
}

/// Takes a file of the bank's: each line once, and the whole file once.
///
/// # Errors
/// `NotFound`, 403; `NotNow`; `Faulty` naming every row that isn't this batch's, or contradicts what is known. Nothing is taken then.
pub async fn take_result(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    bytes: &[u8],
) -> Result<Settled, PaymentError> {
    let mut file = hold(&change, staff, id).await?;
    hold_mandates(&change, &file).await?;
    let answers = bank_file::read(bytes)?;
    let known = [BatchState::Sent, BatchState::Done].contains(&file.batch.state);
    if file.batch.way != Way::Bank || !known {
        return Err(PaymentError::NotNow);
    }
    if !is_new(&change, staff, id, bytes, answers.len()).await? {
        return Ok(Settled { unchanged: answers.len(), ..Settled::default() });
    }
    PaymentError::refuse(strangers(&file, &answers))?;
    let settled = take_all(&change, &mut file, &answers).await?;
    finish(app, &change, &mut file).await?;
    commit(change, "payments.result_taken", file).await?;
    Ok(settled)
}

async fn is_new(
    change: &Change,
    staff: &Staff,
    batch: Uuid,
    bytes: &[u8],
    lines: usize,
) -> Result<bool, PaymentError> {
    let row = bank_result::Model {
        id: ids::new_id(),
        batch_id: batch,
        digest: HEXLOWER.encode(&Sha256::digest(bytes)),
        lines: i32::try_from(lines).unwrap_or(i32::MAX),
        entered_by: staff.id,
        entered_at: change.now(),
    };
    Ok(queries::insert_result(change.db(), row).await?)
}

/// Rows that name no line of the batch, another amount than its line, or a line twice.
fn strangers(file: &BatchFile, answers: &[Answer]) -> Vec<FieldFault> {
    let (mut faults, mut seen) = (Vec::new(), BTreeSet::new());
    for answer in answers {
        let pointer = format!("/rows/{}", answer.row);
        match line_of(file, answer) {
            None => faults.push(FieldFault::new(pointer, "unknown_line")),
            Some(line) if line.amount != answer.amount => {
                faults.push(FieldFault::new(pointer, "amount_differs"));
            }
            Some(line) if !seen.insert(line.id) => faults.push(FieldFault::new(pointer, "named_twice")),
            Some(_) => {}
        }
    }
    faults
}

fn line_of<'a>(file: &'a BatchFile, answer: &Answer) -> Option<&'a Line> {
    let mut lines = file.lines.iter().map(|payee| &payee.line);
    lines.find(|line| file.reference(line) == answer.reference)
}

async fn take_all(
    change: &Change,
    file: &mut BatchFile,
    answers: &[Answer],
) -> Result<Settled, PaymentError> {
    let (mut settled, mut faults) = (Settled::default(), Vec::new());
    for answer in answers {
        let Some(id) = line_of(file, answer).map(|line| line.id) else { continue };
        let said = Settlement {
            outcome: answer.outcome,
            on: answer.on.unwrap_or_else(|| change.today()),
            reason: answer.reason.clone(),
            witness: None,
        };
        let Some(payee) = file.lines.iter_mut().find(|payee| payee.line.id == id) else { continue };
        match take(change, &file.batch, &mut payee.line, &said).await? {
            None => faults.push(FieldFault::new(format!("/rows/{}", answer.row), "settled_differently")),
            Some(false) => settled.unchanged += 1,
            Some(true) if answer.outcome == Outcome::Paid => settled.paid += 1,
            Some(true) => settled.failed += 1,
        }
    }
    PaymentError::refuse(faults)?;
    Ok(settled)
}

/// Takes one outcome: true when it is news, false when it was known, nothing when it can't be.
async fn take(
    change: &Change,
    batch: &Batch,
    line: &mut Line,
    said: &Settlement,
) -> Result<Option<bool>, PaymentError> {
    let waits = match (batch.way, batch.state) {
        (Way::Bank, BatchState::Sent | BatchState::Done) => line.state == LineState::Sent,
        (Way::InPerson, BatchState::Funded | BatchState::Done) => line.state == LineState::Listed,
        _ => false,
    };
    let state = match (said.outcome, line.state) {
        (Outcome::Paid, _) if waits => LineState::Paid,
        (Outcome::Failed, _) if waits => LineState::Failed,
        (Outcome::Failed, LineState::Paid) => LineState::Returned,
        (Outcome::Paid, LineState::Paid) | (Outcome::Failed, LineState::Failed | LineState::Returned) => {
            return Ok(Some(false));
        }
        _ => return Ok(None),
    };
    post(change, line, state, said).await?;
    (line.state, line.settled_on) = (state, Some(said.on));
    line.reason = said.reason.clone().filter(|_| said.outcome == Outcome::Failed);
    write_line(change, line).await?;
    Ok(Some(true))
}

/// What the ledger is told.
async fn post(change: &Change, line: &Line, state: LineState, said: &Settlement) -> Result<(), PaymentError> {
    if state == LineState::Paid {
        let payment = Payment {
            id: line.id,
            instalment_id: line.instalment_id,
            person_id: line.person_id,
            amount: line.amount,
            to: line.mandate_id.map_or(Destination::Person, Destination::Custody),
            batch_id: Some(line.batch_id),
            on: said.on,
        };
        ledger::service::pay(change, &payment).await?;
        if let Some(mandate) = line.mandate_id {
            custody::service::fund(change, mandate).await?;
        }
    } else if state == LineState::Returned {
        ledger::service::give_back(change, &GivenBack { payment_id: line.id, on: said.on }).await?;
    }
    Ok(())
}

/// Ends the batch when nothing in it is open, and moves the applications to where their money is.
async fn finish(app: &App, change: &Change, file: &mut BatchFile) -> Result<(), PaymentError> {
    let open = [LineState::Listed, LineState::Sent];
    let over = !file.lines.iter().any(|payee| open.contains(&payee.line.state));
    if over && file.batch.state != BatchState::Done {
        file.batch.state = BatchState::Done;
        register::issue(app, change, file).await?;
    }
    write(change, &mut file.batch).await?;
    let people: Vec<_> = file.lines.iter().map(|payee| payee.line.person_id).collect();
    follow_money(app, change, &people).await
}

/// Moves the applications of these people, and those of the same cases, to where their money is. The whole cases are held, so that of two who
/// settle at once the second sees that everything is paid. What comes back to a closed case opens it again.
pub(in crate::assistance) async fn follow_money(
    app: &App,
    change: &Change,
    people: &[Uuid],
) -> Result<(), PaymentError> {
    let people = assistance::service::people(change.db(), change.vault(), people).await?;
    let applications = people.iter().map(|person| person.application_id);
    let applications = assistance::service::with_companions(change.db(), applications).await?;
    let Apart { done, revoked, open } = apart(change, applications).await?;
    for state in [State::Granted, State::Paying] {
        assistance::service::move_from(app, change, (state, "revoke"), revoked.iter().copied()).await?;
    }
    let paid = (State::Paying, "finish_payment");
    let paid = assistance::service::move_from(app, change, paid, done.iter().copied()).await?;
    for file in assistance::service::cases_of(change, &open).await? {
        closing::service::reopen(app, change, &file).await?;
    }
    for state in [State::Paid, State::FollowUp] {
        assistance::service::move_from(app, change, (state, "payment_returned"), open.iter().copied())
            .await?;
    }
    if !paid.is_empty() {
        let over = [done, revoked].concat();
        followup::service::after_payment(app, change, &over).await.map_err(Problem::from)?;
    }
    Ok(())
}

/// Applications by how far their money is.
#[derive(Default)]
struct Apart {
    /// Everything is paid or given up.
    done: Vec<Uuid>,
    /// Everything was given up before anything was paid.
    revoked: Vec<Uuid>,
    /// Something is to be paid.
    open: Vec<Uuid>,
}

async fn apart(change: &Change, applications: BTreeSet<Uuid>) -> Result<Apart, PaymentError> {
    let mut apart = Apart::default();
    for application in applications {
        match assistance::service::progress(change, application).await? {
            Some(Progress { left: false, paid: true }) => apart.done.push(application),
            Some(Progress { left: false, paid: false }) => apart.revoked.push(application),
            _ => apart.open.push(application),
        }
    }
    Ok(apart)
}
