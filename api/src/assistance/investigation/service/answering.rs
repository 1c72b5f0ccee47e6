//! The asked procuratorate: it sees what it was asked and nothing else of the case, receives it, answers it or sends it back.

use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

use super::access::{access, all_whole, rules, whole};
use crate::{
    app::App,
    assistance::{
        investigation::{
            error::InvestigationError,
            model::{NewAnswer, Request, RequestAction, RequestFile, TaskFile},
            queries, sealing,
        },
        rules::{allowed, row},
    },
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    platform::{
        change::{Change, Event},
        paging::{Page, PageQuery},
    },
};

/// Of a task what the asked procuratorate sees; nothing for a task without a request.
pub(super) fn seen(file: TaskFile) -> Option<RequestFile> {
    Some(RequestFile {
        request: file.request?,
        asked: file.task.asked,
        application_id: file.task.application_id,
        sent_at: file.task.made_at,
        files: file.files.into_iter().filter(|file| file.answers).collect(),
    })
}

/// The requests that somebody may see as one of the asked procuratorate, the nearest day first.
///
/// # Errors
/// 403 for who opens no matters.
pub async fn asked(
    app: &App,
    staff: &Staff,
    page: &PageQuery,
) -> Result<Page<RequestFile>, InvestigationError> {
    policy::require(staff, Action::SeeMatters)?;
    let (limit, after) = (page.limit()?, page.after::<(NaiveDate, Uuid)>()?);
    let db = app.db.read();
    let reach = policy::reach(db, staff).await?;
    let rows = queries::asked(db, &reach, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| (row.answer_by, row.task_id));
    let ids: Vec<_> = items.iter().map(|row| row.task_id).collect();
    let mut files = all_whole(db, &app.vault, queries::tasks_by_ids(db, &ids).await?).await?;
    // In the order of the page.
    files.sort_by_key(|file| ids.iter().position(|id| *id == file.task.id));
    Ok(Page { items: files.into_iter().filter_map(seen).collect(), next })
}

/// One request for somebody who looks at it: that is on the audit record.
///
/// # Errors
/// `NotFound` for others than the asked procuratorate, or once it is over.
pub async fn look_at_request(
    change: Change,
    staff: &Staff,
    id: Uuid,
) -> Result<RequestFile, InvestigationError> {
    let file = found(&change, staff, id, Action::SeeMatters).await?;
    let event = Event::new("investigation.request_looked_at", id).at(file.request.to);
    let event = event.in_case(file.application_id);
    Ok(change.commit(event, file).await?)
}

/// A request within reach, held until the change ends.
pub(super) async fn found(
    change: &Change,
    staff: &Staff,
    id: Uuid,
    action: Action,
) -> Result<RequestFile, InvestigationError> {
    let row = queries::lock_task(change.db(), id).await?.ok_or(InvestigationError::NotFound)?;
    let file = whole(change.db(), change.vault(), row).await?;
    let request = file.request.as_ref().ok_or(InvestigationError::NotFound)?;
    let reach = policy::reach(change.db(), staff).await?;
    let asked = access(change.db(), &file.task, request).await?;
    policy::decide(&reach, action, On::Request(&asked))?;
    seen(file).ok_or(InvestigationError::NotFound)
}

/// Receives a request, answers it, or sends it back with a reason.
///
/// # Errors
/// `NotFound`, 403; `NotNow` with what is allowed; `Faulty` without the words that the action needs.
pub async fn act(
    change: Change,
    staff: &Staff,
    id: Uuid,
    action: RequestAction,
    given: NewAnswer,
) -> Result<RequestFile, InvestigationError> {
    let mut file = found(&change, staff, id, Action::Investigate).await?;
    let table = &rules()?.requests;
    let Some(step) = row(table, file.request.state, action) else {
        let allowed = allowed(table, file.request.state).into_iter();
        return Err(InvestigationError::NotNow {
            allowed: allowed.map(|one| one.word().to_owned()).collect(),
        });
    };
    let words = given.text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if step.words && words.is_none() {
        return Err(InvestigationError::fault("/text", "required"));
    }
    if !step.words && words.is_some() {
        return Err(InvestigationError::fault("/text", "not_when_received"));
    }
    file.request.state = step.to;
    moved(&change, staff, action, &mut file.request, words);
    queries::update_request(change.db(), sealing::request_row(change.vault(), &file.request)?).await?;
    let event =
        Event::new("investigation.request_moved", id).at(file.request.to).in_case(file.application_id);
    let facts = json!({ "action": action, "state": file.request.state, "files": file.files.len() });
    Ok(change.commit(event.with(facts), file).await?)
}

fn moved(
    change: &Change,
    staff: &Staff,
    action: RequestAction,
    request: &mut Request,
    words: Option<String>,
) {
    let (who, when) = (Some(staff.id), Some(change.now()));
    match action {
        RequestAction::Receive => (request.received_by, request.received_at) = (who, when),
        RequestAction::Answer | RequestAction::Return => {
            (request.answered_by, request.answered_at, request.answer) = (who, when, words);
        }
    }
}
