//! Tasks by the API.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post, put,
    web::{Data, Path, Query},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::investigation::{
        error::InvestigationError,
        model::{NewAssignee, NewNote, NewReason, NewTask, TaskFile},
        service,
        view::{self, TaskLine, TaskView},
    },
    error::{Internal, Problem},
    identity::actor::Staff,
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{body::Body, etag, language::Language},
};

/// Whose tasks.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Whose {
    /// Only the reader's own.
    #[serde(default)]
    mine: bool,
}

/// The tasks of a case.
#[derive(Serialize, ToSchema)]
#[schema(as = InvestigationTasks)]
pub struct Tasks {
    /// The first first.
    items: Vec<TaskView>,
}

/// Open tasks in the cases that the reader may open, the nearest day first.
#[utoipa::path(tag = "investigation", responses(
    (status = 200, body = Page<TaskLine>), (status = 401), (status = 403), (status = 422)))]
#[get("/api/v1/desk/investigation/tasks")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    whose: Query<Whose>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let Page { items, next } = service::due(&app, &staff, whose.mine, &page).await?;
    let items = view::tasks(&app, &staff, &items, language).await?;
    let items: Vec<_> = items.into_iter().map(TaskLine::from).collect();
    Ok(etag::personal_content(&request, &Page { items, next })?)
}

/// The tasks of a case, done and dropped ones too. That they were looked at is on the audit record.
#[utoipa::path(tag = "investigation", responses((status = 200, body = Tasks), (status = 401), (status = 404)))]
#[get("/api/v1/desk/assistance/cases/{id}/tasks")]
pub async fn of_case(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let (_, tasks) = service::of_case(&app, app.change(&staff).await?, &staff, *id).await?;
    let items = view::tasks(&app, &staff, &tasks, language).await?;
    Ok(etag::personal_content(&request, &Tasks { items })?)
}

/// Makes a task of a case that isn't decided. A request goes to the other procuratorate with it, which sees `text` and nothing else.
#[utoipa::path(tag = "investigation", request_body = NewTask, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = TaskView), (status = 401), (status = 403), (status = 404), (status = 409, description = "`case_decided`"),
    (status = 422, description = "`/due_on` and `/answer_by`: `too_early`, `not_a_working_day`; `/checklist_key`, `/organ_code`, `/assignee`: `not_an_option`")))]
#[post("/api/v1/desk/assistance/cases/{id}/tasks")]
pub async fn make(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<NewTask>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<TaskFile, InvestigationError> {
        service::make(&app, change, &staff, *id, body.0.clone()).await
    };
    let made = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let location = format!("/api/v1/desk/investigation/tasks/{}", made.task.id);
    let mut answer = told(&app, &staff, &request, (StatusCode::CREATED, made), language).await?;
    let location = header::HeaderValue::from_str(&location).map_err(Internal::from_error)?;
    answer.headers_mut().insert(header::LOCATION, location);
    Ok(answer)
}

/// One task. That it was looked at is on the audit record.
#[utoipa::path(tag = "investigation", responses((status = 200, body = TaskView), (status = 401), (status = 404)))]
#[get("/api/v1/desk/investigation/tasks/{id}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let (_, file) = service::look(&app, app.change(&staff).await?, &staff, *id).await?;
    let view = one(&app, &staff, file, language).await?;
    Ok(etag::personal_content(&request, &view)?)
}

/// Gives an open task to somebody who investigates and may open the case.
#[utoipa::path(tag = "investigation", request_body = NewAssignee, responses(
    (status = 200, body = TaskView), (status = 401), (status = 403), (status = 404), (status = 409, description = "`task_not_now`"), (status = 422)))]
#[put("/api/v1/desk/investigation/tasks/{id}/assignee")]
pub async fn assign(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
    body: Body<NewAssignee>,
) -> Result<HttpResponse, Problem> {
    let file = service::assign(app.change(&staff).await?, &staff, *id, &body.0.username).await?;
    told(&app, &staff, &request, (StatusCode::OK, file), language).await
}

/// Notes what was found, and ends the task with `finish`. A note is final; of a task that is done a correction is a further one.
#[utoipa::path(tag = "investigation", request_body = NewNote, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = TaskView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`task_not_now`, `request_not_answered`, `paper_not_there`"), (status = 422)))]
#[post("/api/v1/desk/investigation/tasks/{id}/notes")]
pub async fn note(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<NewNote>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<TaskFile, InvestigationError> {
        service::note(change, &staff, *id, body.0.clone()).await
    };
    let file = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, &request, (StatusCode::OK, file), language).await
}

/// Drops an open task with a reason.
#[utoipa::path(tag = "investigation", request_body = NewReason, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = TaskView), (status = 401), (status = 403), (status = 404), (status = 409, description = "`task_not_now`"), (status = 422)))]
#[post("/api/v1/desk/investigation/tasks/{id}/drop")]
pub async fn drop(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<NewReason>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<TaskFile, InvestigationError> {
        service::drop(change, &staff, *id, &body.0.reason).await
    };
    let file = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, &request, (StatusCode::OK, file), language).await
}

async fn one(app: &App, staff: &Staff, file: TaskFile, language: Language) -> Result<TaskView, Problem> {
    let views = view::tasks(app, staff, &[file], language).await?;
    views.into_iter().next().ok_or_else(Problem::not_found)
}

async fn told(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    (status, file): (StatusCode, TaskFile),
    language: Language,
) -> Result<HttpResponse, Problem> {
    let version = file.task.version;
    Ok(etag::personal(request, status, version, &one(app, staff, file, language).await?))
}
