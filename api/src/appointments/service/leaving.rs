//! What becomes of the visits of somebody who deletes their account, and of visits whose time is over.

use chrono::{DateTime, Utc};
use hechang_entity::appointment::{Column, Entity};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::{
    appointments::{
        model::State,
        queries::{bookings, places::release},
    },
    error::Internal,
    platform::{aging::Due, change::Change},
};

/// Cancels the visits that a citizen has ahead and forgets every note; answers how many were cancelled. The caller commits.
pub async fn leave(change: &Change, citizen: Uuid) -> Result<u64, Internal> {
    let mut cancelled = 0;
    for mut row in bookings::all_of(change.db(), citizen).await? {
        if row.state == State::Booked && row.starts_at > change.now() {
            release(change.db(), row.slot_id).await?;
            row.state = State::Cancelled;
            cancelled += 1;
        }
        row.note_sealed = None;
        row.version = row.version.saturating_add(1);
        row.updated_at = change.now();
        bookings::update(change.db(), row).await?;
    }
    Ok(cancelled)
}

/// Visits that were over at this instant or before.
pub fn due(cutoff: DateTime<Utc>) -> Due<Entity> {
    Due { key: Column::Id, when: Condition::all().add(Column::EndsAt.lte(cutoff)) }
}
