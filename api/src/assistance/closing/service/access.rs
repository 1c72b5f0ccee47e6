//! Whether a case is closed, and who confirms.

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        closing::{
            error::ClosingError,
            model::{Closing, ClosingState},
            queries, sealing,
        },
        error::AssistanceError,
        model::CaseFile,
        rules::Rules,
        service::{hold_any_post, move_from},
    },
    catalog::State,
    error::Internal,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    platform::{
        change::{Change, Event},
        vault::Vault,
    },
};

pub(super) async fn all(
    db: &impl ConnectionTrait,
    vault: &Vault,
    case: Uuid,
) -> Result<Vec<Closing>, Internal> {
    queries::of_case(db, case).await?.into_iter().map(|row| sealing::closing(vault, row)).collect()
}

/// Whether a case is closed.
async fn is_closed(db: &impl ConnectionTrait, case: Uuid) -> Result<bool, Internal> {
    let last = queries::of_case(db, case).await?.pop();
    Ok(last.is_some_and(|row| row.state == ClosingState::Confirmed.word() && row.reopened_at.is_none()))
}

/// Refuses what isn't done in a closed case anymore; the caller holds the case.
pub(in crate::assistance) async fn refuse_closed(change: &Change, case: Uuid) -> Result<(), ClosingError> {
    if is_closed(change.db(), case).await? { Err(ClosingError::Closed) } else { Ok(()) }
}

/// Opens a closed case again; one that is open stays so. The caller holds the case and commits.
pub(in crate::assistance) async fn reopen(
    app: &App,
    change: &Change,
    file: &CaseFile,
) -> Result<(), AssistanceError> {
    let last = all(change.db(), change.vault(), file.case.id).await?.pop().filter(Closing::is_in_force);
    let Some(mut last) = last else { return Ok(()) };
    last.reopened_at = Some(change.now());
    queries::update(change.db(), sealing::closing_row(change.vault(), &last)?).await?;
    move_from(app, change, (State::Closed, "reopen"), file.applications.iter().copied()).await?;
    change.record(event("closing.reopened", file, last.round));
    Ok(())
}

/// Whether somebody holds a post that confirms.
pub async fn may_confirm(db: &impl ConnectionTrait, staff: &Staff) -> Result<bool, Internal> {
    let posts = &Rules::compiled_in().map_err(Internal::from_error)?.closing.confirmed_by;
    Ok(policy::may(staff, Action::ConfirmClosing) && hold_any_post(db, staff.id, posts).await?)
}

pub(super) fn event(act: &'static str, file: &CaseFile, round: i32) -> Event {
    let event = Event::new(act, file.case.id).at(file.case.organ_id);
    event.in_case(file.applications.first().copied()).with(json!({ "round": round }))
}
