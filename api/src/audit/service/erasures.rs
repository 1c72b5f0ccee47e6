//! What the record tells of erasures, for the list of them that is kept outside the database.

use chrono::{DateTime, Utc};
use hechang_entity::audit_entry::Model;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{audit::queries::reading, error::Internal};

/// Entries of some acts since an instant, the oldest first.
pub async fn of_acts(
    db: &impl ConnectionTrait,
    acts: &[&str],
    since: Option<DateTime<Utc>>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    reading::of_acts(db, acts, since, after, limit).await
}

/// Whether one of these acts was done to something.
pub async fn has_entry(db: &impl ConnectionTrait, acts: &[&str], subject: Uuid) -> Result<bool, Internal> {
    reading::has_entry(db, acts, subject).await
}
