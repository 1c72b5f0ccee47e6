//! What is forgotten with applications whose time is over.

use uuid::Uuid;

use crate::{assistance::followup::queries, error::Internal, materials, platform::change::Change};

/// Forgets what was found about these people, their help and their pictures. The caller commits.
pub(in crate::assistance) async fn forget_people(change: &Change, people: &[Uuid]) -> Result<(), Internal> {
    let files = queries::files_of_people(change.db(), people).await?;
    queries::delete_of_people(change.db(), people).await?;
    materials::files::release(change, &files).await
}

/// Forgets the visits of a case that has nobody anymore. The caller commits.
pub(in crate::assistance) async fn forget_case(change: &Change, case: Uuid) -> Result<(), Internal> {
    let files = queries::files_of_case(change.db(), case).await?;
    queries::delete_case(change.db(), case).await?;
    materials::files::release(change, &files).await
}
