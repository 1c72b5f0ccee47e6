//! Organs and partners.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post, put,
    web::{Data, Json, Path, Query},
};
use uuid::Uuid;

use super::{closed, commit};
use crate::{
    app::App,
    error::Problem,
    identity::{actor::Staff, fresh::Fresh},
    organs::keeping::{
        error::KeepingError,
        model::{NewOrgan, OrganChange, OrganView},
        service,
    },
    platform::{
        change::Change,
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{
        body::Body,
        etag::{self, IfMatch},
    },
};

/// One's own organ and those below it, partners and closed ones too, by code.
#[utoipa::path(tag = "organs", params(PageQuery), responses(
    (status = 200, body = Page<OrganView>), (status = 401), (status = 403)))]
#[get("/api/v1/desk/organs")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    page: Query<PageQuery>,
) -> Result<Json<Page<OrganView>>, Problem> {
    Ok(Json(service::organs(app.db.read(), &staff, &page).await?))
}

/// One of them.
#[utoipa::path(tag = "organs", responses((status = 200, body = OrganView), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/organs/{id}")]
pub async fn read(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let organ = service::organ(app.db.read(), &staff, *id).await?;
    Ok(etag::personal(&request, StatusCode::OK, organ.version, &organ))
}

/// Makes a procuratorate below one's own, or a partner.
#[utoipa::path(tag = "organs", request_body = NewOrgan, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = OrganView), (status = 401), (status = 403, description = "not an administrator, or `step_up_needed`"),
    (status = 409, description = "`code_taken`"), (status = 422, description = "every fault by pointer")))]
#[post("/api/v1/desk/organs")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: Fresh,
    once: Once,
    body: Body<NewOrgan>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change: Change| -> Result<OrganView, KeepingError> {
        let (made, event) = service::add_organ(&change, &staff, new).await?;
        Ok(change.commit(event, made).await?)
    };
    let made = once.run(app.change(&staff.0.who).await?, &app.cache, &body.0, work).await?;
    let mut answer = etag::personal(&request, StatusCode::CREATED, made.version, &made);
    if let Ok(location) = format!("/api/v1/desk/organs/{}", made.id).parse() {
        answer.headers_mut().insert(header::LOCATION, location);
    }
    Ok(answer)
}

/// Changes an organ; its code and kind stay.
#[utoipa::path(tag = "organs", request_body = OrganChange, params(("If-Match" = String, Header)), responses(
    (status = 200, body = OrganView), (status = 401), (status = 403, description = "not an administrator, or `step_up_needed`"),
    (status = 404), (status = 409, description = "`closed_for_good`"), (status = 412), (status = 422), (status = 428)))]
#[put("/api/v1/desk/organs/{id}")]
pub async fn alter(
    app: Data<App>,
    request: HttpRequest,
    staff: Fresh,
    id: Path<Uuid>,
    based_on: IfMatch,
    body: Body<OrganChange>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    let (organ, event) = service::change_organ(&change, &staff, *id, &based_on, body.0).await?;
    let organ = commit(change, event, organ).await?;
    Ok(etag::personal(&request, StatusCode::OK, organ.version, &organ))
}

/// Closes an organ for good. Doing so again changes nothing.
#[utoipa::path(tag = "organs", responses((status = 204), (status = 401),
    (status = 403, description = "not an administrator, or `step_up_needed`"), (status = 404),
    (status = 409, description = "`own_organ`, or `still_in_use` with `errors` naming what is open there")))]
#[post("/api/v1/desk/organs/{id}/close")]
pub async fn close(app: Data<App>, staff: Fresh, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    let event = service::close_organ(&app, &change, &staff, *id).await;
    closed(change, event).await
}
