//! The API's faces of who may open a matter.

use actix_web::{
    HttpRequest, HttpResponse, get, post, put,
    web::{Data, Path},
};
use uuid::Uuid;

use crate::{
    app::App,
    desk::{
        model::{Access, AccessChange, NewRecusal},
        service,
    },
    error::Problem,
    identity::{actor::Staff, policy::recusal::Recusal},
    platform::once::Once,
    web::{body::Body, etag},
};

/// Who may open a matter besides what organ and role say; who is kept out only for supervisors and auditors.
#[utoipa::path(tag = "desk", responses((status = 200, body = Access), (status = 401), (status = 404)))]
#[get("/api/v1/desk/applications/{id}/access")]
pub async fn read(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    Ok(etag::personal_content(&request, &service::access(&app, &staff, *id).await?)?)
}

/// Hands a matter to a line of work, or guards it. Only a supervisor opens a guarded one to all again.
#[utoipa::path(tag = "desk", request_body = AccessChange, responses(
    (status = 204), (status = 401), (status = 403), (status = 404), (status = 422)))]
#[put("/api/v1/desk/applications/{id}/access")]
pub async fn write(
    app: Data<App>,
    staff: Staff,
    id: Path<Uuid>,
    body: Body<AccessChange>,
) -> Result<HttpResponse, Problem> {
    service::set_access(app.change(&staff).await?, &staff, *id, body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Keeps somebody out of a matter for a conflict of interest: the caller, or on a supervisor's word somebody else.
#[utoipa::path(tag = "desk", request_body = NewRecusal, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = Recusal), (status = 401), (status = 403), (status = 404), (status = 422)))]
#[post("/api/v1/desk/applications/{id}/recusals")]
pub async fn recuse(
    app: Data<App>,
    staff: Staff,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewRecusal>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::recuse(change, &staff, *id, &body).await;
    let made = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Lets somebody in again, on a supervisor's word.
#[utoipa::path(tag = "desk", responses((status = 204), (status = 401), (status = 403), (status = 404)))]
#[post("/api/v1/desk/applications/{id}/recusals/{recusal}/end")]
pub async fn let_in(app: Data<App>, staff: Staff, path: Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    let (id, recusal) = path.into_inner();
    service::end_recusal(app.change(&staff).await?, &staff, id, recusal).await?;
    Ok(HttpResponse::NoContent().finish())
}
