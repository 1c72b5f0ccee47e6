//! A head confirms: the bundle is made first, because it takes longer than a transaction may; then everything is held and must be as it was.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    access::{all, event},
    asking::asked,
    obstacles::obstacles,
    vouching::vouch,
};
use crate::{
    app::App,
    assistance::{
        self,
        closing::{
            bundle::{self, Contents},
            error::ClosingError,
            model::{Bundle, Closing, ClosingState},
            queries, sealing,
        },
        model::CaseFile,
        service::{hold, move_from},
    },
    catalog::State,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    materials::files,
    platform::{change::Change, vouching::vouching},
};

/// Confirms a closing: the archive bundle is made, the case and its applications are closed. A retry gets the same answer.
///
/// # Errors
/// `NotFound`, 403; `NotAsked`, `FourEyes`, `AnotherPost`; `Unfinished`; `Stale` when something changed while the bundle was made. Nothing is
/// kept then.
pub async fn confirm(app: &App, staff: &Staff, case: Uuid) -> Result<Closing, ClosingError> {
    let file = assistance::service::read(app, staff, case).await?;
    policy::require(staff, Action::ConfirmClosing)?;
    if let Some(done) = done_before(app, staff, case).await? {
        return Ok(done);
    }
    let change = app.change(staff).await?;
    let mut closing = asked(&change, staff, case).await?;
    drop(change);
    refuse_open(app.db.read(), &file).await?;
    (closing.decided_by, closing.decided_at) = (Some(staff.id), Some(app.clock.now()));
    let contents = Contents::gather(app.db.read(), &app.vault, &file).await?;
    let packed = bundle::pack(app, &contents, &closing).await?;
    let kept = enter(app, staff, &contents, packed.clone(), closing).await;
    if kept.is_err() {
        files::drop_unowned(app, packed.file_id).await?;
    }
    kept
}

async fn refuse_open(db: &impl ConnectionTrait, file: &CaseFile) -> Result<(), ClosingError> {
    let open = obstacles(db, file).await?;
    if open.is_empty() { Ok(()) } else { Err(ClosingError::Unfinished(open)) }
}

/// The answer that somebody got who asks again.
async fn done_before(app: &App, staff: &Staff, case: Uuid) -> Result<Option<Closing>, ClosingError> {
    let last = all(app.db.read(), &app.vault, case).await?.pop();
    Ok(last.filter(|last| last.is_in_force() && last.decided_by == Some(staff.id)))
}

async fn enter(
    app: &App,
    staff: &Staff,
    packed: &Contents,
    bundle: Bundle,
    read: Closing,
) -> Result<Closing, ClosingError> {
    let change: Change = app.change(staff).await?;
    let file = hold(&change, staff, read.case_id, Action::ConfirmClosing).await?.file;
    let mut closing = asked(&change, staff, read.case_id).await?;
    refuse_open(change.db(), &file).await?;
    let now = Contents::gather(change.db(), change.vault(), &file).await?;
    if closing.id != read.id || now.digest()? != packed.digest()? {
        return Err(ClosingError::Stale);
    }
    files::keep(&change, bundle.file_id).await?;
    closing.state = ClosingState::Confirmed;
    (closing.decided_by, closing.decided_at) = (read.decided_by, read.decided_at);
    closing.bundle = Some(bundle);
    queries::update(change.db(), sealing::closing_row(change.vault(), &closing)?).await?;
    for state in [State::Paid, State::FollowUp] {
        move_from(app, &change, (state, "close"), file.applications.iter().copied()).await?;
    }
    let mut event = event("closing.confirmed", &file, closing.round);
    event.detail = vouching(event.detail, &[vouch(&closing)?]);
    Ok(change.commit(event, closing).await?)
}
