//! Ids of slots: a UUIDv7 whose time is the slot's beginning and whose random part is its schedule's.
//!
//! So the same slot has the same id on every node and after every restart without a row being written by whoever only looks,
//! and an id leads back to its schedule.

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// The id of the slot of a schedule that begins at an instant.
pub fn of(schedule: Uuid, starts_at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(starts_at.timestamp_millis()).unwrap_or_default();
    let random = schedule.as_bytes().last_chunk::<10>().copied().unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// What a schedule and all its slots have in common: the last 64 bits of their ids.
pub fn mark(id: Uuid) -> i64 {
    id.as_bytes().last_chunk::<8>().copied().map(i64::from_be_bytes).unwrap_or_default()
}

/// When the slot of an id begins; nothing for an id that can't be a slot's.
pub fn starts_at(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.get_timestamp().filter(|_| id.get_version_num() == 7)?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids;

    #[test]
    fn an_id_leads_back_to_schedule_and_beginning() {
        let at: DateTime<Utc> = "2026-03-03T01:30:00Z".parse().unwrap();
        let (one, other) = (ids::new_id(), ids::new_id());
        let id = of(one, at);
        assert_eq!((id.get_version_num(), mark(id), starts_at(id)), (7, mark(one), Some(at)));
        assert_eq!(of(one, at), id);
        assert_ne!(of(other, at), id);
        assert_ne!(mark(one), mark(other));
        assert_eq!(starts_at(Uuid::nil()), None);
    }
}
