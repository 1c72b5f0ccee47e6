//! What was found is noted, and a task ends: with a note, or with a reason.

use serde_json::json;
use uuid::Uuid;

use super::access::{colleague, commit, hold_task, rules, write};
use crate::{
    assistance::{
        investigation::{
            error::InvestigationError,
            model::{NewNote, Note, NoteWords, RequestState, TaskAction, TaskFile, TaskKind, TaskState},
            queries, sealing,
        },
        rules::{KindRule, Maker, allowed, row},
    },
    error::{FieldFault, Internal},
    identity::{actor::Staff, policy::Action},
    platform::{change::Change, ids},
};

/// Notes what was found, and ends the task when that was all. Of a task that is done it takes corrections.
///
/// # Errors
/// `NotFound`, 403; `NotNow` for a dropped task; `Faulty` with every wrong field; `NotAnswered` or `NoPaper` for a task that can't end yet.
pub async fn note(
    change: Change,
    staff: &Staff,
    id: Uuid,
    new: NewNote,
) -> Result<TaskFile, InvestigationError> {
    let (case, mut file) = hold_task(&change, staff, id).await?;
    if file.task.state == TaskState::Dropped {
        return Err(not_now(TaskState::Dropped)?);
    }
    let rule = rules()?.kind(file.task.kind).ok_or_else(|| Internal::msg("a kind of task is unknown"))?;
    let second = match some(new.second.as_deref()) {
        None => None,
        Some(name) => colleague(&change, case.case.id, name, Action::WorkOnMatters).await?,
    };
    let second = second.filter(|second| *second != staff.id);
    InvestigationError::refuse(faults(&change, &file, rule, &new, second))?;
    let note = Note {
        id: ids::new_id(),
        task_id: id,
        kind: file.task.kind,
        number: file.notes.last().map_or(0, |last| last.number).saturating_add(1),
        held_on: new.held_on,
        first_id: staff.id,
        second_id: second,
        words: NoteWords {
            text: new.text.trim().to_owned(),
            place: some(new.place.as_deref()).map(str::to_owned),
            correction: some(new.correction.as_deref()).map(str::to_owned),
        },
        entered_at: change.now(),
    };
    if !queries::insert_note(change.db(), sealing::note_row(change.vault(), &note)?).await? {
        return Err(InvestigationError::Stale);
    }
    if new.finish {
        end(&change, staff, &mut file, TaskAction::Finish)?;
        may_finish(&file, rule)?;
    }
    write(&change, &mut file.task).await?;
    let facts = json!({ "number": note.number, "second": second, "state": file.task.state });
    commit(change, "investigation.note_kept", case.case.organ_id, &file.task, facts).await
}

fn some(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn not_now(state: TaskState) -> Result<InvestigationError, Internal> {
    let allowed = allowed(&rules()?.tasks, state).into_iter().map(|action| action.word().to_owned());
    Ok(InvestigationError::NotNow { allowed: allowed.collect() })
}

/// What is wrong with a note; `second` is who was found by the name that it gives.
fn faults(
    change: &Change,
    file: &TaskFile,
    rule: &KindRule,
    new: &NewNote,
    second: Option<Uuid>,
) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let mut wrong = |pointer: &str, code| faults.push(FieldFault::new(pointer, code));
    if new.held_on > change.today() {
        wrong("/held_on", "in_the_future");
    }
    if some(Some(&new.text)).is_none() {
        wrong("/text", "required");
    }
    if rule.place && some(new.place.as_deref()).is_none() {
        wrong("/place", "required");
    }
    match (some(new.second.as_deref()), second) {
        (Some(_), None) => wrong("/second", "not_an_option"),
        (None, _) if rule.two_people => wrong("/second", "required"),
        _ => {}
    }
    match (file.task.state, some(new.correction.as_deref())) {
        (TaskState::Done, None) => wrong("/correction", "required"),
        (TaskState::Open, Some(_)) => wrong("/correction", "not_before_it_is_done"),
        _ => {}
    }
    faults
}

fn end(
    change: &Change,
    staff: &Staff,
    file: &mut TaskFile,
    action: TaskAction,
) -> Result<(), InvestigationError> {
    let Some(step) = row(&rules()?.tasks, file.task.state, action) else {
        return Err(not_now(file.task.state)?);
    };
    file.task.state = step.to;
    (file.task.ended_by, file.task.ended_at) = (Some(staff.id), Some(change.now()));
    Ok(())
}

/// A request ends with its answer, a paper that was to be fetched with the paper.
fn may_finish(file: &TaskFile, rule: &KindRule) -> Result<(), InvestigationError> {
    let answered = file.request.as_ref().is_some_and(|request| request.state == RequestState::Answered);
    if file.task.kind == TaskKind::RequestOrgan && !answered {
        return Err(InvestigationError::NotAnswered);
    }
    if rule.papers && file.files.is_empty() {
        return Err(InvestigationError::NoPaper);
    }
    Ok(())
}

/// Drops an open task with a reason. The other procuratorate sees nothing of its request from then on.
///
/// # Errors
/// `NotFound`, 403; `NotNow`, also for what a decision asked for; `Faulty` without a reason.
pub async fn drop(
    change: Change,
    staff: &Staff,
    id: Uuid,
    reason: &str,
) -> Result<TaskFile, InvestigationError> {
    let (case, mut file) = hold_task(&change, staff, id).await?;
    if rules()?.kind(file.task.kind).is_some_and(|rule| rule.maker == Maker::Decision) {
        return Err(InvestigationError::NotNow { allowed: vec![TaskAction::Finish.word().to_owned()] });
    }
    end(&change, staff, &mut file, TaskAction::Drop)?;
    let reason = some(Some(reason)).ok_or_else(|| InvestigationError::fault("/reason", "required"))?;
    file.task.reason = Some(reason.to_owned());
    write(&change, &mut file.task).await?;
    let facts = json!({ "kind": file.task.kind });
    commit(change, "investigation.task_dropped", case.case.organ_id, &file.task, facts).await
}
