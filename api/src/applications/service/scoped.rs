//! Applications within somebody's reach, for the desk. How far that is, is the policy's word.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, sea_query::SelectStatement};
use uuid::Uuid;

use crate::{
    applications::{
        clocks::Clock,
        error::ApplicationError,
        model::{Application, CorrectionList, QueueFilter},
        queries::{
            parts,
            scoped::{self, Place},
        },
        sealing,
        service::{reading::forms_sent, steps::write},
    },
    error::Internal,
    identity::policy::Reach,
    platform::{change::Change, vault::Vault},
};

/// One application that may be opened; never a draft.
pub async fn find_in(
    db: &impl ConnectionTrait,
    vault: &Vault,
    reach: &Reach,
    id: Uuid,
) -> Result<Option<Application>, Internal> {
    scoped::find(db, reach, id).await?.map(|row| sealing::application(vault, row)).transpose()
}

/// Those of several applications that may be opened, in any order; never a draft.
pub async fn find_all_in(
    db: &impl ConnectionTrait,
    vault: &Vault,
    reach: &Reach,
    ids: &[Uuid],
) -> Result<Vec<Application>, Internal> {
    let rows = scoped::among(db, reach, ids).await?;
    rows.into_iter().map(|row| sealing::application(vault, row)).collect()
}

/// The ids of what may be opened, for lists of what hangs on it.
pub fn reached(reach: &Reach) -> SelectStatement {
    scoped::ids(reach)
}

/// A part of the queue of what may be opened, nearest deadline first.
pub async fn queue(
    db: &impl ConnectionTrait,
    vault: &Vault,
    reach: &Reach,
    filter: &QueueFilter,
    today: NaiveDate,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Application>, Internal> {
    let rows = scoped::queue(db, reach, filter, today, after, limit).await?;
    rows.into_iter().map(|row| sealing::application(vault, row)).collect()
}

/// Gives an application to a member of staff, or to nobody; the caller commits.
pub async fn assign(
    change: &Change,
    mut application: Application,
    to: Option<Uuid>,
) -> Result<Application, ApplicationError> {
    application.assignee_id = to;
    write(change, &mut application).await?;
    Ok(application)
}

/// Writes what somebody changed of an application; the caller held it and commits.
pub async fn rewrite(change: &Change, mut application: Application) -> Result<(), ApplicationError> {
    write(change, &mut application).await
}

/// The time limits of an application. Who may see it is the caller's matter.
pub async fn clocks(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Clock>, Internal> {
    parts::clocks(db, id).await?.into_iter().map(sealing::clock).collect()
}

/// The last list of corrections that went out; none before the first.
pub async fn last_list(
    db: &impl ConnectionTrait,
    vault: &Vault,
    id: Uuid,
) -> Result<Option<CorrectionList>, Internal> {
    let rows = parts::requests(db, &[id]).await?;
    let Some(last) = rows.last().map(|row| (row.round, row.created_at)) else { return Ok(None) };
    let requests = rows.into_iter().filter(|row| row.round == last.0);
    let requests = requests.map(|row| sealing::request(vault, row)).collect::<Result<_, _>>()?;
    // The form that a list was about is the one before what answered it.
    let mut sent = forms_sent(db, vault, id).await?;
    sent.pop();
    let form = sent.pop().unwrap_or_default();
    Ok(Some(CorrectionList { at: last.1, requests, form }))
}
