//! Tasks and requests as faces show them: to those who may open the case with all their words, to the asked procuratorate what it was asked.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        investigation::{
            model::{
                FileInfo, Note, Request, RequestAction, RequestFile, RequestState, TaskAction, TaskFile,
                TaskKind, TaskState,
            },
            service,
        },
        rules::allowed,
    },
    catalog,
    error::{Internal, Problem},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    organs::{self, model::Organ},
    web::language::Language,
};

/// A task.
#[derive(Serialize, ToSchema)]
#[schema(as = InvestigationTask)]
pub struct TaskView {
    id: Uuid,
    case_id: Uuid,
    application_id: Uuid,
    kind: TaskKind,
    /// The same in words.
    kind_text: String,
    state: TaskState,
    /// The same in words.
    state_text: String,
    /// What is to be found out.
    text: String,
    /// The line of the checklist that is to be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    checklist_key: Option<String>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    checklist_title: Option<String>,
    due_on: NaiveDate,
    /// Whether it is open and its day has passed.
    overdue: bool,
    /// The user name of who does it.
    assignee: String,
    made_by: String,
    made_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// Why it was dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What was found, the first first.
    notes: Vec<NoteView>,
    /// The office's own photographs and papers.
    files: Vec<FileView>,
    /// What another procuratorate was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<SentRequest>,
    /// What the reader may do.
    actions: Vec<TaskAction>,
    version: i32,
}

/// What was found.
#[derive(Serialize, ToSchema)]
#[schema(as = InvestigationNote)]
pub struct NoteView {
    number: i32,
    held_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    text: String,
    /// Why an earlier note is corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<String>,
    /// The user names of those who were there; the first wrote it.
    by: Vec<String>,
    entered_at: DateTime<Utc>,
}

/// A photograph or paper.
#[derive(Serialize, ToSchema)]
#[schema(as = InvestigationFile)]
pub struct FileView {
    id: Uuid,
    filename: String,
    media_type: String,
    size: i64,
    uploaded_at: DateTime<Utc>,
}

impl From<&FileInfo> for FileView {
    fn from(file: &FileInfo) -> Self {
        Self {
            id: file.id,
            filename: file.filename.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            uploaded_at: file.uploaded_at,
        }
    }
}

/// A request as the asking office has it.
#[derive(Serialize, ToSchema)]
pub struct SentRequest {
    /// The asked procuratorate.
    organ_code: String,
    organ_name: String,
    state: RequestState,
    /// The same in words.
    state_text: String,
    /// By when it is answered.
    answer_by: NaiveDate,
    /// Whether it isn't answered and that day has passed.
    overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    received_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<DateTime<Utc>>,
    /// The answer, or why it was returned.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    /// The papers of the answer.
    files: Vec<FileView>,
}

/// A request as the asked procuratorate has it.
#[derive(Serialize, ToSchema)]
pub struct AskedRequest {
    id: Uuid,
    /// Who asks.
    from_code: String,
    from_name: String,
    /// What is asked.
    text: String,
    sent_at: DateTime<Utc>,
    /// How it stands, and the answer.
    #[serde(flatten)]
    request: SentRequest,
    /// What the reader may do.
    actions: Vec<RequestAction>,
}

/// A line of the list of tasks: what was asked and found is told by the task itself, whose every look is recorded.
#[derive(Serialize, ToSchema)]
#[schema(as = InvestigationTaskLine)]
pub struct TaskLine {
    id: Uuid,
    case_id: Uuid,
    kind: TaskKind,
    /// The same in words.
    kind_text: String,
    /// The line of the checklist that is to be fetched, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    checklist_title: Option<String>,
    due_on: NaiveDate,
    overdue: bool,
    /// The user name of who does it.
    assignee: String,
    /// The procuratorate that is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    organ_name: Option<String>,
    /// How its request stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_state: Option<RequestState>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_state_text: Option<String>,
}

impl From<TaskView> for TaskLine {
    fn from(task: TaskView) -> Self {
        let request = task.request.as_ref();
        Self {
            request_state: request.map(|request| request.state),
            request_state_text: request.map(|request| request.state_text.clone()),
            organ_name: request.map(|request| request.organ_name.clone()),
            id: task.id,
            case_id: task.case_id,
            kind: task.kind,
            kind_text: task.kind_text,
            checklist_title: task.checklist_title,
            due_on: task.due_on,
            overdue: task.overdue,
            assignee: task.assignee,
        }
    }
}

/// A line of the list of requests: what is asked is told by the request itself, whose every look is recorded.
#[derive(Serialize, ToSchema)]
pub struct AskedLine {
    id: Uuid,
    /// Who asks.
    from_code: String,
    from_name: String,
    state: RequestState,
    /// The same in words.
    state_text: String,
    answer_by: NaiveDate,
    overdue: bool,
}

impl From<AskedRequest> for AskedLine {
    fn from(asked: AskedRequest) -> Self {
        Self {
            id: asked.id,
            from_code: asked.from_code,
            from_name: asked.from_name,
            state: asked.request.state,
            state_text: asked.request.state_text,
            answer_by: asked.request.answer_by,
            overdue: asked.request.overdue,
        }
    }
}

