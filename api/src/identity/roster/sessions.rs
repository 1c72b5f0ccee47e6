//! Where a member of staff is signed in, and ending it there, for the administrators who keep them (ID-18).

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    app::App,
    identity::{
        actor::Staff,
        devices,
        model::DeviceView,
        queries as accounts,
        roster::{error::RosterError, service},
    },
    platform::change::{Change, Event},
};

/// The open sessions of an account, the last used first.
pub async fn list(
    app: &App,
    db: &impl ConnectionTrait,
    by: &Staff,
    id: Uuid,
) -> Result<Vec<DeviceView>, RosterError> {
    service::read(db, by, id).await?;
    Ok(devices::list(app, db, id, None).await?)
}

/// Ends one session of an account.
pub async fn end(change: &Change, by: &Staff, id: Uuid, session: Uuid) -> Result<Event, RosterError> {
    let row = service::kept(change.db(), by, id).await?;
    let found = accounts::living_sign_in(change.db(), session, change.now()).await?;
    found.filter(|found| found.subject_id == row.id).ok_or(RosterError::NotFound)?;
    accounts::end_sign_in(change.db(), session, change.now()).await?;
    Ok(Event::new("sign_in.ended", session).at(row.organ_id))
}
