//! Actions of the workflow, with what the desk adds to the table: the complete list, the new organ, the words for the citizen.

use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        self,
        model::{Application, CorrectionList, NewRequest},
        service::{Move, service_of},
    },
    assistance,
    catalog::{Kind, Performer, Service, StepRefusal},
    desk::{
        error::DeskError,
        model::Matter,
        one_time_notice,
        service::{keeping::hold, reading::whole},
    },
    documents,
    error::{FieldFault, Internal, Problem},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    materials::{self, model::Material},
    organs,
    platform::change::{Change, Event},
};

/// What every action's body may hold; each action's own schema says what it must.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    reason: Option<String>,
    answer: Option<String>,
    organ_code: Option<String>,
    department: Option<String>,
    requests: Vec<NewRequest>,
    override_reason: Option<String>,
}

/// Does an action of the workflow.
///
/// # Errors
/// `NotFound` outside the reader's scope, the workflow's refusals (409 with what is allowed, 403 for another role),
/// `Faulty` with every wrong or missing field.
pub async fn act(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    action: &str,
    body: Value,
) -> Result<Matter, DeskError> {
    let application = hold(&change, staff, id).await?;
    let service = service_of(app, &application)?;
    let by = Performer::of_staff(staff);
    if let Err(refusal) = service.workflow.step(application.state, action, &by) {
        return Err(refused(app, &change, staff, &application, refusal).await?);
    }
    let body = checked(service, action, &body)?;
    let application = prepared(app, &change, staff, application, action, &body).await?;
    let organ = application.organ_id;
    let words = body.reason.as_deref().or(body.answer.as_deref());
    let step = Move { action, by: &by, words, consent: None };
    let application = applications::service::step(app, &change, application, step).await?;
    let state = application.state;
    let matter = whole(change.db(), change.vault(), application).await?;
    if service.kind == Kind::Assistance {
        documents::service::issue_with_action(app, &change, &matter.dossier, action)
            .await
            .map_err(Problem::from)?;
    }
    let event =
        Event::new("application.acted_on", id).at(organ).with(json!({ "action": action, "state": state }));
    Ok(change.commit(event, matter).await?)
}

/// What a member of staff may do with an application now: the workflow's rows, and what its case of assistance offers.
///
/// # Errors
/// `Internal` only.
pub async fn allowed(
    app: &App,
    db: &impl ConnectionTrait,
    staff: &Staff,
    application: &Application,
) -> Result<Vec<String>, Internal> {
    let service = service_of(app, application)?;
    let mut allowed = service.workflow.actions(application.state, &Performer::of_staff(staff));
    if service.kind == Kind::Assistance {
        allowed.extend(assistance::service::offered(db, staff, application).await?);
    }
    Ok(allowed.into_iter().map(str::to_owned).collect())
}

/// The workflow's refusal; who comes at the wrong time learns what is allowed now.
async fn refused(
    app: &App,
    change: &Change,
    staff: &Staff,
    application: &Application,
    refusal: StepRefusal,
) -> Result<DeskError, Internal> {
    let refusal = match refusal {
        StepRefusal::NotInThisState { .. } => {
            StepRefusal::NotInThisState { allowed: allowed(app, change.db(), staff, application).await? }
        }
        other => other,
    };
    Ok(applications::error::ApplicationError::from(refusal).into())
}

fn checked(service: &Service, action: &str, body: &Value) -> Result<Body, DeskError> {
    let known = service.workflow.action(action);
    let known = known.ok_or(applications::error::ApplicationError::from(StepRefusal::UnknownAction))?;
    let faults = known.body.check_complete(body);
    if !faults.is_empty() {
        return Err(DeskError::Faulty(faults));
    }
    serde_json::from_value(body.clone()).map_err(|error| Internal::from(error).into())
}

/// What an action does besides the step itself.
async fn prepared(
    app: &App,
    change: &Change,
    staff: &Staff,
    mut application: Application,
    action: &str,
    body: &Body,
) -> Result<Application, DeskError> {
    match action {
        "request_correction" => ask(app, change, staff, &application, body).await?,
        "divert" => divert(change, &mut application, body).await?,
        "start_review" if application.assignee_id.is_none() => application.assignee_id = Some(staff.id),
        _ => {}
    }
    Ok(application)
}

async fn divert(change: &Change, application: &mut Application, body: &Body) -> Result<(), DeskError> {
    if let Some(code) = &body.organ_code {
        let organ = organs::service::organ_by_code(change.db(), code).await;
        let organ = organ.map_err(|_| DeskError::fault("/organ_code", "not_an_option"))?;
        application.organ_id = organ.id;
        application.assignee_id = None;
        application.line = None;
    }
    application.department.clone_from(&body.department);
    Ok(())
}

async fn ask(
    app: &App,
    change: &Change,
    staff: &Staff,
    application: &Application,
    body: &Body,
) -> Result<(), DeskError> {
    let materials = materials::service::of_application(change.db(), change.vault(), application.id).await?;
    let before = applications::service::last_list(change.db(), change.vault(), application.id).await?;
    let list = one_time_notice::completed(body.requests.clone(), &materials, before.as_ref());
    let service = service_of(app, application)?;
    let mut faults = one_time_notice::faults(&list, service, &application.form, &materials);
    let late = before.map(|before| late(before, application, &list, &materials)).unwrap_or_default();
    if !late.is_empty() && !overridden(staff, body) {
        faults.extend(late);
        faults.push(FieldFault::new("/override_reason", "supervisor_needed"));
    }
    if !faults.is_empty() {
        return Err(DeskError::Faulty(faults));
    }
    let reason = body.override_reason.as_deref();
    Ok(applications::service::ask(change, application, staff.id, list, reason).await?)
}

/// Whether a member of staff may raise late what should have been named at once, with a reason.
pub fn may_override(staff: &Staff) -> bool {
    policy::may(staff, Action::OverrideNotice)
}

fn overridden(staff: &Staff, body: &Body) -> bool {
    may_override(staff) && body.override_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty())
}

fn late(
    round: CorrectionList,
    application: &Application,
    list: &[NewRequest],
    materials: &[Material],
) -> Vec<FieldFault> {
    let asked: Vec<_> = round.requests.into_iter().map(|one| (one.checklist_key, one.pointer)).collect();
    let before = (round.at, &round.form);
    one_time_notice::raised_late(list, before, &asked, &application.form, materials)
}
