//! Erasing: matters whose time is over, and what somebody leaves who deletes their account. Who may is the caller's matter.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        model::{Application, Ending},
        queries::{erasing, row},
        sealing,
        service::expiry::stale,
    },
    assistance,
    catalog::{Service, State, WaitsFor},
    documents,
    error::Internal,
    materials,
    platform::change::Change,
};

/// The states in which a service's matters end.
pub fn final_states(service: &Service) -> impl Iterator<Item = State> {
    service.workflow.states().filter(|state| service.workflow.waits_for(*state) == WaitsFor::Nobody)
}

/// Matters that ended so at this instant or before, the oldest first.
pub async fn ended_before(
    app: &App,
    ending: &Ending,
    cutoff: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Uuid>, Internal> {
    erasing::ended_before(app.db.read(), ending, cutoff, limit).await
}

/// How many there are.
pub async fn count_ended_before(app: &App, ending: &Ending, cutoff: DateTime<Utc>) -> Result<u64, Internal> {
    erasing::count_ended_before(app.db.read(), ending, cutoff).await
}

/// How many drafts have expired and are still there.
pub async fn count_expired(app: &App) -> Result<u64, Internal> {
    erasing::count_stale(app.db.read(), stale(app.clock.now())).await
}

/// Erases a matter with its papers, unless it was touched after the cutoff; answers whose keeping it was in. The caller commits.
pub async fn erase(change: &Change, id: Uuid, cutoff: DateTime<Utc>) -> Result<Option<Uuid>, Internal> {
    let due = row::lock(change.db(), id).await?.filter(|row| row.updated_at <= cutoff);
    let Some(due) = due else { return Ok(None) };
    remove(change, id).await?;
    Ok(Some(due.organ_id))
}

/// Removes a citizen's drafts with their files; answers how many there were, and what of theirs was sent. The caller commits.
pub async fn leave_behind(change: &Change, citizen: Uuid) -> Result<(u64, Vec<Application>), Internal> {
    let (mut drafts, mut sent) = (0, Vec::new());
    for row in erasing::all_of(change.db(), citizen).await? {
        if row.state == State::Draft.as_str() {
            remove(change, row.id).await?;
            drafts += 1;
        } else {
            sent.push(sealing::application(change.vault(), row)?);
        }
    }
    Ok((drafts, sent))
}

async fn remove(change: &Change, id: Uuid) -> Result<(), Internal> {
    materials::service::forget_all(change, id).await?;
    documents::service::forget(change, id).await?;
    assistance::service::forget(change, id).await?;
    erasing::delete(change.db(), id).await
}
