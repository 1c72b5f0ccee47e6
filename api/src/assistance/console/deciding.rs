//! The next step of the chain.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        console::{
            Reader, amounts,
            fields::{Fields, other, told},
            head, instalments,
            opening::mendable,
            proposing::LONGEST,
            to_case,
        },
        model::{CaseFile, NewVerdict, RefusalCode, Verdict},
        service,
    },
    error::{FieldFault, Problem},
    identity::{
        actor::Staff,
        cookie::ConsoleStaff,
        fresh::{ConsoleFresh, require_fresh},
        policy::{self, Action},
        session::SignedIn,
    },
    platform::ids,
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

const VERDICTS: [Verdict; 4] = [Verdict::Approve, Verdict::Change, Verdict::Return, Verdict::Refuse];

/// Asks for a decision, by a fresh proof; the amounts on the table are filled in.
#[get("/console/assistance/{id}/decide")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::DecideAssistance)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let file = service::read(&app, &staff, *id).await?;
    let typed = Fields(amounts::filled(&file, &[], None));
    draw(reader, &file, &typed, None).await
}

/// Takes the step, or says what must be mended; what was typed stays, also where the proof has grown old over it.
#[post("/console/assistance/{id}/decide")]
pub async fn decide(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::DecideAssistance)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let (file, fields) = (service::read(&app, &staff, *id).await?, amounts::fields(posted.into_inner()));
    let problem = match typed(&file, &fields)? {
        Err(faults) => Problem::invalid(faults),
        Ok(new) => match taken(reader, &staff.0, &fields, *id, new).await {
            Ok(file) => return Ok(to_case(&file, "decide")),
            Err(problem) if mendable(&problem) => problem,
            Err(problem) => return Err(problem),
        },
    };
    draw(reader, &file, &fields, Some(&problem)).await
}

async fn taken(
    reader: Reader<'_>,
    staff: &SignedIn<Staff>,
    fields: &Fields,
    id: Uuid,
    new: NewVerdict,
) -> Result<CaseFile, Problem> {
    require_fresh(staff, reader.app.clock.now())?;
    let body = json!(new);
    let work = async |change| service::decide(reader.app, change, reader.staff, id, new).await;
    reader.once(fields.key()?, &body, work).await
}

fn typed(file: &CaseFile, fields: &Fields) -> Result<Result<NewVerdict, Vec<FieldFault>>, Problem> {
    let Some(verdict) = fields.choice::<Verdict>("verdict")? else {
        return Ok(Err(vec![FieldFault::new("/verdict", "required")]));
    };
    let mut faults = Vec::new();
    let changes = verdict == Verdict::Change;
    let people = if changes { Some(amounts::awards(file, fields, &mut faults)?) } else { None };
    let shares = changes.then(|| amounts::shares(fields, &mut faults));
    let instalments = changes.then(|| instalments::typed(file, fields, &mut faults));
    for (name, most) in LONGEST {
        if fields.text(name).chars().count() > most {
            faults.push(FieldFault::new(format!("/{name}"), "too_long").with("max", most));
        }
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let refuses = verdict == Verdict::Refuse;
    let refusal = fields.choice("refusal")?.filter(|_| refuses);
    let to_citizen = fields.some("to_citizen").filter(|_| refuses || changes);
    let to_refused = fields.some("to_refused").filter(|_| changes);
    let (reasons, paper) = (fields.some("reasons"), fields.some("paper"));
    Ok(Ok(NewVerdict {
        verdict,
        reasons,
        people,
        shares,
        instalments,
        refusal,
        to_citizen,
        to_refused,
        paper,
    }))
}

async fn draw(
    reader: Reader<'_>,
    file: &CaseFile,
    fields: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    let (faults, summary) = told(reader, problem, |pointer| amounts::field(reader, file, pointer));
    let (verdict, refusal) = (fields.text("verdict").to_owned(), fields.text("refusal").to_owned());
    let scale = service::measured(reader.app, file).await?.scale;
    let next = file.steps.last().and_then(service::next);
    let verdicts = VERDICTS.map(Verdict::word);
    let codes = RefusalCode::ALL.map(RefusalCode::word);
    let content = context! {
        head => Serde(head(&file.case)), rows => Serde(amounts::rows(reader, file, scale.as_ref(), fields)?),
        share_rows => Serde(amounts::share_rows(reader, file.case.organ_id, fields).await?),
        later_rows => Serde(instalments::rows(file, fields)),
        step => next.map(|step| reader.say(&format!("assistance-step-{}", step.key))), asks_paper => next.is_some_and(|step| step.paper),
        verdicts => Serde(reader.choices("assistance-verdict-", verdicts, |word| word == verdict)),
        refusals => Serde(reader.choices("assistance-refusal-", codes, |word| word == refusal)),
        emergency => file.steps.last().and_then(|step| step.table.emergency.clone()),
        amount => file.steps.last().map(|step| step.table.total().count()),
        typed => Serde(fields.value()), faults => Serde(faults), summary => Serde(summary),
        problem => other(reader, problem).map(Serde), key => ids::new_id().to_string(),
    };
    reader.app.pages.render_with(reader.request, status, "assistance/decide.html", content)
}
