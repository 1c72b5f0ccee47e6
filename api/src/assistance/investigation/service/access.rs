//! Whose tasks they are: who may open the case may read them; whoever investigates works on them. A request is the asked procuratorate's,
//! too, and nothing else of the case.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    applications,
    assistance::{
        investigation::{
            error::InvestigationError,
            model::{Request, Task, TaskFile},
            queries, sealing,
        },
        model::CaseFile,
        queries::applications as applications_of,
        rules::{Investigation, Rules},
        service::{hold, opens},
    },
    error::Internal,
    identity::{
        self,
        actor::Staff,
        policy::{self, Action, Matter},
    },
    platform::{
        change::{Change, Event},
        vault::Vault,
    },
};

/// The settings.
///
/// # Errors
/// Only when they can't be read, which the program finds out when it starts.
pub fn rules() -> Result<&'static Investigation, Internal> {
    Ok(&Rules::compiled_in().map_err(Internal::from_error)?.investigation)
}

/// A task that is being changed by the office that has the case; case and task are held until the change ends.
///
/// # Errors
/// `NotFound` out of reach, 403 for what is another role's.
pub(super) async fn hold_task(
    change: &Change,
    staff: &Staff,
    id: Uuid,
) -> Result<(CaseFile, TaskFile), InvestigationError> {
    let row = queries::task(change.db(), id).await?.ok_or(InvestigationError::NotFound)?;
    let case = hold(change, staff, row.case_id, Action::Investigate).await?.file;
    let row = queries::lock_task(change.db(), id).await?.ok_or(InvestigationError::NotFound)?;
    Ok((case, whole(change.db(), change.vault(), row).await?))
}

/// A task with what hangs on it. Who may see it is the caller's matter.
pub(super) async fn whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    row: hechang_entity::investigation_task::Model,
) -> Result<TaskFile, Internal> {
    let found = all_whole(db, vault, vec![row]).await?.into_iter().next();
    found.ok_or_else(|| Internal::msg("a task vanished"))
}

/// As [`whole`], by one question a table.
pub(super) async fn all_whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    rows: Vec<hechang_entity::investigation_task::Model>,
) -> Result<Vec<TaskFile>, Internal> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut requests = HashMap::new();
    for row in queries::requests(db, &ids).await? {
        requests.insert(row.task_id, sealing::request(vault, &row)?);
    }
    let (mut notes, mut files) = (HashMap::<Uuid, Vec<_>>::new(), HashMap::<Uuid, Vec<_>>::new());
    for row in queries::notes(db, &ids).await? {
        notes.entry(row.task_id).or_default().push(sealing::note(vault, &row)?);
    }
    for row in queries::files(db, &ids).await? {
        files.entry(row.task_id).or_default().push(sealing::file(vault, &row)?);
    }
    let whole = |row: hechang_entity::investigation_task::Model| {
        let task = sealing::task(vault, row)?;
        Ok(TaskFile {
            request: requests.remove(&task.id),
            notes: notes.remove(&task.id).unwrap_or_default(),
            files: files.remove(&task.id).unwrap_or_default(),
            task,
        })
    };
    rows.into_iter().map(whole).collect()
}

/// What the policy must know of a request.
pub(super) async fn access(
    db: &impl ConnectionTrait,
    task: &Task,
    request: &Request,
) -> Result<policy::Request, Internal> {
    let ids = applications_of(db, &[task.case_id]).await?.into_iter().map(|row| row.application_id);
    let ids: std::collections::BTreeSet<_> = ids.collect();
    let guarded = applications::service::guarded(db, &ids).await?;
    let matter = |id: &Uuid| Matter {
        id: *id,
        organ_id: request.to,
        line: None,
        assignee_id: request.received_by,
        guarded: guarded.contains(id),
    };
    Ok(policy::Request { open: request.is_open(task), matters: ids.iter().map(matter).collect() })
}

/// A member of staff by name, if they investigate and may open the case.
pub(super) async fn investigator(
    change: &Change,
    case: Uuid,
    username: &str,
) -> Result<Option<Uuid>, InvestigationError> {
    colleague(change, case, username, Action::Investigate).await
}

/// A member of staff by name, if they do such work and may open the case.
pub(super) async fn colleague(
    change: &Change,
    case: Uuid,
    username: &str,
    action: Action,
) -> Result<Option<Uuid>, InvestigationError> {
    let db = change.db();
    let Some(id) = identity::staff::account(db, username.trim()).await? else { return Ok(None) };
    let Some(staff) = identity::staff::find(db, id).await? else { return Ok(None) };
    let may = policy::may(&staff, action) && opens(db, change.vault(), &staff, case).await?;
    Ok(may.then_some(id))
}

/// Writes a changed task over the version that was read.
pub(super) async fn write(change: &Change, task: &mut Task) -> Result<(), InvestigationError> {
    let read = task.version;
    task.version = read.saturating_add(1);
    let written = queries::update_task(change.db(), sealing::task_row(change.vault(), task)?, read).await?;
    if written { Ok(()) } else { Err(InvestigationError::Stale) }
}

/// Records what happened to a task and answers it as it is now.
pub(super) async fn commit(
    change: Change,
    act: &'static str,
    organ: Uuid,
    task: &Task,
    facts: Value,
) -> Result<TaskFile, InvestigationError> {
    let row = queries::task(change.db(), task.id).await?.ok_or(InvestigationError::NotFound)?;
    let now = whole(change.db(), change.vault(), row).await?;
    Ok(change.commit(event(act, organ, task, facts), now).await?)
}

pub(super) fn event(act: &'static str, organ: Uuid, task: &Task, facts: Value) -> Event {
    Event::new(act, task.id).at(organ).in_case(task.application_id).with(facts)
}
