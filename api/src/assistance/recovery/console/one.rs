//! One recovery, with what the reader may do to it now.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{amount, state_text};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, mendable,
        },
        recovery::{
            model::{Decision, NewReceipt, RecoveryFile, RecoveryState, Source, WriteOff},
            service, view,
        },
        service as cases,
    },
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        fresh::ConsoleFresh,
        policy::{self, Action},
    },
    platform::{change::Change, ids, money::Fen, once::Once},
    web::{
        forms::money,
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// One recovery. Looking at it is on the audit record.
#[get("/console/recoveries/{id}")]
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

/// Decides, enters a receipt or writes off, by a fresh proof; or says what must be mended.
#[post("/console/recoveries/{id}/{act}")]
pub async fn take_step(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    at: Path<(Uuid, String)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let (reader, fields) =
        (Reader { app: &app, request: &request, staff: &staff, language }, Fields(posted.into_inner()));
    match acted(reader, at.0, &at.1, &fields).await {
        Ok(_) => Ok(go(&format!("/console/recoveries/{}", at.0))),
        Err(problem) if mendable(&problem) || ["four_eyes", "another_post"].contains(&problem.code) => {
            draw(reader, at.0, &fields, Some(&problem)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn acted(reader: Reader<'_>, id: Uuid, act: &str, fields: &Fields) -> Result<RecoveryFile, Problem> {
    let Reader { app, request, staff, .. } = reader;
    let action = match act {
        "decision" | "write-off" => Action::DecideRecovery,
        "receipts" => Action::Pay,
        _ => return Err(Problem::not_found()),
    };
    policy::require(staff, action)?;
    let body = match act {
        "decision" => decision(fields)?,
        "receipts" => receipt(fields)?,
        _ => json!({ "reason": fields.text("write_off") }),
    };
    let work = async |change: Change| -> Result<RecoveryFile, Problem> {
        let done = match act {
            "decision" => service::decide(app, change, staff, id, &fields::read::<Decision>(&body)?).await,
            "receipts" => service::receive(change, staff, id, &fields::read::<NewReceipt>(&body)?).await,
            _ => service::write_off(change, staff, id, &fields::read::<WriteOff>(&body)?).await,
        };
        Ok(done?)
    };
    let once = Once::keyed(fields.key()?, request.path());
    once.run(app.change(staff).await?, &app.cache, &body, work).await
}

fn decision(fields: &Fields) -> Result<Value, Problem> {
    let recover = match fields.text("recover") {
        "yes" => true,
        "no" => false,
        _ => return Err(Problem::invalid(vec![FieldFault::new("/recover", "required")])),
    };
    Ok(json!({ "recover": recover, "reason": fields.text("reason") }))
}

fn receipt(fields: &Fields) -> Result<Value, Problem> {
    let mut faults = Vec::new();
    let amount = amount(fields, &mut faults);
    if fields.text("on").parse::<NaiveDate>().is_err() {
        faults.push(FieldFault::new("/on", "not_a_date"));
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    Ok(json!({
        "organ_code": fields.some("organ_code"), "amount_fen": amount, "on": fields.text("on"), "basis": fields.text("basis"),
        "source": fields.some("source").unwrap_or_else(|| Source::Person.word().to_owned()),
    }))
}

/// Each fault with the field it is about.
fn told(reader: Reader<'_>, typed: &Fields, problem: Option<&Problem>) -> (Value, Vec<Value>) {
    fields::told(reader, problem, |pointer| {
        let mut name = pointer.trim_start_matches('/');
        if name == "reason" && typed.0.iter().any(|(sent, _)| sent == "write_off") {
            name = "write_off";
        }
        (name.to_owned(), reader.say(&format!("recovery-{name}")))
    })
}

/// From where money may come back; nothing to choose where nothing is in custody.
fn sources(reader: Reader<'_>, held: Fen, typed: &Fields) -> Vec<Value> {
    if !held.is_positive() {
        return Vec::new();
    }
    let amount = [("amount", money::grouped(held))];
    let chosen = typed.some("source").unwrap_or_else(|| Source::Person.word().to_owned());
    let choice = |source: Source| {
        let label = reader.say_with(&format!("recovery-source-{}", source.word()), &amount);
        json!({ "value": source.word(), "label": label, "chosen": source.word() == chosen })
    };
    Source::ALL.map(choice).to_vec()
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, language, .. } = reader;
    let file = service::look(app.change(staff).await?, staff, id).await?;
    let (state, case, opened_by) = (file.recovery.state, file.recovery.case_id, file.recovery.opened_by);
    let runs = RecoveryState::WANTING.contains(&state);
    let sources = sources(reader, file.held, typed);
    let decides = match cases::read(app, staff, case).await {
        Ok(whole) => opened_by != staff.id && service::may_decide(app.db.read(), staff, &whole).await?,
        Err(_) => false,
    };
    let one = view::recoveries(app, &[file], language).await?.into_iter().next();
    let (faults, summary) = told(reader, typed, problem);
    let yes_no = ["yes", "no"];
    let content = context! {
        one => Serde(one), state_text => state_text(reader, state), sees_case => policy::may(staff, Action::SeeMatters),
        decides => decides && state == RecoveryState::Open, writes_off => decides && runs, receives => runs && policy::may(staff, Action::Pay),
        choices => Serde(reader.choices("recovery-recover-", yes_no, |word| word == typed.text("recover"))),
        sources => Serde(sources), today => app.clock.today().to_string(), key => ids::new_id().to_string(), typed => Serde(typed.value()),
        faults => Serde(faults), summary => Serde(summary), problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "recovery/show.html", content)
}
