//! Between the tables and the words: what is asked, found and answered is sealed.

use hechang_entity::{investigation_file, investigation_note, investigation_request, investigation_task};

use crate::{
    assistance::investigation::model::{FileInfo, Note, Request, Task, TaskKind},
    error::Internal,
    platform::vault::{Place, Vault},
};

const ASKED: &str = "investigation_task.asked";
const REASON: &str = "investigation_task.reason";
const WORDS: &str = "investigation_note.words";
const ANSWER: &str = "investigation_request.answer";
pub const FILENAME: &str = "investigation_file.filename";

pub fn task(vault: &Vault, row: investigation_task::Model) -> Result<Task, Internal> {
    let place = |column| Place { column, row: row.id };
    let reason = row.reason_sealed.as_deref().map(|sealed| vault.open_json(place(REASON), sealed));
    Ok(Task {
        kind: row.kind.parse()?,
        state: row.state.parse()?,
        asked: vault.open_json(place(ASKED), &row.asked_sealed)?,
        reason: reason.transpose()?,
        id: row.id,
        case_id: row.case_id,
        application_id: row.application_id,
        checklist_key: row.checklist_key,
        assignee_id: row.assignee_id,
        due_on: row.due_on,
        made_by: row.made_by,
        made_at: row.made_at,
        ended_by: row.ended_by,
        ended_at: row.ended_at,
        version: row.version,
    })
}

pub fn task_row(vault: &Vault, task: &Task) -> Result<investigation_task::Model, Internal> {
    let place = |column| Place { column, row: task.id };
    let reason = task.reason.as_ref().map(|reason| vault.seal_json(place(REASON), reason));
    Ok(investigation_task::Model {
        id: task.id,
        case_id: task.case_id,
        application_id: task.application_id,
        kind: task.kind.word().to_owned(),
        checklist_key: task.checklist_key.clone(),
        state: task.state.word().to_owned(),
        assignee_id: task.assignee_id,
        due_on: task.due_on,
        asked_sealed: vault.seal_json(place(ASKED), &task.asked)?,
        reason_sealed: reason.transpose()?,
        made_by: task.made_by,
        made_at: task.made_at,
        ended_by: task.ended_by,
        ended_at: task.ended_at,
        version: task.version,
    })
}

pub fn note(vault: &Vault, row: &investigation_note::Model) -> Result<Note, Internal> {
    Ok(Note {
        kind: row.kind.parse()?,
        words: vault.open_json(Place { column: WORDS, row: row.id }, &row.words_sealed)?,
        id: row.id,
        task_id: row.task_id,
        number: row.number,
        held_on: row.held_on,
        first_id: row.first_id,
        second_id: row.second_id,
        entered_at: row.entered_at,
    })
}

pub fn note_row(vault: &Vault, note: &Note) -> Result<investigation_note::Model, Internal> {
    Ok(investigation_note::Model {
        id: note.id,
        task_id: note.task_id,
        kind: note.kind.word().to_owned(),
        number: note.number,
        held_on: note.held_on,
        first_id: note.first_id,
        second_id: note.second_id,
        words_sealed: vault.seal_json(Place { column: WORDS, row: note.id }, &note.words)?,
        entered_at: note.entered_at,
    })
}

pub fn request(vault: &Vault, row: &investigation_request::Model) -> Result<Request, Internal> {
    let place = Place { column: ANSWER, row: row.task_id };
    Ok(Request {
        state: row.state.parse()?,
        answer: row.answer_sealed.as_deref().map(|sealed| vault.open_json(place, sealed)).transpose()?,
        task_id: row.task_id,
        from: row.from_organ_id,
        to: row.to_organ_id,
        answer_by: row.answer_by,
        received_by: row.received_by,
        received_at: row.received_at,
        answered_by: row.answered_by,
        answered_at: row.answered_at,
    })
}

pub fn request_row(vault: &Vault, request: &Request) -> Result<investigation_request::Model, Internal> {
    let place = Place { column: ANSWER, row: request.task_id };
    Ok(investigation_request::Model {
        task_id: request.task_id,
        kind: TaskKind::RequestOrgan.word().to_owned(),
        from_organ_id: request.from,
        to_organ_id: request.to,
        state: request.state.word().to_owned(),
        answer_by: request.answer_by,
        received_by: request.received_by,
        received_at: request.received_at,
        answered_by: request.answered_by,
        answered_at: request.answered_at,
        answer_sealed: request.answer.as_ref().map(|answer| vault.seal_json(place, answer)).transpose()?,
    })
}

pub fn file(vault: &Vault, row: &investigation_file::Model) -> Result<FileInfo, Internal> {
    Ok(FileInfo {
        filename: vault.open_json(Place { column: FILENAME, row: row.id }, &row.filename_sealed)?,
        id: row.id,
        task_id: row.task_id,
        answers: row.answers,
        media_type: row.media_type.clone(),
        size: row.size,
        uploaded_by: row.uploaded_by,
        uploaded_at: row.uploaded_at,
    })
}
