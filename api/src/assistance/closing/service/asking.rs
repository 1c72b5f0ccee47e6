//! The handler asks to close a case; a head hands it back with the reason.

use uuid::Uuid;

use super::{
    access::{all, event, may_confirm},
    obstacles::obstacles,
};
use crate::{
    assistance::{
        closing::{
            error::ClosingError,
            model::{Closing, ClosingState, NewClosing, Reason},
            queries, sealing,
        },
        service::hold,
    },
    identity::{actor::Staff, policy::Action},
    platform::{change::Change, ids},
};

/// Asks to close a case.
///
/// # Errors
/// `NotFound` out of reach, 403 for other roles; `Closed`, `Asked`; `Unfinished` naming everything that is still open; `Faulty`.
pub async fn ask(
    change: Change,
    staff: &Staff,
    case: Uuid,
    new: &NewClosing,
) -> Result<Closing, ClosingError> {
    let file = hold(&change, staff, case, Action::AskClosing).await?.file;
    if new.note.trim().is_empty() {
        return Err(ClosingError::fault("/note", "required"));
    }
    let before = all(change.db(), change.vault(), case).await?;
    match before.last() {
        Some(last) if last.is_in_force() => return Err(ClosingError::Closed),
        Some(last) if last.state == ClosingState::Asked => return Err(ClosingError::Asked),
        _ => {}
    }
    let open = obstacles(change.db(), &file).await?;
    if !open.is_empty() {
        return Err(ClosingError::Unfinished(open));
    }
    let closing = Closing {
        id: ids::new_id(),
        case_id: case,
        round: before.last().map_or(0, |last| last.round).saturating_add(1),
        state: ClosingState::Asked,
        note: new.note.trim().to_owned(),
        asked_by: staff.id,
        asked_at: change.now(),
        decided_by: None,
        decided_at: None,
        answer: None,
        bundle: None,
        reopened_at: None,
    };
    if !queries::insert(change.db(), sealing::closing_row(change.vault(), &closing)?).await? {
        return Err(ClosingError::Asked);
    }
    let event = event("closing.asked", &file, closing.round);
    Ok(change.commit(event, closing).await?)
}

/// Hands a closing back to the handler.
///
/// # Errors
/// `NotFound`, 403; `NotAsked`, `FourEyes`, `AnotherPost`; `Faulty` without a reason.
pub async fn hand_back(
    change: Change,
    staff: &Staff,
    case: Uuid,
    said: &Reason,
) -> Result<Closing, ClosingError> {
    let file = hold(&change, staff, case, Action::ConfirmClosing).await?.file;
    let mut closing = asked(&change, staff, case).await?;
    if said.reason.trim().is_empty() {
        return Err(ClosingError::fault("/reason", "required"));
    }
    closing.state = ClosingState::Returned;
    closing.answer = Some(said.reason.trim().to_owned());
    (closing.decided_by, closing.decided_at) = (Some(staff.id), Some(change.now()));
    queries::update(change.db(), sealing::closing_row(change.vault(), &closing)?).await?;
    let event = event("closing.returned", &file, closing.round);
    Ok(change.commit(event, closing).await?)
}

/// The closing that waits for an answer, if this member of staff may give it.
pub(super) async fn asked(change: &Change, staff: &Staff, case: Uuid) -> Result<Closing, ClosingError> {
    let last = all(change.db(), change.vault(), case).await?.pop();
    let asked = last.filter(|last| last.state == ClosingState::Asked).ok_or(ClosingError::NotAsked)?;
    if asked.asked_by == staff.id {
        return Err(ClosingError::FourEyes);
    }
    if may_confirm(change.db(), staff).await? { Ok(asked) } else { Err(ClosingError::AnotherPost) }
}
