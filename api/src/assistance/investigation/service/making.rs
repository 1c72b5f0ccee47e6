//! A task is made, and given to somebody.

use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

use super::access::{commit, hold_task, investigator, rules, write};
use crate::{
    app::App,
    applications::{model::Application, service::service_of},
    assistance::{
        investigation::{
            error::InvestigationError,
            model::{NewTask, Request, RequestState, Task, TaskFile, TaskKind, TaskState},
            queries, sealing,
        },
        model::{Case, CaseState},
        rules::{Limits, Maker},
        service::{Held, hold},
    },
    error::{FieldFault, Internal},
    identity::{actor::Staff, policy::Action},
    organs::{
        self,
        model::{Kind, Organ},
        working_days::Unit,
    },
    platform::{change::Change, ids},
};

/// Makes a task of a case that isn't decided yet. A request goes to the other procuratorate with it.
///
/// # Errors
/// `NotFound`, 403; `Decided`; `Faulty` with every wrong field.
pub async fn make(
    app: &App,
    change: Change,
    staff: &Staff,
    case: Uuid,
    new: NewTask,
) -> Result<TaskFile, InvestigationError> {
    let held = hold(&change, staff, case, Action::Investigate).await?;
    let case = &held.file.case;
    if !matches!(case.state, CaseState::Preparing | CaseState::Deciding) {
        return Err(InvestigationError::Decided);
    }
    let fit = fitting(app, &change, staff, &held, &new).await?;
    let task = Task {
        id: ids::new_id(),
        case_id: case.id,
        application_id: fit.application,
        kind: new.kind,
        checklist_key: some(new.checklist_key.as_deref()).map(str::to_owned),
        state: TaskState::Open,
        assignee_id: fit.assignee,
        due_on: fit.due_on,
        asked: new.text.trim().to_owned(),
        reason: None,
        made_by: staff.id,
        made_at: change.now(),
        ended_by: None,
        ended_at: None,
        version: 1,
    };
    queries::insert_task(change.db(), sealing::task_row(change.vault(), &task)?).await?;
    let asked = fit.asked.as_ref().map(|(organ, _)| organ.code.clone());
    if let Some((organ, answer_by)) = fit.asked {
        send(&change, case, &task, &organ, answer_by).await?;
    }
    let facts = json!({ "case": case.id, "kind": task.kind, "to": task.assignee_id, "due_on": task.due_on, "asked": asked });
    commit(change, "investigation.task_made", case.organ_id, &task, facts).await
}

/// What a new task refers to, found and fitting.
struct Fit {
    application: Uuid,
    assignee: Uuid,
    due_on: NaiveDate,
    /// The procuratorate that is asked, and by when it answers.
    asked: Option<(Organ, NaiveDate)>,
}

/// Everything that a new task refers to, or everything that is wrong with it.
async fn fitting(
    app: &App,
    change: &Change,
    staff: &Staff,
    held: &Held,
    new: &NewTask,
) -> Result<Fit, InvestigationError> {
    let (case, mut faults) = (&held.file.case, Vec::new());
    let application = about(&held.applications, new);
    match application {
        None => faults.push(FieldFault::new("/application_id", "not_an_option")),
        Some(application) => faults.extend(wrong_line(app, application, new)?),
    }
    if rules()?.kind(new.kind).is_some_and(|rule| rule.maker == Maker::Decision) {
        faults.push(FieldFault::new("/kind", "not_an_option"));
    }
    if new.text.trim().is_empty() {
        faults.push(FieldFault::new("/text", "required"));
    }
    let asked = asked(change, case, new, &mut faults).await?;
    let (answer_by, due_on) = days(change, case, new, asked.as_ref(), &mut faults).await?;
    let assignee = match some(new.assignee.as_deref()) {
        None => Some(staff.id),
        Some(name) => investigator(change, case.id, name).await?,
    };
    faults.extend(assignee.is_none().then(|| FieldFault::new("/assignee", "not_an_option")));
    match (application, assignee, due_on) {
        (Some(application), Some(assignee), Some(due_on)) if faults.is_empty() => {
            Ok(Fit { application: application.id, assignee, due_on, asked: asked.zip(answer_by) })
        }
        _ => Err(InvestigationError::Faulty(faults)),
    }
}

fn some(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// The application of the case that a task is about.
fn about<'a>(applications: &'a [Application], new: &NewTask) -> Option<&'a Application> {
    match new.application_id {
        None => applications.first(),
        Some(id) => applications.iter().find(|application| application.id == id),
    }
}

/// A line of the checklist is named for a paper, and for nothing else.
fn wrong_line(app: &App, application: &Application, new: &NewTask) -> Result<Option<FieldFault>, Internal> {
    let code = match (new.kind, some(new.checklist_key.as_deref())) {
        (TaskKind::FetchPaper, None) => "required",
        (TaskKind::FetchPaper, Some(key)) if service_of(app, application)?.line(key).is_some() => {
            return Ok(None);
        }
        (_, None) => return Ok(None),
        _ => "not_an_option",
    };
    Ok(Some(FieldFault::new("/checklist_key", code)))
}

