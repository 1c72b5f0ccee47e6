//! One batch, and what is done with it.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{place, told};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, mendable,
        },
        payments::{
            error::PaymentError,
            model::{BatchFile, BatchState, Funds, LineState, Payee, Settled, Way},
            service,
        },
    },
    desk::masking::{masked_name, masked_number},
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        fresh::ConsoleFresh,
        policy::{self, Action},
    },
    platform::{change::Change, ids, once::Once},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The page.
#[get("/console/payments/batches/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *id, &Fields::default(), None, None).await
}

/// Checks it, gives it up or sends it; by a fresh proof.
#[post("/console/payments/batches/{id}/actions/{act}")]
pub async fn act(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    at: Path<(Uuid, String)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let ((id, act), fields) = (at.into_inner(), Fields(posted.into_inner()));
    let staff = &*staff;
    let reader = Reader { app: &app, request: &request, staff, language };
    let work = async |change: Change| -> Result<BatchFile, PaymentError> {
        match act.as_str() {
            "approve" => service::approve(change, staff, id).await,
            "cancel" => service::cancel(change, staff, id).await,
            "send" => service::send(change, staff, id).await,
            _ => Err(PaymentError::NotFound),
        }
    };
    let once = Once::keyed(fields.key()?, request.path());
    match once.run(app.change(staff).await?, &app.cache, &act, work).await {
        Ok(file) => Ok(go(&place(&file))),
        Err(problem) if mendable(&problem) => draw(reader, id, &fields, Some(&problem), None).await,
        Err(problem) => Err(problem),
    }
}

/// Enters that the money is there, or says what must be mended.
#[post("/console/payments/batches/{id}/funds")]
pub async fn fund(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::Pay)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let problem = match funds(&fields) {
        Err(faults) => Problem::invalid(faults),
        Ok(funds) => {
            let work = async |change| -> Result<BatchFile, PaymentError> {
                service::fund(&app, change, &staff, *id, &funds).await
            };
            let once = Once::keyed(fields.key()?, request.path());
            match once.run(app.change(&*staff).await?, &app.cache, &funds, work).await {
                Ok(file) => return Ok(go(&place(&file))),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    draw(reader, *id, &fields, Some(&problem), None).await
}

fn funds(fields: &Fields) -> Result<Funds, Vec<FieldFault>> {
    let on = fields.text("on").parse().map_err(|_| vec![FieldFault::new("/on", "not_a_date")])?;
    let basis = fields.some("basis");
    if basis.as_ref().is_some_and(|basis| basis.chars().count() > 80) {
        return Err(vec![FieldFault::new("/basis", "too_long").with("max", 80)]);
    }
    Ok(Funds { on, basis })
}

/// Draws the page, with what was typed, what is wrong with it, or what the bank's answer changed.
pub(super) async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
    settled: Option<Settled>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, .. } = reader;
    let file = service::read(app, staff, id).await?;
    let names = service::usernames(app.db.read(), &file).await?;
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned());
    let (faults, summary) = told(reader, problem);
    let content = context! {
        id => id.to_string(), number => file.number(), way => file.batch.way.word(), state => file.batch.state.word(),
        way_text => reader.say(&format!("payments-way-{}", file.batch.way.word())),
        state_text => reader.say(&format!("payments-batch-{}", file.batch.state.word())),
        amount => Serde(file.total()), made_by => name(Some(file.batch.made_by)), approved_by => name(file.batch.approved_by),
        arrived_on => file.batch.arrived_on.map(Serde), tell_by => file.batch.tell_by.map(Serde), told_late => file.batch.told_late(),
        told_at => file.batch.told_at.map(Serde), lines => Serde(file.lines.iter().map(|payee| line(reader, &file, payee)).collect::<Vec<_>>()),
        acts => acts(&file), pays => policy::may(staff, Action::Pay), key => ids::new_id().to_string(),
        today => app.clock.today().to_string(), typed => Serde(typed.value()), settled => settled.map(|settled| say(reader, settled)),
        faults => Serde(faults), summary => Serde(summary), problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "payments/batch.html", content)
}

fn say(reader: Reader<'_>, settled: Settled) -> String {
    let words = [
        ("paid", settled.paid.to_string()),
        ("failed", settled.failed.to_string()),
        ("unchanged", settled.unchanged.to_string()),
    ];
    reader.say_with("payments-settled", &words)
}

/// What may be done with a batch now.
fn acts(file: &BatchFile) -> Vec<&'static str> {
    match (file.batch.state, file.batch.way) {
        (BatchState::Made, _) => vec!["approve", "cancel"],
        (BatchState::Approved, _) => vec!["fund", "cancel"],
        (BatchState::Funded, Way::Bank) => vec!["send", "cancel"],
        (BatchState::Sent | BatchState::Done, Way::Bank) => vec!["file", "result"],
        _ => Vec::new(),
    }
}

fn line(reader: Reader<'_>, file: &BatchFile, payee: &Payee) -> Value {
    let line = &payee.line;
    let waits = match file.batch.way {
        Way::Bank => line.state == LineState::Sent,
        Way::InPerson => file.batch.state == BatchState::Funded && line.state == LineState::Listed,
    };
    json!({
        "id": line.id, "reference": file.reference(line), "person": line.person_id, "name": masked_name(&payee.name),
        "number": line.account.as_ref().map(|account| masked_number(&account.number)), "amount": line.amount,
        "state": line.state.word(), "state_text": reader.say(&format!("payments-line-{}", line.state.word())),
        "reason": line.reason, "settled_on": line.settled_on, "waits": waits,
        "lacks_receipt": service::lacks_receipt(&file.batch, line), "receipt": line.receipt.is_some(),
    })
}
