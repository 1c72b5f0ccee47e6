//! Requests by the API, for the asked procuratorate.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::investigation::{
        error::InvestigationError,
        model::{NewAnswer, RequestAction, RequestFile},
        service,
        view::{self, AskedLine, AskedRequest},
    },
    error::Problem,
    identity::actor::Staff,
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{body::Body, etag, language::Language},
};

/// What the reader's procuratorate was asked by others, the nearest day first.
#[utoipa::path(tag = "investigation", responses(
    (status = 200, body = Page<AskedLine>), (status = 401), (status = 403), (status = 422)))]
#[get("/api/v1/desk/investigation/requests")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let Page { items, next } = service::asked(&app, &staff, &page).await?;
    let items = view::requests(&app, &staff, &items, language).await?;
    let items: Vec<_> = items.into_iter().map(AskedLine::from).collect();
    Ok(etag::personal_content(&request, &Page { items, next })?)
}

/// One request: what is asked, and nothing else of the case. That it was looked at is on the audit record.
#[utoipa::path(tag = "investigation", responses((status = 200, body = AskedRequest), (status = 401), (status = 404)))]
#[get("/api/v1/desk/investigation/requests/{id}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let file = service::look_at_request(app.change(&staff).await?, &staff, *id).await?;
    Ok(etag::personal_content(&request, &one(&app, &staff, file, language).await?)?)
}

/// Receives a request, answers it, or sends it back with a reason.
#[utoipa::path(tag = "investigation", request_body = NewAnswer,
    params(("Idempotency-Key" = Option<String>, Header), ("action" = RequestAction, Path)), responses(
    (status = 200, body = AskedRequest), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`task_not_now` with what is allowed"), (status = 422)))]
#[post("/api/v1/desk/investigation/requests/{id}/actions/{action}")]
pub async fn act(
    app: Data<App>,
    staff: Staff,
    once: Once,
    language: Language,
    place: Path<(Uuid, RequestAction)>,
    body: Body<NewAnswer>,
) -> Result<Json<AskedRequest>, Problem> {
    let (id, action) = place.into_inner();
    let work = async |change| -> Result<RequestFile, InvestigationError> {
        service::act(change, &staff, id, action, body.0.clone()).await
    };
    let file = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(Json(one(&app, &staff, file, language).await?))
}

async fn one(
    app: &App,
    staff: &Staff,
    file: RequestFile,
    language: Language,
) -> Result<AskedRequest, Problem> {
    let views = view::requests(app, staff, &[file], language).await?;
    views.into_iter().next().ok_or_else(Problem::not_found)
}
