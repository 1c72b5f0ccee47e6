//! The tasks of a case, and a form for another.

use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{day, once, sound, told};
use crate::{
    app::App,
    applications,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, head, mendable,
        },
        investigation::{
            model::{NewTask, TaskFile, TaskKind},
            service, view,
        },
        model::{CaseFile, CaseState},
        rules::Maker,
    },
    catalog,
    error::{FieldFault, Internal, Problem},
    identity::{
        self,
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    organs::{self, model::Kind},
    platform::ids,
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The page. Looking at it is on the audit record.
#[get("/console/assistance/{id}/tasks")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *id, &Fields::default(), None).await
}

/// Makes a task, or says what must be mended.
#[post("/console/assistance/{id}/tasks")]
pub async fn make(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::Investigate)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    match made(reader, *id, &fields).await {
        Ok(file) => Ok(go(&format!("/console/investigation/tasks/{}", file.task.id))),
        Err(problem) if mendable(&problem) => draw(reader, *id, &fields, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

async fn made(reader: Reader<'_>, case: Uuid, fields: &Fields) -> Result<TaskFile, Problem> {
    let new = typed(fields)?;
    let work = async |change| service::make(reader.app, change, reader.staff, case, new.clone()).await;
    once(reader, fields, &new, work).await
}

fn typed(fields: &Fields) -> Result<NewTask, Problem> {
    let kind: Option<TaskKind> = fields.choice("kind")?;
    let Some(kind) = kind else {
        return Err(Problem::invalid(vec![FieldFault::new("/kind", "required")]));
    };
    let application_id = fields.some("application_id").map(|id| id.parse()).transpose();
    // Fields of the other kinds stay on the page; they count for their own.
    let of = |wanted: TaskKind, name: &str| fields.some(name).filter(|_| kind == wanted);
    sound(NewTask {
        kind,
        text: fields.text("text").to_owned(),
        application_id: application_id.map_err(|_| Problem::bad_request("unreadable"))?,
        checklist_key: of(TaskKind::FetchPaper, "checklist_key"),
        organ_code: of(TaskKind::RequestOrgan, "organ_code"),
        answer_by: day(fields, "answer_by")?.filter(|_| kind == TaskKind::RequestOrgan),
        due_on: day(fields, "due_on")?,
        assignee: fields.some("assignee"),
    })
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, language, .. } = reader;
    let (case, tasks) = service::of_case(app, app.change(staff).await?, staff, id).await?;
    let (faults, summary) = told(reader, problem);
    let undecided = matches!(case.case.state, CaseState::Preparing | CaseState::Deciding);
    let content = context! {
        head => Serde(head(&case.case)), key => ids::new_id().to_string(),
        tasks => Serde(view::tasks(app, staff, &tasks, language).await?),
        makes => undecided && policy::may(staff, Action::Investigate), undecided,
        kinds => Serde(kinds(reader, typed)?), lines => Serde(lines(reader, typed)),
        applications => Serde(applications(reader, &case, typed).await?),
        organs => Serde(procuratorates(reader, &case, typed).await?),
        colleagues => Serde(colleagues(reader, &case, typed.text("assignee")).await?),
        typed => Serde(typed.value()), faults => Serde(faults), summary => Serde(summary),
        problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "investigation/case.html", content)
}

/// The kinds with what each looks at.
fn kinds(reader: Reader<'_>, typed: &Fields) -> Result<Vec<Value>, Internal> {
    let rules = service::rules()?;
    let kind = |kind: TaskKind| {
        let rule = rules.kind(kind).filter(|rule| rule.maker == Maker::Staff)?;
        let chosen = typed.text("kind") == kind.word();
        let (label, help) = (rule.title.get(reader.language), rule.help.get(reader.language));
        Some(json!({ "value": kind.word(), "label": label, "help": help, "chosen": chosen }))
    };
    Ok(TaskKind::ALL.into_iter().filter_map(kind).collect())
}

/// The lines of the checklists of assistance.
fn lines(reader: Reader<'_>, typed: &Fields) -> Vec<Value> {
    let chosen = typed.text("checklist_key");
    let services = reader.app.catalog.services().filter(|service| service.kind == catalog::Kind::Assistance);
    let choice = |line: &catalog::ChecklistLine| json!({ "value": line.key, "label": line.title.get(reader.language), "chosen": line.key == chosen });
    services.flat_map(|service| &service.checklist).map(choice).collect()
}

async fn applications(reader: Reader<'_>, case: &CaseFile, typed: &Fields) -> Result<Vec<Value>, Internal> {
    let ids: BTreeSet<_> = case.applications.iter().copied().collect();
    let receipts = applications::service::receipts(reader.app.db.read(), &ids).await?;
    let chosen = typed.text("application_id");
    let choice =
        |id: &Uuid| json!({ "value": id, "label": receipts.get(id), "chosen": id.to_string() == chosen });
    Ok(case.applications.iter().map(choice).collect())
}

/// The other procuratorates.
async fn procuratorates(reader: Reader<'_>, case: &CaseFile, typed: &Fields) -> Result<Vec<Value>, Problem> {
    let organs = organs::service::organs(reader.app.db.read()).await?;
    let others = organs.iter().filter(|organ| {
        organ.kind == Kind::Procuratorate && organ.closed_at.is_none() && organ.id != case.case.organ_id
    });
    let chosen = typed.text("organ_code");
    let choice = |organ: &organs::model::Organ| json!({ "value": organ.code, "label": organ.name.get(reader.language), "chosen": organ.code == chosen });
    Ok(others.map(choice).collect())
}

/// Those of the case's organ and the reader's who investigate.
pub(super) async fn colleagues(
    reader: Reader<'_>,
    case: &CaseFile,
    chosen: &str,
) -> Result<Vec<Value>, Internal> {
    let organs = [reader.staff.organ_id, case.case.organ_id];
    let there = identity::staff::at_organs(reader.app.db.read(), &organs).await?;
    let investigates = Action::Investigate.roles();
    let them = there.iter().filter(|one| one.roles.iter().any(|role| investigates.contains(role)));
    let choice = |one: &identity::staff::Colleague| json!({ "value": one.username, "label": one.username, "chosen": one.username == chosen });
    Ok(them.map(choice).collect())
}
