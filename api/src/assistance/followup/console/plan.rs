//! The plan of a case: how often, the visits, and its people with their help.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::told;
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, head, mendable,
        },
        followup::{
            error::FollowUpError,
            model::{FollowUp, GradeChoice, NewVisit, VisitState},
            service,
            view::{measure_title, misuse},
        },
        rules::{Hardship, Rules},
    },
    error::{FieldFault, Internal, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::{ids, once::Once},
    web::{
        etag::IfMatch,
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The page. Looking at it is on the audit record.
#[get("/console/assistance/{id}/follow-up")]
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

/// Chooses how often, or says what must be mended.
#[post("/console/assistance/{id}/follow-up")]
pub async fn choose(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::PlanVisits)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let version = fields.text("version").parse().map_err(|_| Problem::bad_request("unreadable"))?;
    let new = GradeChoice { grade: fields.text("grade").to_owned() };
    let (change, based_on) = (app.change(&*staff).await?, IfMatch::on_version(version));
    match service::choose(&app, change, &staff, *id, &based_on, &new).await.map_err(Problem::from) {
        Ok(_) => Ok(go(&place(*id))),
        Err(problem) if mendable(&problem) => draw(reader, *id, &fields, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

/// Adds a visit, or says what must be mended.
#[post("/console/assistance/{id}/follow-up/visits")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::PlanVisits)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let problem = match fields.text("due_on").parse() {
        Err(_) => Problem::invalid(vec![FieldFault::new("/due_on", "not_a_date")]),
        Ok(due_on) => {
            let new = NewVisit { due_on };
            let work = async |change| -> Result<FollowUp, FollowUpError> {
                service::add_visit(change, &staff, *id, &new).await
            };
            let once = Once::keyed(fields.key()?, request.path());
            match once.run(app.change(&*staff).await?, &app.cache, &new, work).await {
                Ok(_) => return Ok(go(&place(*id))),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    draw(reader, *id, &fields, Some(&problem)).await
}

fn place(case: Uuid) -> String {
    format!("/console/assistance/{case}/follow-up")
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, .. } = reader;
    let follow_up = service::look(app, app.change(staff).await?, staff, id).await?;
    let plan = &follow_up.planned.plan;
    let rules = &Rules::compiled_in().map_err(Internal::from_error)?.visits;
    let grades = rules.grades(plan.paid_on);
    let grade = grades.and_then(|grades| grades.grade(&plan.grade));
    let (faults, summary) = told(reader, problem);
    let content = context! {
        head => Serde(head(&follow_up.file.case)), version => plan.version, key => ids::new_id().to_string(),
        grade => grade.map_or(plan.grade.as_str(), |grade| grade.title.get(reader.language)),
        chosen => plan.chosen_by.is_some(), paid_on => plan.paid_on.to_string(), misuse => misuse(&follow_up),
        finished => follow_up.planned.visits.iter().all(|visit| visit.state != VisitState::Planned),
        grades => Serde(grades.map(|grades| choices(reader, &grades.grades, &plan.grade)).unwrap_or_default()),
        visits => Serde(visits(reader, &follow_up).await?), people => Serde(people(reader, &follow_up).await?),
        plans => policy::may(staff, Action::PlanVisits), refers => policy::may(staff, Action::HandOver),
        helps => policy::may(staff, Action::Visit), typed => Serde(typed.value()), faults => Serde(faults),
        summary => Serde(summary), problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "followup/plan.html", content)
}

/// The degrees of hardship with their months.
fn choices(reader: Reader<'_>, grades: &[Hardship], chosen: &str) -> Vec<Value> {
    let choice = |grade: &Hardship| {
        let months: Vec<_> = grade.months.iter().map(ToString::to_string).collect();
        let label = format!("{} ({})", grade.title.get(reader.language), months.join(", "));
        json!({ "value": grade.key, "label": label, "chosen": grade.key == chosen })
    };
    grades.iter().map(choice).collect()
}

async fn visits(reader: Reader<'_>, follow_up: &FollowUp) -> Result<Vec<Value>, Internal> {
    let names = service::visitors(reader.app.db.read(), follow_up).await?;
    let today = reader.app.clock.today();
    let line = |visit: &crate::assistance::followup::model::Visit| {
        json!({
            "id": visit.id, "due_on": visit.due_on, "months": visit.months, "counted": visit.counted,
            "state": visit.state.word(), "state_text": reader.say(&format!("followup-state-{}", visit.state.word())),
            "overdue": visit.state == VisitState::Planned && visit.due_on < today,
            "made_on": visit.made_on, "assignee": names.get(&visit.assignee_id),
        })
    };
    Ok(follow_up.planned.visits.iter().map(line).collect())
}

/// Those who were assisted, with the help they got.
async fn people(reader: Reader<'_>, follow_up: &FollowUp) -> Result<Vec<Value>, Internal> {
    let Reader { app, language, .. } = reader;
    let granted: Vec<_> = service::granted(&follow_up.file).cloned().collect();
    let help = service::people_helped(app.db.read(), &app.vault, &granted).await?;
    let rules = &Rules::compiled_in().map_err(Internal::from_error)?.visits;
    let person = |person: &crate::assistance::model::Assisted| {
        let own = help.iter().filter(|help| help.person_id == person.id);
        let own =
            own.map(|help| json!({ "on": help.given_on, "text": measure_title(app, rules, help, language) }));
        json!({
            "id": person.id, "name": person.who.name, "application": person.application_id,
            "help": own.collect::<Vec<_>>(),
        })
    };
    Ok(granted.iter().map(person).collect())
}
