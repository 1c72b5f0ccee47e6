//! A task with what hangs on it, and a request as the asked procuratorate has it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::assistance::investigation::model::{RequestState, TaskKind, TaskState};

/// What is to be found out, by whom and by when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    /// UUIDv7.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// The application of the case that it is about.
    pub application_id: Uuid,
    /// What is to be done.
    pub kind: TaskKind,
    /// The line of the checklist that is to be fetched.
    pub checklist_key: Option<String>,
    /// Where it stands.
    pub state: TaskState,
    /// Who does it.
    pub assignee_id: Uuid,
    /// By when, a working day.
    pub due_on: NaiveDate,
    /// What is asked; personal data.
    pub asked: String,
    /// Why it was dropped.
    pub reason: Option<String>,
    /// Who made it.
    pub made_by: Uuid,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Who ended it.
    pub ended_by: Option<Uuid>,
    /// When.
    pub ended_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: i32,
}

/// A task to fetch a paper, as the application that it is about shows it.
#[derive(Clone, Debug)]
pub struct Fetching {
    /// The task.
    pub task: Uuid,
    /// The line of the checklist.
    pub checklist_key: String,
    /// Where it stands.
    pub state: TaskState,
}

impl Fetching {
    /// Whether it has brought the paper of a line.
    pub fn has_brought(&self, key: &str) -> bool {
        self.state == TaskState::Done && self.checklist_key == key
    }
}

/// What was found; never changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    /// UUIDv7.
    pub id: Uuid,
    /// The task.
    pub task_id: Uuid,
    /// The task's.
    pub kind: TaskKind,
    /// From 1.
    pub number: i32,
    /// On which day.
    pub held_on: NaiveDate,
    /// Who was there and wrote it.
    pub first_id: Uuid,
    /// Who else was there.
    pub second_id: Option<Uuid>,
    /// What it says.
    pub words: NoteWords,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
}

/// What a note says; personal data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoteWords {
    /// What was found.
    pub text: String,
    /// Where.
    pub place: Option<String>,
    /// Why an earlier note is corrected.
    pub correction: Option<String>,
}

/// What another procuratorate is asked, and its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// The task that it belongs to; what is asked stands there.
    pub task_id: Uuid,
    /// Who asks.
    pub from: Uuid,
    /// Who is asked.
    pub to: Uuid,
    /// Where it stands.
    pub state: RequestState,
    /// By when it is answered, a working day there.
    pub answer_by: NaiveDate,
    /// Who works on it there.
    pub received_by: Option<Uuid>,
    /// Since when.
    pub received_at: Option<DateTime<Utc>>,
    /// Who answered or returned it.
    pub answered_by: Option<Uuid>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// The answer, or why it was returned; personal data.
    pub answer: Option<String>,
}

impl Request {
    /// Whether the asked procuratorate sees it: not once it is returned or the task has ended.
    pub fn is_open(&self, task: &Task) -> bool {
        task.state == TaskState::Open && self.state != RequestState::Returned
    }
}

/// A photograph or paper.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileInfo {
    /// Its stored file.
    pub id: Uuid,
    /// The task.
    pub task_id: Uuid,
    /// Whether it belongs to the answer of the asked procuratorate.
    pub answers: bool,
    /// What its sender called it; personal data.
    pub filename: String,
    /// Its media type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Who sent it.
    pub uploaded_by: Uuid,
    /// When.
    pub uploaded_at: DateTime<Utc>,
}

/// A task with what hangs on it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TaskFile {
    /// The task.
    pub task: Task,
    /// Its request, of a kind that has one.
    pub request: Option<Request>,
    /// What was found, the first first.
    pub notes: Vec<Note>,
    /// Its files, the first first; also those of the answer.
    pub files: Vec<FileInfo>,
}

/// A request as the asked procuratorate has it: what is asked, and its own files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestFile {
    /// The request.
    pub request: Request,
    /// What is asked.
    pub asked: String,
    /// The application it is about: for the audit record, and shown to nobody.
    pub application_id: Uuid,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// The files of the answer.
    pub files: Vec<FileInfo>,
}

/// Whose files: the office's own, or those of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The office that has the case.
    Own,
    /// The asked procuratorate.
    Asked,
}
