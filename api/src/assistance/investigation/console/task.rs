//! One task: how it stands, what was found, and what can be done with it.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use uuid::Uuid;

use super::{case::colleagues, day, once, sound, told};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, head, mendable,
        },
        investigation::{
            model::{NewAssignee, NewNote, NewReason, TaskState},
            service, view,
        },
    },
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::ids,
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The page. Looking at it is on the audit record.
#[get("/console/investigation/tasks/{id}")]
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

/// Notes what was found, or says what must be mended.
#[post("/console/investigation/tasks/{id}/notes")]
pub async fn note(
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
    let noted = async {
        let new = typed(&fields)?;
        once(reader, &fields, &new, async |change| service::note(change, &staff, *id, new.clone()).await)
            .await
    };
    settled(reader, *id, &fields, noted.await.map(|_| ())).await
}

fn typed(fields: &Fields) -> Result<NewNote, Problem> {
    let held_on = day(fields, "held_on")?;
    let missing = || Problem::invalid(vec![FieldFault::new("/held_on", "required")]);
    sound(NewNote {
        held_on: held_on.ok_or_else(missing)?,
        text: fields.text("text").to_owned(),
        place: fields.some("place"),
        second: fields.some("second"),
        finish: fields.text("finish") == "true",
        correction: fields.some("correction"),
    })
}

/// Drops it, or says what must be mended.
#[post("/console/investigation/tasks/{id}/drop")]
pub async fn drop(
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
    let dropped = async {
        let new = sound(NewReason { reason: fields.text("reason").to_owned() })?;
        once(reader, &fields, &new, async |change| service::drop(change, &staff, *id, &new.reason).await)
            .await
    };
    settled(reader, *id, &fields, dropped.await.map(|_| ())).await
}

/// Gives it to somebody, or says who can't do it.
#[post("/console/investigation/tasks/{id}/assignee")]
pub async fn assign(
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
    let assigned = async {
        let new = sound(NewAssignee { username: fields.text("username").to_owned() })?;
        Ok(service::assign(app.change(&*staff).await?, &staff, *id, &new.username).await?)
    };
    settled(reader, *id, &fields, assigned.await.map(|_| ())).await
}

/// Back to the page when it was done; the page with what must be mended when it wasn't.
async fn settled(
    reader: Reader<'_>,
    id: Uuid,
    fields: &Fields,
    done: Result<(), Problem>,
) -> Result<HttpResponse, Problem> {
    match done {
        Ok(()) => Ok(go(&place(id))),
        Err(problem) if mendable(&problem) => draw(reader, id, fields, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

pub(super) fn place(task: Uuid) -> String {
    format!("/console/investigation/tasks/{task}")
}

pub(super) async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, language, .. } = reader;
    let (case, file) = service::look(app, app.change(staff).await?, staff, id).await?;
    let (faults, summary) = told(reader, problem);
    let rule = service::rules()?.kind(file.task.kind);
    let state = file.task.state;
    let may = policy::may(staff, Action::Investigate);
    let tasks = view::tasks(app, staff, std::slice::from_ref(&file), language).await?;
    let content = context! {
        head => Serde(head(&case.case)), key => ids::new_id().to_string(), task => Serde(tasks.into_iter().next()),
        help => rule.map(|rule| rule.help.get(language)), two_people => rule.is_some_and(|rule| rule.two_people),
        place => rule.is_some_and(|rule| rule.place), papers => rule.is_some_and(|rule| rule.papers),
        notes => may && state != TaskState::Dropped, corrects => state == TaskState::Done,
        open => may && state == TaskState::Open, today => app.clock.today().to_string(),
        colleagues => Serde(colleagues(reader, &case, "").await?),
        typed => Serde(typed.value()), faults => Serde(faults), summary => Serde(summary),
        problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "investigation/task.html", content)
}
