//! One matter on one page: where it stands and by when, the papers beside their lines, the form, what happened, who has it.

use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    web::{Data, Path, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        model::{Application, Dossier},
        service::service_of,
        summary,
        view::ApplicationView,
    },
    assistance,
    catalog::{Kind, Performer, Service, State, WaitsFor},
    desk::{
        console::{Reader, papers},
        model::{Matter, Note},
        service::{self, Deadline, Stand},
    },
    error::{Internal, Problem},
    identity::{
        self,
        cookie::ConsoleStaff,
        policy::{self, Action},
        staff::Colleague,
    },
    materials, organs,
    platform::ids,
    referrals, representation,
    web::{
        language::Language,
        pages::{Serde, context},
        problems,
    },
};

/// What was just done, so that the page can say so.
#[derive(Deserialize)]
pub struct Look {
    done: Option<String>,
}

/// What the page says besides the matter itself.
#[derive(Default)]
pub(super) struct Remarks {
    /// The action that was just done.
    pub done: Option<String>,
    /// What went wrong.
    pub problem: Option<Problem>,
    /// A note that couldn't be kept as it was typed.
    pub note: String,
}

/// A button.
#[derive(Serialize)]
struct Button<'a> {
    key: &'a str,
    title: &'a str,
}

/// The page. Opening it is on the audit record.
#[get("/console/applications/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    look: Query<Look>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let remarks = Remarks { done: look.into_inner().done, ..Remarks::default() };
    draw(reader, *id, StatusCode::OK, &remarks).await
}

/// Draws the page, with what the reader has to be told.
pub(super) async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    status: StatusCode,
    remarks: &Remarks,
) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let Matter { dossier, notes, doubts } = service::open(app.change(staff).await?, staff, id).await?;
    let service = service_of(app, &dossier.application)?;
    let by = Performer::of_staff(staff);
    let pictures = materials::service::with_preview(app.db.read(), id).await?;
    let fetching = assistance::investigation::service::fetching(app.db.read(), id).await?;
    let content = context! {
        head => Serde(head(reader, service, &dossier.application).await?),
        deadlines => Serde(deadlines(reader, service, &dossier.application).await?),
        lines => Serde(papers::lines(service, &dossier, &pictures, &fetching, language)),
        judges => papers::are_judged(service, &dossier, &by) && policy::may(staff, Action::JudgePapers),
        sections => Serde(summary::sections(app, service, &dossier.application.form, language)),
        doubts => Serde(summary::doubts(service, &doubts, language)),
        asked => Serde(asked(service, &dossier, language)),
        acts_for => representation::service::of(app.db.read(), &app.vault, id).await?.map(Serde),
        buttons => Serde(buttons(service, &dossier.application, &by, language)),
        case_link => case_link(reader, service, &dossier.application).await?,
        notes => Serde(told(app, &notes).await?),
        help => Serde(referrals::items_of(app, staff, id, language).await?),
        hands => Serde(hands(reader, &dossier.application).await?),
        works => policy::may(staff, Action::WorkOnMatters), oversees => policy::may(staff, Action::Oversee), note => remarks.note.as_str(), key => ids::new_id().to_string(),
        done => remarks.done.as_deref().and_then(|key| service.workflow.action(key)).map(|done| done.title.get(language)),
        problem => remarks.problem.as_ref().map(|problem| Serde(problems::describe(problem, &app.texts, language, ""))),
        application => Serde(ApplicationView::for_performers(app, dossier.clone(), language, &by)?),
    };
    app.pages.render_with(request, status, "desk/matter.html", content)
}

/// What a matter is called on every page about it. No name of a person: the applicant is masked.
pub(super) async fn head(reader: Reader<'_>, service: &Service, one: &Application) -> Result<Value, Problem> {
    let Reader { app, language, .. } = reader;
    let organ = organs::service::organ(app.db.read(), one.organ_id).await?;
    let center = organs::service::center(app.db.read(), one.center_id).await?;
    Ok(json!({
        "id": one.id,
        "receipt": one.receipt_no.as_ref().map(ToString::to_string),
        "title": service.title.get(language),
        "state_text": service.workflow.state_text(one.state).get(language),
        "waits_for_citizen": service.workflow.waits_for(one.state) == WaitsFor::Citizen,
        "ended": service.workflow.waits_for(one.state) == WaitsFor::Nobody,
        "applicant": service::applicant(app, one)?,
        "organ": organ.name.get(language),
        "department": one.department,
        "guarded": one.guarded,
        "center": center.name.get(language),
        "submitted_at": one.submitted_at,
        "language": one.language.name(),
    }))
}

