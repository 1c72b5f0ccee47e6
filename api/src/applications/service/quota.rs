//! How many applications are open: one citizen may keep so many at once (security.md LIM-6), and an organ with any stays open.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{error::ApplicationError, queries::row, service::expiry::stale},
    catalog::{Service, State, WaitsFor, Workflow},
    config::Switch,
    error::Internal,
    identity,
    platform::change::Change,
};

const DRAFTS: u64 = 5;
const OPEN: u64 = 10;

/// Refuses a further draft of a service.
pub(super) async fn check(
    app: &App,
    change: &Change,
    citizen: Uuid,
    service: &Service,
) -> Result<(), ApplicationError> {
    if app.config.limits == Switch::Off {
        return Ok(());
    }
    identity::service::hold_citizen(change, citizen).await?;
    let drafts = row::count_drafts(change.db(), citizen, &service.key, stale(change.now())).await?;
    if drafts >= DRAFTS {
        return Err(ApplicationError::TooManyDrafts { most: DRAFTS });
    }
    let open = row::count_in(change.db(), citizen, &service.key, &open_states(&service.workflow)).await?;
    if open >= OPEN { Err(ApplicationError::TooManyOpen { most: OPEN }) } else { Ok(()) }
}

/// How many applications an organ has that haven't ended, drafts to it among them.
pub async fn unfinished_at(app: &App, db: &impl ConnectionTrait, organ: Uuid) -> Result<u64, Internal> {
    let mut count = 0;
    for service in app.catalog.services() {
        let mut states = open_states(&service.workflow);
        states.push(State::Draft);
        count += row::count_at(db, organ, &service.key, &states).await?;
    }
    Ok(count)
}

/// The states between draft and end.
fn open_states(workflow: &Workflow) -> Vec<State> {
    let open = |state: &State| *state != State::Draft && workflow.waits_for(*state) != WaitsFor::Nobody;
    workflow.states().filter(open).collect()
}
