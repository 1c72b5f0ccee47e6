//! Counts scans by the hour, without persons.
//!
//! A scan is counted in this process and written together with others a few seconds later. An upsert at each scan
//! would put every visitor behind the one writer of SQLite, and turn a busy writer into a failed page.
//! A process that is killed loses the counts of its last seconds: they are figures, not records.

use std::{
    collections::HashMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use uuid::Uuid;

use crate::{error::Internal, platform::database::Database, qr::queries::scans};

/// How long a count may wait to be written.
const WAIT: Duration = Duration::from_secs(5);
/// The longest that writing may take when the program ends.
const LAST_CHANCE: Duration = Duration::from_secs(1);

type Counts = HashMap<(Uuid, DateTime<Utc>), i64>;

/// Scans that aren't written yet.
#[derive(Debug, Default)]
pub struct Scans(Mutex<Counts>);

impl Scans {
    /// Counts a scan. Takes no longer than adding a number.
    pub fn count(&self, code: Uuid, at: DateTime<Utc>) {
        let hour = at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at);
        add(&mut self.counts(), [((code, hour), 1)]);
    }

    /// Writes what was counted; what can't be written stays counted.
    pub async fn flush(&self, db: &Database) -> Result<(), Internal> {
        let mut taken = Taken { scans: self, counts: mem::take(&mut *self.counts()) };
        if taken.counts.is_empty() {
            return Ok(());
        }
        let tx = db.begin().await?;
        scans::add(&tx, &taken.counts).await?;
        tx.commit().await?;
        taken.counts.clear();
        Ok(())
    }

    /// Writes what was counted every few seconds, forever.
    pub async fn keep(&self, db: &Database) {
        loop {
            tokio::time::sleep(WAIT).await;
            self.write(db).await;
        }
    }

    /// Writes the rest when the program ends.
    pub async fn finish(&self, db: &Database) {
        if tokio::time::timeout(LAST_CHANCE, self.write(db)).await.is_err() {
            tracing::warn!("the last scans couldn't be written in time");
        }
    }

    async fn write(&self, db: &Database) {
        if let Err(error) = self.flush(db).await {
            tracing::warn!(error = format!("{error:#}"), "scans can't be written now");
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add(counts: &mut Counts, more: impl IntoIterator<Item = ((Uuid, DateTime<Utc>), i64)>) {
    for (key, count) in more {
        *counts.entry(key).or_default() += count;
    }
}

/// Counts on their way to the database; given back when they don't arrive, also when the writing is cut off.
struct Taken<'a> {
    scans: &'a Scans,
    counts: Counts,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        add(&mut self.scans.counts(), self.counts.drain());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scans_of_an_hour_are_one_number() {
        let (scans, code) = (Scans::default(), Uuid::now_v7());
        for at in ["2026-03-02T02:00:00Z", "2026-03-02T02:59:59.999999Z", "2026-03-02T03:00:00Z"] {
            scans.count(code, at.parse().unwrap());
        }
        let count = |hour: &str| scans.counts().get(&(code, hour.parse().unwrap())).copied();
        assert_eq!((count("2026-03-02T02:00:00Z"), count("2026-03-02T03:00:00Z")), (Some(2), Some(1)));
    }

    #[tokio::test]
    async fn what_cannot_be_written_stays_counted() {
        let folder = tempfile::tempdir().unwrap();
        let db = Database::connect(&format!("sqlite://{}/a.db", folder.path().display())).await.unwrap();
        let scans = Scans::default();
        scans.count(Uuid::now_v7(), "2026-03-02T02:00:00Z".parse().unwrap());
        assert!(scans.flush(&db).await.is_err(), "there is no table yet");
        assert_eq!(scans.counts().values().sum::<i64>(), 1);
    }
}
