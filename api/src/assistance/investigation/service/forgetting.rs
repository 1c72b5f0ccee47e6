//! What is forgotten with an application: the tasks about it, with what was found, answered and photographed.

use uuid::Uuid;

use crate::{
    assistance::investigation::queries, error::Internal, materials::files, platform::change::Change,
};

/// Forgets the tasks about an application; their files are removed after the change. The caller commits.
pub(in crate::assistance) async fn forget(change: &Change, application: Uuid) -> Result<(), Internal> {
    let tasks = queries::tasks_about(change.db(), application).await?;
    let rows = queries::files(change.db(), &tasks).await?;
    queries::delete(change.db(), &tasks).await?;
    let gone: Vec<_> = rows.iter().flat_map(|row| [Some(row.id), row.preview_id]).flatten().collect();
    files::release(change, &gone).await
}
