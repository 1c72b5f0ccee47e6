//! Making a document void; forgetting what one said.

use uuid::Uuid;

use super::{
    reading::may,
    sealing::{REASON, opened},
};
use crate::{
    documents::{error::DocumentError, model::Document, queries},
    error::{FieldFault, Internal},
    identity::{actor::Staff, policy::Action},
    platform::{
        change::{Change, Event},
        vault::Place,
    },
};

/// Makes a document void. It keeps its number, which nobody gets again.
///
/// # Errors
/// `NotFound` out of reach, 403 for another role, `Faulty` without a reason, `AlreadyVoid`.
pub async fn void(change: Change, staff: &Staff, id: Uuid, reason: &str) -> Result<Document, DocumentError> {
    let (voided, event) = made_void(&change, staff, id, reason).await?;
    Ok(change.commit(event, voided).await?)
}

/// The same within another slice's change, which the caller commits.
pub async fn void_within(
    change: &Change,
    staff: &Staff,
    id: Uuid,
    reason: &str,
) -> Result<(), DocumentError> {
    let (_, event) = made_void(change, staff, id, reason).await?;
    change.record(event);
    Ok(())
}

/// A document that is void now, with what is to be recorded of it.
async fn made_void(
    change: &Change,
    staff: &Staff,
    id: Uuid,
    reason: &str,
) -> Result<(Document, Event), DocumentError> {
    let mut row = queries::lock(change.db(), id).await?.ok_or(DocumentError::NotFound)?;
    let document = opened(change.vault(), row.clone())?;
    may(change.db(), change.vault(), staff, Action::VoidDocuments, &document).await?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(DocumentError::Faulty(vec![FieldFault::new("/reason", "required")]));
    }
    if row.voided_at.is_some() {
        return Err(DocumentError::AlreadyVoid);
    }
    row.voided_at = Some(change.now());
    row.voided_by = Some(staff.id);
    row.void_reason_sealed = Some(change.vault().seal_json(Place { column: REASON, row: id }, &reason)?);
    queries::void(change.db(), row.clone()).await?;
    let event = Event::new("document.voided", id).at(row.organ_id).in_case(row.application_id);
    let voided = opened(change.vault(), row)?;
    Ok((voided, event))
}

/// Forgets what a matter's documents said and whose they were, when the matter is erased. Their numbers stay. The caller commits.
pub async fn forget(change: &Change, application: Uuid) -> Result<(), Internal> {
    queries::empty(change.db(), application).await
}
