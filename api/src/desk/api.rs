//! The API's faces of the desk.

pub mod access;

use actix_web::{
    HttpRequest, HttpResponse, get, post, put,
    web::{Data, Path, Query},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::App,
    desk::{
        model::{Assignment, NewNote, Note, QueueItem, QueueQuery, Unmask, Unmasked, Unmasking},
        service,
        view::{self, DeskApplication},
    },
    error::Problem,
    identity::{actor::Staff, fresh::Fresh},
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{
        body::{Body, Free},
        etag,
        language::Language,
    },
};

/// The queue, nearest deadline first; only what the reader may open.
#[utoipa::path(tag = "desk", params(QueueQuery, PageQuery), responses(
    (status = 200, body = Page<QueueItem>), (status = 401)))]
#[get("/api/v1/desk/applications")]
pub async fn queue(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    query: Query<QueueQuery>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::queue(&app, &staff, &query, &page, language).await?;
    Ok(etag::personal_content(&request, &page)?)
}

/// One application with its notes and what the reader may do with it. That it was opened is on the audit record.
#[utoipa::path(tag = "desk", responses((status = 200, body = DeskApplication), (status = 401), (status = 404)))]
#[get("/api/v1/desk/applications/{id}")]
pub async fn open_matter(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let matter = service::open(app.change(&staff).await?, &staff, *id).await?;
    view::show(&app, &staff, &request, matter, language).await
}

/// Does an action of the workflow; its body is as the action's own schema says.
#[utoipa::path(tag = "desk", request_body = Object, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = DeskApplication), (status = 401), (status = 403, description = "another role's action"),
    (status = 404), (status = 409, description = "`action_not_allowed` with what is allowed, `materials_not_judged`, `representation_not_confirmed`"),
    (status = 422, description = "every wrong or missing field")))]
#[post("/api/v1/desk/applications/{id}/actions/{key}")]
pub async fn act(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    language: Language,
    path: Path<(Uuid, String)>,
    body: Free,
) -> Result<HttpResponse, Problem> {
    let (id, action) = path.into_inner();
    let given: Value = body.0;
    let work = async |change| service::act(&app, change, &staff, id, &action, given.clone()).await;
    let matter = once.run(app.change(&staff).await?, &app.cache, &given, work).await?;
    view::show(&app, &staff, &request, matter, language).await
}

/// Gives an application to a member of staff, or to nobody.
#[utoipa::path(tag = "desk", request_body = Assignment, responses(
    (status = 200, body = DeskApplication), (status = 401), (status = 403), (status = 404), (status = 422)))]
#[put("/api/v1/desk/applications/{id}/assignee")]
pub async fn assign(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
    body: Body<Assignment>,
) -> Result<HttpResponse, Problem> {
    let matter = service::assign(app.change(&staff).await?, &staff, *id, body.staff_id).await?;
    view::show(&app, &staff, &request, matter, language).await
}

/// Writes a note that the citizen never sees.
#[utoipa::path(tag = "desk", request_body = NewNote, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = Note), (status = 401), (status = 403), (status = 404), (status = 422)))]
#[post("/api/v1/desk/applications/{id}/notes")]
pub async fn note(
    app: Data<App>,
    staff: Staff,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewNote>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::note(change, &staff, *id, &body.text).await;
    let note = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().json(note))
}

/// Shows what is masked, by a reason that the auditor reads, to who proved who they are at most five minutes ago.
#[utoipa::path(tag = "desk", request_body = Unmask, responses(
    (status = 200, body = Unmasked), (status = 401), (status = 403, description = "another role's, or `step_up_needed`"),
    (status = 404), (status = 422)))]
#[post("/api/v1/desk/applications/{id}/unmask")]
pub async fn unmask(
    app: Data<App>,
    staff: Fresh,
    id: Path<Uuid>,
    body: Body<Unmask>,
) -> Result<HttpResponse, Problem> {
    let shown = service::unmask(&app, app.change(&*staff).await?, &staff, *id, &body).await?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Who was shown what of an application, newest first; for the auditor and supervisors.
#[utoipa::path(tag = "desk", params(PageQuery), responses(
    (status = 200, body = Page<Unmasking>), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/applications/{id}/unmaskings")]
pub async fn unmaskings(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::unmaskings(&app, &staff, *id, &page).await?;
    Ok(etag::personal_content(&request, &page)?)
}
