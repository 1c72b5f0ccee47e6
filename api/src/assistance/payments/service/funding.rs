//! The money is there: what the treasury sent is entered, and the people are told within two working days (2014 Opinion).

use uuid::Uuid;

use super::{
    access::{hold, write},
    batches::{commit, turn},
};
use crate::{
    app::App,
    assistance::{
        self,
        payments::{
            error::PaymentError,
            model::{BatchFile, BatchState, Funds},
        },
    },
    catalog::State,
    identity::actor::Staff,
    ledger::{
        self,
        error::{LedgerError, Refusal},
        model::Funding,
    },
    platform::change::Change,
};

/// Says that the money of a batch is there, and tells the people at once.
///
/// # Errors
/// `NotFound`, 403; `NotNow`; `Faulty`; the ledger's `FundsShort` when less is in the bank.
pub async fn fund(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    funds: &Funds,
) -> Result<BatchFile, PaymentError> {
    let mut file = hold(&change, staff, id).await?;
    if funds.on > change.today() {
        return Err(PaymentError::fault("/on", "in_the_future"));
    }
    turn(&mut file.batch, &[BatchState::Approved], BatchState::Funded)?;
    arrive(&change, &file, funds).await?;
    enough(&change, &file).await?;
    let people: Vec<_> = file.lines.iter().map(|payee| payee.line.person_id).collect();
    let people = assistance::service::people(change.db(), change.vault(), &people).await?;
    let applications = people.iter().map(|person| person.application_id);
    let told = assistance::service::move_from(app, &change, (State::Paying, "tell_arrival"), applications);
    let told = told.await?;
    file.batch.arrived_on = Some(funds.on);
    if let Some(first) = told.first() {
        file.batch.tell_by = assistance::service::tell_by(app, &change, first, funds.on).await?;
        file.batch.told_at = Some(change.now());
    }
    write(&change, &mut file.batch).await?;
    commit(change, "payments.batch_funded", file).await
}

/// What arrived for the batch as a whole, where a paper of the treasury says so.
async fn arrive(change: &Change, file: &BatchFile, funds: &Funds) -> Result<(), PaymentError> {
    let Some(basis) = &funds.basis else { return Ok(()) };
    let arrival = Funding {
        organ_code: None,
        year: file.batch.year,
        amount_fen: file.total(),
        basis: basis.clone(),
        on: Some(funds.on),
    };
    let posted = ledger::service::arrive(change, file.batch.organ_id, &arrival).await?;
    if posted.now { Ok(()) } else { Err(PaymentError::fault("/basis", "entered_before")) }
}

async fn enough(change: &Change, file: &BatchFile) -> Result<(), PaymentError> {
    let (organ, year) = (file.batch.organ_id, file.batch.year);
    let in_bank = ledger::service::balances(change.db(), organ, year).await?.in_bank;
    if in_bank >= file.total() {
        return Ok(());
    }
    Err(LedgerError::Refused(Refusal::FundsShort(in_bank)).into())
}
