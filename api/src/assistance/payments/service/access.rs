//! Whose payments somebody sees: finance those that their organ and those below it pay, handlers those of the cases they may open.

use std::collections::HashMap;

use hechang_entity::payment_line;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    assistance::{
        self,
        model::Assisted,
        payments::{
            error::PaymentError,
            model::{Batch, BatchFile, Line, Payee},
            queries, sealing,
        },
    },
    error::Internal,
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    ledger, organs,
    platform::{change::Change, vault::Vault},
};

/// Somebody who is assisted, if the reader may see where their money goes.
pub(super) async fn person(
    db: &impl ConnectionTrait,
    vault: &Vault,
    staff: &Staff,
    action: Action,
    id: Uuid,
) -> Result<Assisted, PaymentError> {
    let found = assistance::service::people(db, vault, &[id]).await?.into_iter().next();
    let person = found.ok_or(PaymentError::NotFound)?;
    if !reaches(db, vault, staff, &person).await? {
        return Err(PaymentError::NotFound);
    }
    policy::require(staff, action)?;
    Ok(person)
}

async fn reaches(
    db: &impl ConnectionTrait,
    vault: &Vault,
    staff: &Staff,
    person: &Assisted,
) -> Result<bool, PaymentError> {
    if !policy::may(staff, Action::SeePayments) {
        return Ok(false);
    }
    if policy::may(staff, Action::SeeMatters)
        && assistance::service::opens(db, vault, staff, person.case_id).await?
    {
        return Ok(true);
    }
    let reach = policy::reach(db, staff).await?;
    let payers = ledger::service::payers(db, person.case_id).await?;
    Ok(policy::may(staff, Action::Pay) && payers.iter().any(|organ| reach.organs.contains(organ)))
}

/// A batch that is being changed: its row is held until the change ends.
pub(super) async fn hold(change: &Change, staff: &Staff, id: Uuid) -> Result<BatchFile, PaymentError> {
    let row = queries::lock_batch(change.db(), id).await?.ok_or(PaymentError::NotFound)?;
    let file = whole(change.db(), change.vault(), sealing::batch(&row)?).await?;
    within_reach(change.db(), staff, file.batch.organ_id).await?;
    policy::require(staff, Action::Pay)?;
    Ok(file)
}

/// Refuses with 404 what another organ pays.
pub(super) async fn within_reach(
    db: &impl ConnectionTrait,
    staff: &Staff,
    organ: Uuid,
) -> Result<(), PaymentError> {
    let reach = policy::reach(db, staff).await?;
    Ok(policy::decide(&reach, Action::SeeBatches, On::Organ(organ))?)
}

/// A batch with its lines and whom they are for. Who may see it is the caller's matter.
pub(super) async fn whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    batch: Batch,
) -> Result<BatchFile, Internal> {
    let found = all_whole(db, vault, vec![batch]).await?.into_iter().next();
    found.ok_or_else(|| Internal::msg("a batch vanished"))
}

/// As [`whole`], by one question a table.
pub(super) async fn all_whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    batches: Vec<Batch>,
) -> Result<Vec<BatchFile>, Internal> {
    let ids: Vec<_> = batches.iter().map(|batch| batch.id).collect();
    let rows = queries::lines(db, &ids).await?;
    joined(db, vault, batches, rows).await
}

/// Batches with these of their lines, and whom they are for.
pub(super) async fn joined(
    db: &impl ConnectionTrait,
    vault: &Vault,
    batches: Vec<Batch>,
    rows: Vec<payment_line::Model>,
) -> Result<Vec<BatchFile>, Internal> {
    let ids: Vec<_> = rows.iter().map(|row| row.person_id).collect();
    let people = assistance::service::people(db, vault, &ids).await?;
    let payee = |line: Line| {
        let person = people.iter().find(|person| person.id == line.person_id);
        let name = person.map(|person| person.who.name.clone()).unwrap_or_default();
        Payee { line, name }
    };
    let mut lines: HashMap<Uuid, Vec<Payee>> = HashMap::new();
    for row in rows {
        lines.entry(row.batch_id).or_default().push(payee(sealing::line(vault, &row)?));
    }
    let ids: Vec<_> = batches.iter().map(|batch| batch.organ_id).collect();
    let organs = organs::service::organs_of(db, &ids).await?;
    let file = |batch: Batch| {
        let organ = organs.iter().find(|organ| organ.id == batch.organ_id);
        let organ_code = organ.map(|organ| organ.code.clone()).unwrap_or_default();
        BatchFile { lines: lines.remove(&batch.id).unwrap_or_default(), organ_code, batch }
    };
    Ok(batches.into_iter().map(file).collect())
}

/// Writes a changed batch over the version that was read.
pub(super) async fn write(change: &Change, batch: &mut Batch) -> Result<(), PaymentError> {
    let read = batch.version;
    batch.version = read.saturating_add(1);
    let written = queries::update_batch(change.db(), sealing::batch_row(batch), read).await?;
    if written { Ok(()) } else { Err(PaymentError::Stale) }
}

/// Writes a changed line; its batch is held.
pub(super) async fn write_line(change: &Change, line: &Line) -> Result<(), PaymentError> {
    let written = queries::update_line(change.db(), sealing::line_row(change.vault(), line)?).await?;
    if written { Ok(()) } else { Err(PaymentError::NotNow) }
}

/// Refuses whoever took part in the decision of one of these cases (security.md AC-5).
pub(super) async fn apart_from_decision(
    change: &Change,
    staff: &Staff,
    cases: &[Uuid],
) -> Result<(), PaymentError> {
    let deciders = assistance::service::took_part(change.db(), cases).await?;
    if deciders.contains(&staff.id) { Err(PaymentError::FourEyes) } else { Ok(()) }
}
