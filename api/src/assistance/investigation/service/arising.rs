//! Tasks that nobody makes by hand: a form wishes that the office fetches a paper, a decision leaves papers to be brought later.

use chrono::{Days, NaiveDate};
use serde_json::json;
use uuid::Uuid;

use super::{
    access::{event, rules},
    making::{Day, amount},
};
use crate::{
    app::App,
    applications::{corrections::to_fetch, model::Application, service::service_of},
    assistance::{
        investigation::{
            error::InvestigationError,
            model::{Task, TaskKind, TaskState},
            queries, sealing,
        },
        model::Case,
        rules::Limits,
        service::Held,
    },
    error::Internal,
    materials,
    platform::{change::Change, ids},
};

/// Gives the handler of a case a task for each paper that an application asks the office to fetch, in the change that puts it into the case.
///
/// # Errors
/// `Internal` only.
pub(in crate::assistance) async fn fetch_wished(
    app: &App,
    change: &Change,
    case: &Case,
    application: &Application,
) -> Result<(), Internal> {
    let (service, form) = (service_of(app, application)?, &application.form);
    let materials = materials::service::of_application(change.db(), change.vault(), application.id).await?;
    for key in to_fetch(service, form, &materials) {
        let held_by = service.line(key).and_then(|line| line.held_by(form));
        let arising = Arising {
            case,
            application: application.id,
            kind: TaskKind::FetchPaper,
            checklist_key: Some(key),
            assignee: case.handler_id,
            asked: rules()?.wish.words(held_by),
        };
        let due_on = arising.due_on(change).await?.unwrap_or_else(|| arising.by_any_calendar(change));
        arising.make(change, due_on).await?;
    }
    Ok(())
}

/// Gives the handler a task to complete the file of a grant that couldn't wait (先行救助), in the decision's own change.
///
/// # Errors
/// `Faulty` where nobody has entered the calendar.
pub(in crate::assistance) async fn complete_later(
    change: &Change,
    held: &Held,
    why: &str,
) -> Result<(), InvestigationError> {
    let (Some(application), Some(proposal)) =
        (held.applications.first(), held.file.steps.iter().rev().find(|step| step.place == 0))
    else {
        return Err(InvestigationError::Faulty(Vec::new()));
    };
    let arising = Arising {
        case: &held.file.case,
        application: application.id,
        kind: TaskKind::CompleteFile,
        checklist_key: None,
        assignee: proposal.staff_id,
        asked: why.to_owned(),
    };
    let due_on = arising.due_on(change).await?;
    let due_on = due_on.ok_or_else(|| InvestigationError::fault("/due_on", "required"))?;
    Ok(arising.make(change, due_on).await?)
}

/// A task that is about to be made.
struct Arising<'a> {
    case: &'a Case,
    application: Uuid,
    kind: TaskKind,
    checklist_key: Option<&'a str>,
    assignee: Uuid,
    asked: String,
}

impl Arising<'_> {
    /// By when it is done, by the settings; nothing where nobody has entered the calendar.
    async fn due_on(&self, change: &Change) -> Result<Option<NaiveDate>, Internal> {
        let day = Day { pointer: "/due_on", organ: self.case.organ_id, from: change.today() };
        let days = amount(limits(change)?, self.kind);
        day.said_or_counted(change, None, days, &mut Vec::new()).await
    }

    /// As many days of any kind: earlier than so many working days, so a calendar that isn't there keeps nobody's case from being opened.
    fn by_any_calendar(&self, change: &Change) -> NaiveDate {
        let days = limits(change).map_or(0, |limits| amount(limits, self.kind));
        change.today().checked_add_days(Days::new(days.into())).unwrap_or_else(|| change.today())
    }

    async fn make(self, change: &Change, due_on: NaiveDate) -> Result<(), Internal> {
        let task = Task {
            id: ids::new_id(),
            case_id: self.case.id,
            application_id: self.application,
            kind: self.kind,
            checklist_key: self.checklist_key.map(str::to_owned),
            state: TaskState::Open,
            assignee_id: self.assignee,
            due_on,
            asked: self.asked,
            reason: None,
            made_by: self.assignee,
            made_at: change.now(),
            ended_by: None,
            ended_at: None,
            version: 1,
        };
        queries::insert_task(change.db(), sealing::task_row(change.vault(), &task)?).await?;
        let facts =
            json!({ "case": task.case_id, "kind": task.kind, "to": task.assignee_id, "due_on": due_on });
        change.record(event("investigation.task_made", self.case.organ_id, &task, facts));
        Ok(())
    }
}

fn limits(change: &Change) -> Result<&'static Limits, Internal> {
    rules()?.limits(change.today()).ok_or_else(|| Internal::msg("there are no time limits"))
}
