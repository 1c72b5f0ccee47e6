//! The staff's page of a case's closing: what is open, asking, confirming, handing back, and the bundle.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, ServiceConfig},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        closing::{
            api::name,
            error::ClosingError,
            model::{Closing, ClosingState, NewClosing, Reason},
            service, view,
        },
        console::{
            Reader,
            fields::{self, Fields},
            go, head, mendable,
        },
    },
    error::Problem,
    identity::{
        cookie::ConsoleStaff,
        fresh::ConsoleFresh,
        policy::{self, Action},
    },
    materials::serving,
    platform::{change::Change, ids, once::Once},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config.service(show).service(ask).service(confirm).service(hand_back).service(open_bundle);
}

/// The page. Looking at it is on the audit record.
#[get("/console/assistance/{id}/closing")]
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

/// Asks to close the case, or says what must be mended.
#[post("/console/assistance/{id}/closing")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::AskClosing)?;
    let (reader, fields) =
        (Reader { app: &app, request: &request, staff: &staff, language }, Fields(posted.into_inner()));
    let done = asked(reader, *id, &fields).await;
    after(reader, *id, &fields, done).await
}

async fn asked(reader: Reader<'_>, id: Uuid, fields: &Fields) -> Result<(), Problem> {
    let Reader { app, request, staff, .. } = reader;
    let new: NewClosing = fields::read(&json!({ "note": fields.text("note") }))?;
    let work = async |change: Change| -> Result<Closing, ClosingError> {
        service::ask(change, staff, id, &new).await
    };
    let once = Once::keyed(fields.key()?, request.path());
    once.run(app.change(staff).await?, &app.cache, &new, work).await.map(drop)
}

/// Confirms, or says why it can't be.
#[post("/console/assistance/{id}/closing/confirm")]
pub async fn confirm(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ConfirmClosing)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let done = service::confirm(&app, &staff, *id).await.map(drop).map_err(Problem::from);
    after(reader, *id, &Fields::default(), done).await
}

/// Hands it back, or says what must be mended.
#[post("/console/assistance/{id}/closing/return")]
pub async fn hand_back(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ConfirmClosing)?;
    let (reader, fields) =
        (Reader { app: &app, request: &request, staff: &staff, language }, Fields(posted.into_inner()));
    let done = handed_back(reader, *id, &fields).await;
    after(reader, *id, &fields, done).await
}

async fn handed_back(reader: Reader<'_>, id: Uuid, fields: &Fields) -> Result<(), Problem> {
    let Reader { app, request, staff, .. } = reader;
    let said: Reason = fields::read(&json!({ "reason": fields.text("reason") }))?;
    let work = async |change: Change| -> Result<Closing, ClosingError> {
        service::hand_back(change, staff, id, &said).await
    };
    let once = Once::keyed(fields.key()?, request.path());
    once.run(app.change(staff).await?, &app.cache, &said, work).await.map(drop)
}

/// The bundle, for a reason, by a fresh proof.
#[post("/console/assistance/{id}/closing/{round}/bundle")]
pub async fn open_bundle(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    at: Path<(Uuid, i32)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::OpenBundles)?;
    let (reader, fields) =
        (Reader { app: &app, request: &request, staff: &staff, language }, Fields(posted.into_inner()));
    let opened = async {
        let reason = fields.text(&format!("reason-{}", at.1));
        let said: Reason = fields::read(&json!({ "reason": reason }))?;
        Ok::<_, Problem>(service::open_bundle(&app, &staff, *at, &said).await?)
    };
    match opened.await {
        Ok((closing, reading)) => Ok(serving::whole(reading, "application/zip", &name(&closing))),
        Err(problem) if mendable(&problem) => draw(reader, at.0, &fields, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

/// The page again: after something was done, or with what must be mended.
async fn after(
    reader: Reader<'_>,
    id: Uuid,
    fields: &Fields,
    done: Result<(), Problem>,
) -> Result<HttpResponse, Problem> {
    match done {
        Ok(()) => Ok(go(&format!("/console/assistance/{id}/closing"))),
        Err(problem) if mendable(&problem) => draw(reader, id, fields, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

/// The field that a pointer is about; each round's bundle has a reason of its own.
fn field(reader: Reader<'_>, typed: &Fields, pointer: &str) -> (String, String) {
    let name = pointer.trim_start_matches('/');
    let mut sent = typed.0.iter().map(|(sent, _)| sent);
    let sent = sent.find(|sent| sent.starts_with(&format!("{name}-")));
    (sent.map_or(name, String::as_str).to_owned(), reader.say(&format!("closing-{name}")))
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, language, .. } = reader;
    let file = service::look(app, app.change(staff).await?, staff, id).await?;
    // What is open is listed on the page anyway.
    let wrong = problem.filter(|problem| problem.status == StatusCode::UNPROCESSABLE_ENTITY);
    let (faults, summary) = fields::told(reader, wrong, |pointer| field(reader, typed, pointer));
    let last = file.closings.last();
    let closed = last.is_some_and(Closing::is_in_force);
    let waits = last.is_some_and(|last| last.state == ClosingState::Asked);
    let content = context! {
        head => Serde(head(&file.file.case)), closed, waits, closing => Serde(view::closing(app, &file, language).await?),
        asks => !closed && !waits && policy::may(staff, Action::AskClosing),
        confirms => waits && last.is_some_and(|last| last.asked_by != staff.id) && service::may_confirm(app.db.read(), staff).await?,
        opens => policy::may(staff, Action::OpenBundles), key => ids::new_id().to_string(),
        typed => Serde(typed.value()), faults => Serde(faults), summary => Serde(summary),
        problem => problem.and_then(|problem| fields::other(reader, Some(problem))).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "closing/show.html", content)
}