/// What views are made with.
struct Words<'a> {
    app: &'a App,
    language: Language,
    names: HashMap<Uuid, String>,
    organs: Vec<Organ>,
    today: NaiveDate,
}

impl Words<'_> {
    fn say(&self, key: &str) -> String {
        self.app.texts.say(self.language, key)
    }

    fn name(&self, staff: Uuid) -> String {
        self.names.get(&staff).cloned().unwrap_or_default()
    }

    fn organ(&self, id: Uuid) -> (String, String) {
        let organ = self.organs.iter().find(|organ| organ.id == id);
        organ.map(|organ| (organ.code.clone(), organ.name.get(self.language).to_owned())).unwrap_or_default()
    }

    fn checklist(&self, key: &str) -> String {
        let mut services =
            self.app.catalog.services().filter(|service| service.kind == catalog::Kind::Assistance);
        let line = services.find_map(|service| service.line(key));
        line.map_or_else(|| key.to_owned(), |line| line.title.get(self.language).to_owned())
    }

    fn note(&self, note: &Note) -> NoteView {
        NoteView {
            number: note.number,
            held_on: note.held_on,
            place: note.words.place.clone(),
            text: note.words.text.clone(),
            correction: note.words.correction.clone(),
            by: [Some(note.first_id), note.second_id].into_iter().flatten().map(|id| self.name(id)).collect(),
            entered_at: note.entered_at,
        }
    }

    fn request(&self, request: &Request, files: Vec<FileView>) -> SentRequest {
        let (organ_code, organ_name) = self.organ(request.to);
        SentRequest {
            organ_code,
            organ_name,
            state: request.state,
            state_text: self.say(&format!("investigation-request-{}", request.state.word())),
            answer_by: request.answer_by,
            overdue: request.answered_at.is_none() && request.answer_by < self.today,
            received_at: request.received_at,
            answered_at: request.answered_at,
            answer: request.answer.clone(),
            files,
        }
    }
}

fn files(all: &[FileInfo], answers: bool) -> Vec<FileView> {
    all.iter().filter(|file| file.answers == answers).map(FileView::from).collect()
}

/// Tasks for somebody who may open their cases.
pub async fn tasks(
    app: &App,
    staff: &Staff,
    tasks: &[TaskFile],
    language: Language,
) -> Result<Vec<TaskView>, Problem> {
    let db = app.db.read();
    let asked: Vec<_> = tasks.iter().filter_map(|file| file.request.as_ref().map(|one| one.to)).collect();
    let names = service::usernames(db, tasks).await?;
    let organs = organs::service::organs_of(db, &asked).await?;
    let words = Words { app, language, names, organs, today: app.clock.today() };
    let table = &service::rules()?.tasks;
    let may = policy::may(staff, Action::Investigate);
    let view = |file: &TaskFile| {
        let task = &file.task;
        let open = task.state == TaskState::Open;
        Ok(TaskView {
            kind_text: kind_text(task.kind, language)?,
            state_text: words.say(&format!("investigation-state-{}", task.state.word())),
            checklist_title: task.checklist_key.as_deref().map(|key| words.checklist(key)),
            overdue: open && task.due_on < words.today,
            assignee: words.name(task.assignee_id),
            made_by: words.name(task.made_by),
            notes: file.notes.iter().map(|note| words.note(note)).collect(),
            files: files(&file.files, false),
            request: file.request.as_ref().map(|one| words.request(one, files(&file.files, true))),
            actions: if may { allowed(table, task.state) } else { Vec::new() },
            id: task.id,
            case_id: task.case_id,
            application_id: task.application_id,
            kind: task.kind,
            state: task.state,
            text: task.asked.clone(),
            checklist_key: task.checklist_key.clone(),
            due_on: task.due_on,
            made_at: task.made_at,
            ended_at: task.ended_at,
            reason: task.reason.clone(),
            version: task.version,
        })
    };
    Ok(tasks.iter().map(view).collect::<Result<_, Internal>>()?)
}

/// A kind in words.
pub fn kind_text(kind: TaskKind, language: Language) -> Result<String, Internal> {
    let rule = service::rules()?.kind(kind);
    Ok(rule.map(|rule| rule.title.get(language).to_owned()).unwrap_or_default())
}

/// Requests for the asked procuratorate.
pub async fn requests(
    app: &App,
    staff: &Staff,
    requests: &[RequestFile],
    language: Language,
) -> Result<Vec<AskedRequest>, Problem> {
    let db = app.db.read();
    let ids: Vec<_> = requests.iter().flat_map(|file| [file.request.from, file.request.to]).collect();
    let organs = organs::service::organs_of(db, &ids).await?;
    let words = Words { app, language, names: HashMap::new(), organs, today: app.clock.today() };
    let table = &service::rules()?.requests;
    let may = policy::may(staff, Action::Investigate);
    let view = |file: &RequestFile| {
        let (from_code, from_name) = words.organ(file.request.from);
        AskedRequest {
            id: file.request.task_id,
            from_code,
            from_name,
            text: file.asked.clone(),
            sent_at: file.sent_at,
            request: words.request(&file.request, files(&file.files, true)),
            actions: if may { allowed(table, file.request.state) } else { Vec::new() },
        }
    };
    Ok(requests.iter().map(view).collect())
}
