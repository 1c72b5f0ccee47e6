//! The closing of a case is read; its bundle is opened for a reason.

use std::collections::{BTreeSet, HashMap};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    access::{all, event},
    obstacles::obstacles,
};
use crate::{
    app::App,
    assistance::{
        self,
        closing::{
            error::ClosingError,
            model::{Closing, ClosingFile, Opening, Reason},
            queries, sealing,
        },
    },
    error::Internal,
    identity::{
        self,
        actor::Staff,
        policy::{self, Action},
    },
    materials::files,
    platform::{blobs::Reading, change::Change, ids},
};

/// The closing of a case for somebody who looks at it: that is on the audit record.
///
/// # Errors
/// `NotFound` out of reach.
pub async fn look(app: &App, change: Change, staff: &Staff, case: Uuid) -> Result<ClosingFile, ClosingError> {
    let file = assistance::service::look(app, change, staff, case).await?;
    let db = app.db.read();
    let closings = all(db, &app.vault, case).await?;
    let closed = closings.last().is_some_and(Closing::is_in_force);
    let obstacles = if closed { Vec::new() } else { obstacles(db, &file).await? };
    let ids: Vec<_> = closings.iter().map(|one| one.id).collect();
    let openings = queries::openings(db, &ids).await?.into_iter();
    let openings = openings.map(|row| sealing::opening(&app.vault, &row)).collect::<Result<_, _>>()?;
    Ok(ClosingFile { file, closings, obstacles, openings })
}

/// Opens the bundle of a round: who and why is kept, and on the audit record, before the first byte.
///
/// # Errors
/// `NotFound` out of reach, or for a round without a bundle; 403 for other roles; `Faulty` without a reason.
pub async fn open_bundle(
    app: &App,
    staff: &Staff,
    (case, round): (Uuid, i32),
    said: &Reason,
) -> Result<(Closing, Reading), ClosingError> {
    let file = assistance::service::read(app, staff, case).await?;
    policy::require(staff, Action::OpenBundles)?;
    if said.reason.trim().is_empty() {
        return Err(ClosingError::fault("/reason", "required"));
    }
    let closings = all(app.db.read(), &app.vault, case).await?;
    let closing = closings.into_iter().find(|one| one.round == round && one.bundle.is_some());
    let closing = closing.ok_or(ClosingError::NotFound)?;
    let change = app.change(staff).await?;
    let opening = Opening {
        id: ids::new_id(),
        closing_id: closing.id,
        staff_id: staff.id,
        at: change.now(),
        reason: said.reason.trim().to_owned(),
    };
    queries::insert_opening(change.db(), sealing::opening_row(change.vault(), &opening)?).await?;
    let closing = change.commit(event("closing.bundle_opened", &file, round), closing).await?;
    let bundle = closing.bundle.as_ref().ok_or(ClosingError::NotFound)?;
    let reading = files::read(app, bundle.file_id).await?.ok_or(ClosingError::NotFound)?;
    Ok((closing, reading))
}

/// The names of everybody who asked, confirmed, handed back or opened.
pub async fn names(db: &impl ConnectionTrait, file: &ClosingFile) -> Result<HashMap<Uuid, String>, Internal> {
    let mut who: BTreeSet<_> = file.openings.iter().map(|opening| opening.staff_id).collect();
    for closing in &file.closings {
        who.insert(closing.asked_by);
        who.extend(closing.decided_by);
    }
    identity::staff::usernames(db, &who).await
}
