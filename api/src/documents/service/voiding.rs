//! Making a document void; forgetting what one said.

use hechang_entity::document::Model;
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
    let row = queries::lock(change.db(), id).await?.ok_or(DocumentError::NotFound)?;
    let document = opened(change.vault(), row.clone())?;
    may(change.db(), change.vault(), staff, Action::VoidDocuments, &document).await?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(DocumentError::Faulty(vec![FieldFault::new("/reason", "required")]));
    }
    if row.voided_at.is_some() {
        return Err(DocumentError::AlreadyVoid);
    }
    let row = mark(&change, row, Some(staff.id), reason).await?;
    let event = Event::new("document.voided", id).at(row.organ_id).in_case(row.application_id);
    let voided = opened(change.vault(), row)?;
    Ok(change.commit(event, voided).await?)
}

/// Makes a document void because another took its place; for slices that issue it. One that is void already stays as it is. The caller
/// commits.
pub async fn void_within(change: &Change, id: Uuid, reason: &str) -> Result<(), DocumentError> {
    let row = queries::lock(change.db(), id).await?.ok_or(DocumentError::NotFound)?;
    if row.voided_at.is_none() {
        let author = change.author().id();
        let (organ, application) = (row.organ_id, row.application_id);
        mark(change, row, author, reason).await?;
        change.record(Event::new("document.voided", id).at(organ).in_case(application));
    }
    Ok(())
}

async fn mark(change: &Change, mut row: Model, by: Option<Uuid>, reason: &str) -> Result<Model, Internal> {
    row.voided_at = Some(change.now());
    row.voided_by = by;
    row.void_reason_sealed = Some(change.vault().seal_json(Place { column: REASON, row: row.id }, &reason)?);
    queries::void(change.db(), row.clone()).await?;
    Ok(row)
}

/// Forgets what a matter's documents said and whose they were, when the matter is erased. Their numbers stay. The caller commits.
pub async fn forget(change: &Change, application: Uuid) -> Result<(), Internal> {
    queries::empty(change.db(), application).await
}