/// The procuratorate that is asked: named for a request, and for nothing else.
async fn asked(
    change: &Change,
    case: &Case,
    new: &NewTask,
    faults: &mut Vec<FieldFault>,
) -> Result<Option<Organ>, Internal> {
    let code = match (new.kind, some(new.organ_code.as_deref())) {
        (TaskKind::RequestOrgan, None) => "required",
        (TaskKind::RequestOrgan, Some(code)) => {
            let organ = organs::service::organ_by_code(change.db(), code).await.ok();
            let other = |organ: &Organ| {
                organ.kind == Kind::Procuratorate && organ.closed_at.is_none() && organ.id != case.organ_id
            };
            match organ.filter(other) {
                Some(organ) => return Ok(Some(organ)),
                None => "not_an_option",
            }
        }
        (_, None) => return Ok(None),
        _ => "not_an_option",
    };
    faults.push(FieldFault::new("/organ_code", code));
    Ok(None)
}

/// By when the asked procuratorate answers, and by when the task is done: as said, or by the settings.
async fn days(
    change: &Change,
    case: &Case,
    new: &NewTask,
    asked: Option<&Organ>,
    faults: &mut Vec<FieldFault>,
) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Internal> {
    let today = change.today();
    let limits = rules()?.limits(today).ok_or_else(|| Internal::msg("there are no time limits"))?;
    let stray = new.answer_by.is_some() && new.kind != TaskKind::RequestOrgan;
    faults.extend(stray.then(|| FieldFault::new("/answer_by", "not_an_option")));
    let mut answer_by = None;
    if let Some(organ) = asked {
        let day = Day { pointer: "/answer_by", organ: organ.id, from: today };
        answer_by = day.said_or_counted(change, new.answer_by, limits.answer, faults).await?;
    }
    let day = Day { pointer: "/due_on", organ: case.organ_id, from: answer_by.unwrap_or(today) };
    let due_on = day.said_or_counted(change, new.due_on, amount(limits, new.kind), faults).await?;
    Ok((answer_by, due_on))
}

pub(super) fn amount(limits: &Limits, kind: TaskKind) -> u32 {
    limits.days.get(&kind).copied().unwrap_or(limits.r#use)
}

/// A day that somebody says or that is counted from another.
pub(super) struct Day {
    pub(super) pointer: &'static str,
    pub(super) organ: Uuid,
    pub(super) from: NaiveDate,
}

impl Day {
    pub(super) async fn said_or_counted(
        &self,
        change: &Change,
        said: Option<NaiveDate>,
        working_days: u32,
        faults: &mut Vec<FieldFault>,
    ) -> Result<Option<NaiveDate>, Internal> {
        let db = change.db();
        let code = match said {
            Some(on) if on < self.from => "too_early",
            Some(on) => match organs::service::is_working_day_at_organ(db, self.organ, on).await? {
                Some(false) => "not_a_working_day",
                _ => return Ok(Some(on)),
            },
            None => {
                let unit = Unit::WorkingDay;
                let due = organs::service::due_on_at_organ(db, self.organ, self.from, working_days, unit);
                match due.await? {
                    Some(on) => return Ok(Some(on)),
                    // Nobody has entered that year's calendar yet: somebody has to say.
                    None => "required",
                }
            }
        };
        faults.push(FieldFault::new(self.pointer, code));
        Ok(None)
    }
}

async fn send(
    change: &Change,
    case: &Case,
    task: &Task,
    organ: &Organ,
    answer_by: NaiveDate,
) -> Result<(), InvestigationError> {
    let request = Request {
        task_id: task.id,
        from: case.organ_id,
        to: organ.id,
        state: RequestState::Sent,
        answer_by,
        received_by: None,
        received_at: None,
        answered_by: None,
        answered_at: None,
        answer: None,
    };
    Ok(queries::insert_request(change.db(), sealing::request_row(change.vault(), &request)?).await?)
}

/// Gives an open task to somebody who investigates and may open the case.
///
/// # Errors
/// `NotFound`, 403; `NotNow`; `Faulty` for somebody who can't do it.
pub async fn assign(
    change: Change,
    staff: &Staff,
    id: Uuid,
    username: &str,
) -> Result<TaskFile, InvestigationError> {
    let (case, mut file) = hold_task(&change, staff, id).await?;
    if file.task.state != TaskState::Open {
        return Err(InvestigationError::NotNow { allowed: Vec::new() });
    }
    let taker = investigator(&change, file.task.case_id, username).await?;
    file.task.assignee_id = taker.ok_or_else(|| InvestigationError::fault("/username", "not_an_option"))?;
    write(&change, &mut file.task).await?;
    let facts = json!({ "to": file.task.assignee_id });
    commit(change, "investigation.task_assigned", case.case.organ_id, &file.task, facts).await
}