/// How it stands in time, with the words of the step that has to keep the limit, and the rule that set it.
async fn deadlines(reader: Reader<'_>, service: &Service, one: &Application) -> Result<Vec<Value>, Internal> {
    let found = service::deadlines(reader.app.db.read(), reader.app, one).await?;
    let deadline = |Deadline { limit, stand }: Deadline| {
        let step = service.steps.iter().find(|step| step.limit.as_deref() == Some(&limit));
        let rule = service.workflow.limit(&limit);
        let stand = match stand {
            Stand::Runs { due_on, left } => json!({ "kind": "runs", "due_on": due_on, "left": left }),
            Stand::Passed { due_on, late } => json!({ "kind": "passed", "due_on": due_on, "left": late }),
            Stand::Still { since, left } => json!({ "kind": "still", "since": since, "left": left }),
            Stand::Unknown { year } => json!({ "kind": "unknown", "year": year }),
        };
        json!({
            "step": step.map(|step| step.title.get(reader.language)),
            "whole": rule.map(crate::catalog::Limit::period),
            "source": rule.map(|rule| &rule.source),
            "stand": stand,
        })
    };
    Ok(found.into_iter().map(deadline).collect())
}

/// The case of judicial assistance that it is in, or where one is opened: an address, and whether there is one.
async fn case_link(
    reader: Reader<'_>,
    service: &Service,
    one: &Application,
) -> Result<Option<(String, bool)>, Internal> {
    if service.kind != Kind::Assistance {
        return Ok(None);
    }
    if let Some(case) = assistance::service::case_of(reader.app.db.read(), one.id).await? {
        return Ok(Some((format!("/console/assistance/{case}"), true)));
    }
    let ready = matches!(one.state, State::Accepted | State::UnderReview);
    let opens = ready && policy::may(reader.staff, Action::ProposeAssistance);
    Ok(opens.then(|| (format!("/console/assistance/open?application={}", one.id), false)))
}

fn buttons<'a>(
    service: &'a Service,
    one: &Application,
    by: &[Performer],
    language: Language,
) -> Vec<Button<'a>> {
    let actions = service.workflow.actions(one.state, by).into_iter();
    let button =
        |key: &'a str| Some(Button { key, title: service.workflow.action(key)?.title.get(language) });
    actions.filter_map(button).collect()
}

/// What the citizen is asked to mend, with the line or section that it is about.
fn asked(service: &Service, dossier: &Dossier, language: Language) -> Vec<Value> {
    let about =
        |request: &crate::applications::model::Request| match (&request.checklist_key, &request.pointer) {
            (Some(key), _) => summary::label(service, &format!("/checklist/{key}"), language),
            (None, Some(pointer)) => summary::label(service, &format!("/form{pointer}"), language),
            (None, None) => String::new(),
        };
    dossier.requests.iter().map(|request| json!({ "about": about(request), "text": request.text })).collect()
}

/// Notes with the names of who wrote them, the newest first.
async fn told(app: &App, notes: &[Note]) -> Result<Vec<Value>, Internal> {
    let writers: BTreeSet<_> = notes.iter().map(|note| note.staff_id).collect();
    let names = identity::staff::usernames(app.db.read(), &writers).await?;
    let told = notes.iter().rev();
    Ok(told
        .map(|note| json!({ "text": note.text, "at": note.at, "by": names.get(&note.staff_id) }))
        .collect())
}

/// Who has it, and who could.
async fn hands(reader: Reader<'_>, one: &Application) -> Result<Value, Internal> {
    let (db, me) = (reader.app.db.read(), reader.staff);
    let holder = match one.assignee_id {
        Some(holder) => identity::staff::username(db, holder).await?,
        None => None,
    };
    let chosen = |colleague: &Colleague| one.assignee_id == Some(colleague.id);
    let colleagues = colleagues(reader, one).await?;
    let choices = colleagues.iter().map(|colleague| {
        let roles: Vec<_> = colleague.roles.iter().map(|role| role.word()).collect();
        json!({ "id": colleague.id, "name": colleague.username, "roles": roles, "chosen": chosen(colleague) })
    });
    Ok(
        json!({ "holder": holder, "mine": one.assignee_id == Some(me.id), "me": me.id, "choices": choices.collect::<Vec<_>>() }),
    )
}

/// Those of the reader's organ and of the organ in charge who may work on it.
pub(super) async fn colleagues(reader: Reader<'_>, one: &Application) -> Result<Vec<Colleague>, Internal> {
    let db = reader.app.db.read();
    let organs = [reader.staff.organ_id, one.organ_id];
    let mut there = identity::staff::at_organs(db, &organs).await?;
    let working = Action::WorkOnMatters.roles();
    there.retain(|colleague| colleague.roles.iter().any(|role| working.contains(role)));
    Ok(there)
}
