//! Drafts vanish thirty days after their last change (security.md PRV-8).

use std::time::Duration;

use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    app::App,
    applications::{
        model::Application,
        queries::row,
        service::{clockwork, finding, lapse},
    },
    catalog::State,
    error::Internal,
    materials,
    platform::change::{Author, Event},
};

const KEPT: TimeDelta = TimeDelta::days(30);
const AT_ONCE: u64 = 100;
const EVERY: Duration = Duration::from_mins(15);

/// Drafts last changed at this instant or before are gone.
pub(super) fn stale(now: DateTime<Utc>) -> DateTime<Utc> {
    now - KEPT
}

/// Whether it is a draft whose time is over; it may not have been removed yet.
pub fn is_expired(application: &Application, now: DateTime<Utc>) -> bool {
    application.state == State::Draft && application.updated_at <= stale(now)
}

/// Removes expired drafts; answers how many. The retention job does it.
pub async fn purge_expired(app: &App) -> Result<u64, Internal> {
    let mut purged = 0;
    loop {
        let stale = stale(app.clock.now());
        let ids = row::stale_drafts(app.db.read(), stale, AT_ONCE).await?;
        if ids.is_empty() {
            return Ok(purged);
        }
        for id in ids {
            let change = app.change(Author::System).await?;
            materials::service::forget_all(&change, id).await?;
            // Somebody may have gone on with it since the list was read; then its files stay as well.
            if row::delete_draft(change.db(), id, stale).await? > 0 {
                purged += change.commit(Event::new("application.expired", id), 1).await?;
            }
        }
    }
}

/// Counts dates that were unknown and lets limits pass, now and then, until the program ends.
pub async fn keep_house(app: Data<App>) {
    if let Err(error) = finding::fill_indexes(&app).await {
        tracing::error!(
            error = format!("{error:#}"),
            "applications can't be indexed; the next start tries again"
        );
    }
    loop {
        if let Err(error) = clockwork::count_unknown_dates(&app).await {
            tracing::error!(error = format!("{error:#}"), "deadlines can't be counted");
        }
        if let Err(error) = lapse::lapse_overdue(&app).await {
            tracing::error!(error = format!("{error:#}"), "limits that have passed can't take effect");
        }
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, RecordKind};

    #[test]
    fn drafts_live_as_long_as_the_retention_table_says() {
        let catalog = Catalog::load().unwrap();
        let now = "2026-03-02T02:00:00Z".parse().unwrap();
        let keep = catalog.retention().rule(RecordKind::Draft).unwrap().keep;
        assert_eq!(keep.cutoff(now), Some(stale(now)));
    }
}
