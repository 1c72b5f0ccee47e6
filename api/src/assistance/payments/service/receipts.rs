//! The receipt of money that was handed over: a photo of the paper with the signature, or the thumbprint of who can't write
//! (2016 Rules art. 28). Filed once, and part of the file.

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    access::{hold, within_reach, write_line},
    batches::commit,
};
use crate::{
    app::App,
    assistance::{
        self,
        payments::{
            error::PaymentError,
            model::{Batch, BatchFile, Line, LineState, Receipt, Way},
            queries, sealing,
        },
    },
    error::Internal,
    identity::actor::Staff,
    materials::{self, service::Arrived},
    platform::{
        blobs::Reading,
        change::{Change, Event},
    },
    web::parts::FilePart,
};

/// Takes a receipt in while it comes, for a line that awaits one. It belongs to nothing until it is [`file`]d.
///
/// # Errors
/// `NotFound`, 403; `NotNow`; the refusals of a file that is no photo or paper, too large, or can't be read.
pub async fn receive(
    app: &App,
    staff: &Staff,
    (id, line): (Uuid, Uuid),
    part: FilePart,
) -> Result<Arrived, PaymentError> {
    let change = app.change(staff).await?;
    let file = hold(&change, staff, id).await?;
    awaits(&file, line)?;
    drop(change);
    Ok(materials::service::receive_evidence(app, part).await?)
}

/// Files a receipt that has come in. Refused, it goes again.
///
/// # Errors
/// `NotFound`, 403; `NotNow` when it was filed meanwhile.
pub async fn file_receipt(
    app: &App,
    staff: &Staff,
    at: (Uuid, Uuid),
    arrived: Arrived,
) -> Result<BatchFile, PaymentError> {
    let filed = enter(app.change(staff).await?, staff, at, &arrived).await;
    if filed.is_err() {
        materials::service::leave(app, arrived).await?;
    }
    filed
}

async fn enter(
    change: Change,
    staff: &Staff,
    (id, line): (Uuid, Uuid),
    arrived: &Arrived,
) -> Result<BatchFile, PaymentError> {
    let mut file = hold(&change, staff, id).await?;
    awaits(&file, line)?;
    materials::files::keep(&change, arrived.file).await?;
    let receipt = Receipt { file_id: arrived.file, media_type: arrived.kind.media_type().to_owned() };
    for payee in file.lines.iter_mut().filter(|payee| payee.line.id == line) {
        payee.line.receipt = Some(receipt.clone());
        write_line(&change, &payee.line).await?;
    }
    commit(change, "payments.receipt_filed", file).await
}

/// Money that was handed over, and whose receipt isn't filed yet.
fn awaits(file: &BatchFile, line: Uuid) -> Result<(), PaymentError> {
    let found = file.lines.iter().find(|payee| payee.line.id == line).ok_or(PaymentError::NotFound)?;
    if lacks_receipt(&file.batch, &found.line) { Ok(()) } else { Err(PaymentError::NotNow) }
}

/// Whether a receipt is still to be filed.
pub fn lacks_receipt(batch: &Batch, line: &Line) -> bool {
    batch.way == Way::InPerson && line.state == LineState::Paid && line.receipt.is_none()
}

/// Whose money of a case was handed over without a receipt so far. Who may know it is the caller's matter.
pub(in crate::assistance) async fn lacking_receipts(
    db: &impl ConnectionTrait,
    case: Uuid,
) -> Result<Vec<Uuid>, Internal> {
    let rows = queries::without_receipt(db, case).await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}

/// A receipt to be looked at; the look is on the audit record before the first byte.
///
/// # Errors
/// `NotFound` out of reach, or while there is none.
pub async fn open_receipt(
    app: &App,
    staff: &Staff,
    (id, line): (Uuid, Uuid),
) -> Result<(Receipt, Reading), PaymentError> {
    let change = app.change(staff).await?;
    let batch = queries::batch(change.db(), id).await?.ok_or(PaymentError::NotFound)?;
    within_reach(change.db(), staff, batch.organ_id).await?;
    let rows = queries::lines(change.db(), &[id]).await?;
    let row = rows.iter().find(|row| row.id == line).ok_or(PaymentError::NotFound)?;
    let receipt = sealing::line(change.vault(), row)?.receipt.ok_or(PaymentError::NotFound)?;
    let person = assistance::service::people(change.db(), change.vault(), &[row.person_id]).await?;
    let application = person.first().map(|person| person.application_id);
    let event = Event::new("payments.receipt_looked_at", line).at(batch.organ_id).in_case(application);
    change.commit(event.with(json!({ "batch": id })), ()).await?;
    let reading = materials::files::read(app, receipt.file_id).await?.ok_or(PaymentError::NotFound)?;
    Ok((receipt, reading))
}
