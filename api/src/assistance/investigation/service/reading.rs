//! Tasks are read by the office that has the case: one, those of a case, and what is due.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::access::{all_whole, whole};
use crate::{
    app::App,
    applications,
    assistance::{
        self,
        investigation::{
            error::InvestigationError,
            model::{Fetching, TaskFile, TaskState},
            queries,
        },
        model::CaseFile,
    },
    error::Internal,
    identity::{
        self,
        actor::Staff,
        policy::{self, Action},
    },
    platform::{
        change::Change,
        paging::{Page, PageQuery},
        vault::Vault,
    },
};

/// A task with its case, for somebody who looks at it: that is on the audit record.
///
/// # Errors
/// `NotFound` out of reach.
pub async fn look(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
) -> Result<(CaseFile, TaskFile), InvestigationError> {
    let row = queries::task(app.db.read(), id).await?.ok_or(InvestigationError::NotFound)?;
    let case = assistance::service::look(app, change, staff, row.case_id).await?;
    Ok((case, whole(app.db.read(), &app.vault, row).await?))
}

/// The tasks of a case, the first first, for somebody who looks at them: that is on the audit record.
///
/// # Errors
/// `NotFound` out of reach.
pub async fn of_case(
    app: &App,
    change: Change,
    staff: &Staff,
    case: Uuid,
) -> Result<(CaseFile, Vec<TaskFile>), InvestigationError> {
    let case = assistance::service::look(app, change, staff, case).await?;
    let rows = queries::tasks_of(app.db.read(), case.case.id).await?;
    Ok((case, all_whole(app.db.read(), &app.vault, rows).await?))
}

/// How many tasks of a case are open. Who may see the case is the caller's matter.
pub async fn count_open(db: &impl ConnectionTrait, case: Uuid) -> Result<u64, Internal> {
    queries::count_open(db, case).await
}

/// The open tasks of a case, each with its day. Who may see the case is the caller's matter.
pub(in crate::assistance) async fn still_open(
    db: &impl ConnectionTrait,
    case: Uuid,
) -> Result<Vec<(Uuid, NaiveDate)>, Internal> {
    let tasks = queries::tasks_of(db, case).await?.into_iter();
    let open = tasks.filter(|row| row.state == TaskState::Open.word());
    Ok(open.map(|row| (row.id, row.due_on)).collect())
}

/// The tasks to fetch papers of an application, the first first. Who may see the application is the caller's matter.
///
/// # Errors
/// `Internal` only.
pub async fn fetching(db: &impl ConnectionTrait, application: Uuid) -> Result<Vec<Fetching>, Internal> {
    let tasks = queries::fetching(db, application).await?.into_iter();
    let task = |(task, key, state): (Uuid, Option<String>, String)| {
        Ok(Fetching { task, checklist_key: key.unwrap_or_default(), state: state.parse()? })
    };
    tasks.map(task).collect()
}

/// What was found in a case, note by note, each with its day. Who may see the case is the caller's matter.
pub(in crate::assistance) async fn found(
    db: &impl ConnectionTrait,
    vault: &Vault,
    case: Uuid,
) -> Result<Vec<String>, Internal> {
    let tasks = all_whole(db, vault, queries::tasks_of(db, case).await?).await?;
    let notes = tasks.iter().flat_map(|file| &file.notes);
    Ok(notes.map(|note| format!("{}　{}", note.held_on, note.words.text)).collect())
}

/// A page of the open tasks in cases that a member of staff may open, the nearest day first; all, or their own.
///
/// # Errors
/// 403 for who opens no matters.
pub async fn due(
    app: &App,
    staff: &Staff,
    mine: bool,
    page: &PageQuery,
) -> Result<Page<TaskFile>, InvestigationError> {
    policy::require(staff, Action::SeeMatters)?;
    let (limit, after) = (page.limit()?, page.after::<(NaiveDate, Uuid)>()?);
    let db = app.db.read();
    let reach = policy::reach(db, staff).await?;
    let (reached, own) = (applications::service::reached(&reach), mine.then_some(staff.id));
    let rows = queries::due(db, reached, own, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| (row.due_on, row.id));
    Ok(Page { items: all_whole(db, &app.vault, items).await?, next })
}

/// The names of everybody who has to do with these tasks.
pub async fn usernames(
    db: &impl ConnectionTrait,
    tasks: &[TaskFile],
) -> Result<HashMap<Uuid, String>, Internal> {
    let mut who = BTreeSet::new();
    for file in tasks {
        who.extend([file.task.assignee_id, file.task.made_by]);
        who.extend(file.task.ended_by);
        who.extend(file.notes.iter().flat_map(|note| [Some(note.first_id), note.second_id]).flatten());
    }
    identity::staff::usernames(db, &who).await
}
