//! Applications within organs, for the desk. Whose organs they are is the policy's word.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
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
    platform::{change::Change, vault::Vault},
};

/// One application in the keeping of one of these organs; never a draft.
pub async fn find_in(
    db: &impl ConnectionTrait,
    vault: &Vault,
    organs: &[Uuid],
    id: Uuid,
) -> Result<Option<Application>, Internal> {
    scoped::find(db, organs, id).await?.map(|row| sealing::application(vault, row)).transpose()
}

/// Those of several applications that are in the keeping of these organs, in any order; never a draft.
pub async fn find_all_in(
    db: &impl ConnectionTrait,
    vault: &Vault,
    organs: &[Uuid],
    ids: &[Uuid],
) -> Result<Vec<Application>, Internal> {
    let rows = scoped::among(db, organs, ids).await?;
    rows.into_iter().map(|row| sealing::application(vault, row)).collect()
}

/// A part of the queue of these organs, nearest deadline first.
pub async fn queue(
    db: &impl ConnectionTrait,
    vault: &Vault,
    organs: &[Uuid],
    filter: &QueueFilter,
    today: NaiveDate,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Application>, Internal> {
    let rows = scoped::queue(db, organs, filter, today, after, limit).await?;
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
