//! What is done on the page of a mandate: signing, giving up, reporting, lifting, asking, and each step of a release.

use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Path},
};
use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{place, showing::draw};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, mendable,
        },
        custody::{
            error::CustodyError,
            model::{
                ActBody, HandOver, Mandate, MandateAct, NewRequest, Reason, Request, RequestAct, Signing,
            },
            service,
        },
    },
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        fresh::ConsoleFresh,
        policy::{self, Action},
    },
    platform::{change::Change, once::Once},
    web::{
        language::Language,
        posted::{Form, Pairs},
    },
};

/// Signs, gives up, reports, lifts, or enters a hand-over.
#[post("/console/custody/{id}/actions/{act}")]
pub async fn act(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    at: Path<(Uuid, MandateAct)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let ((id, what), fields) = (at.into_inner(), Fields(posted.into_inner()));
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let right = match what {
        MandateAct::Report => Action::ReportMisuse,
        MandateAct::HandOver => Action::Pay,
        _ => Action::DecideReleases,
    };
    policy::require(&staff, right)?;
    let done = done(reader, id, what, &fields).await;
    after(reader, id, &fields, done).await
}

async fn done(reader: Reader<'_>, id: Uuid, what: MandateAct, fields: &Fields) -> Result<(), Problem> {
    let Reader { app, request, staff, .. } = reader;
    let body = match what {
        MandateAct::Sign => json!({ "number": fields.text("number"), "on": fields.text("on") }),
        MandateAct::HandOver => handed(fields)?,
        _ => json!({ "reason": fields.text("reason") }),
    };
    let work = async |change: Change| -> Result<Mandate, Problem> {
        let done = match what {
            MandateAct::Sign => service::sign(app, change, staff, id, &fields::read::<Signing>(&body)?).await,
            MandateAct::Drop => service::give_up(change, staff, id, &fields::read::<Reason>(&body)?).await,
            MandateAct::Report => service::report(change, staff, id, &fields::read::<Reason>(&body)?).await,
            MandateAct::Lift => service::lift(change, staff, id, &fields::read::<Reason>(&body)?).await,
            MandateAct::HandOver => {
                let done = service::hand_over(change, staff, id, &fields::read::<HandOver>(&body)?).await;
                return done.map_err(|error| on_the_form(error.into()));
            }
            MandateAct::Fund | MandateAct::Ask | MandateAct::End | MandateAct::Replace => {
                Err(CustodyError::NotFound)
            }
        };
        Ok(done?)
    };
    let once = Once::keyed(fields.key()?, request.path());
    once.run(app.change(staff).await?, &app.cache, &body, work).await.map(drop)
}

fn handed(fields: &Fields) -> Result<Value, Problem> {
    let mut faults = Vec::new();
    let amount = fields::fen(fields, "handed_amount", "/handed_amount", &mut faults);
    if amount.is_none() && faults.is_empty() {
        faults.push(FieldFault::new("/handed_amount", "required"));
    }
    if fields.text("handed_on").parse::<NaiveDate>().is_err() {
        faults.push(FieldFault::new("/handed_on", "not_a_date"));
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    Ok(
        json!({ "amount_fen": amount, "on": fields.text("handed_on"), "in_part": fields.text("in_part") == "true" }),
    )
}

/// The same faults at the fields of the form, which has others of these names.
fn on_the_form(mut problem: Problem) -> Problem {
    for fault in &mut problem.errors {
        fault.pointer = match fault.pointer.as_str() {
            "/amount_fen" => "/handed_amount".to_owned(),
            "/on" => "/handed_on".to_owned(),
            other => other.to_owned(),
        };
    }
    problem
}

/// Asks for a release.
#[post("/console/custody/{id}/requests")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let fields = Fields(posted.into_inner());
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    policy::require(&staff, service::asking(&staff).0)?;
    let asked = asked(reader, *id, &fields).await;
    after(reader, *id, &fields, asked).await
}

async fn asked(reader: Reader<'_>, id: Uuid, fields: &Fields) -> Result<(), Problem> {
    let Reader { app, request, staff, .. } = reader;
    let new: NewRequest = fields::read(&fields::release(fields)?)?;
    let once = Once::keyed(fields.key()?, request.path());
    let body = new.clone();
    let work = async |change| -> Result<Request, CustodyError> { service::ask(change, staff, id, new).await };
    once.run(app.change(staff).await?, &app.cache, &body, work).await.map(drop)
}

/// Verifies, approves, pays out or refuses a request; by a fresh proof.
#[post("/console/custody/{id}/requests/{request}/actions/{act}")]
pub async fn step(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    at: Path<(Uuid, Uuid, RequestAct)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let ((id, one, what), fields) = (at.into_inner(), Fields(posted.into_inner()));
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let done = stepped(reader, (id, one), what, &fields).await;
    after(reader, id, &fields, done).await
}

async fn stepped(
    reader: Reader<'_>,
    at: (Uuid, Uuid),
    what: RequestAct,
    fields: &Fields,
) -> Result<(), Problem> {
    let Reader { app, request, staff, .. } = reader;
    let said: ActBody = fields::read(&json!({ "on": fields.some("on"), "reason": fields.some("reason") }))?;
    let work = async |change| -> Result<Request, CustodyError> {
        service::act(app, change, staff, at, what, &said).await
    };
    let once = Once::keyed(fields.key()?, request.path());
    once.run(app.change(staff).await?, &app.cache, &said, work).await.map(drop)
}

/// The page again: after something was done, or with what must be mended.
pub(super) async fn after(
    reader: Reader<'_>,
    id: Uuid,
    fields: &Fields,
    done: Result<(), Problem>,
) -> Result<HttpResponse, Problem> {
    match done {
        Ok(()) => Ok(go(&place(id))),
        Err(problem) if mendable(&problem) => {
            let file = service::read(reader.app, reader.staff, id).await?;
            draw(reader, file, fields, Some(&problem)).await
        }
        Err(problem) => Err(problem),
    }
}
