//! Centers.

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
    identity::actor::Staff,
    organs::keeping::{
        center_model::{CenterChange, KeptCenter, NewCenter},
        error::KeepingError,
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

/// The centers of one's own organ and those below it, closed ones too, by code.
#[utoipa::path(tag = "organs", params(PageQuery), responses(
    (status = 200, body = Page<KeptCenter>), (status = 401), (status = 403)))]
#[get("/api/v1/desk/centers")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    page: Query<PageQuery>,
) -> Result<Json<Page<KeptCenter>>, Problem> {
    Ok(Json(service::centers(app.db.read(), &staff, &page).await?))
}

/// One of them.
#[utoipa::path(tag = "organs", responses((status = 200, body = KeptCenter), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/centers/{id}")]
pub async fn read(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let center = service::center(app.db.read(), &staff, *id).await?;
    Ok(etag::personal(&request, StatusCode::OK, center.version, &center))
}

/// Makes a center.
#[utoipa::path(tag = "organs", request_body = NewCenter, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = KeptCenter), (status = 401), (status = 403), (status = 409, description = "`code_taken`"),
    (status = 422, description = "every fault by pointer")))]
#[post("/api/v1/desk/centers")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    once: Once,
    body: Body<NewCenter>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change: Change| -> Result<KeptCenter, KeepingError> {
        let (made, event) = service::add_center(&change, &staff, new).await?;
        Ok(change.commit(event, made).await?)
    };
    let made = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let mut answer = etag::personal(&request, StatusCode::CREATED, made.version, &made);
    if let Ok(location) = format!("/api/v1/desk/centers/{}", made.id).parse() {
        answer.headers_mut().insert(header::LOCATION, location);
    }
    Ok(answer)
}

/// Changes a center; its code and its procuratorate stay.
#[utoipa::path(tag = "organs", request_body = CenterChange, params(("If-Match" = String, Header)), responses(
    (status = 200, body = KeptCenter), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`closed_for_good`"), (status = 412), (status = 422), (status = 428)))]
#[put("/api/v1/desk/centers/{id}")]
pub async fn alter(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    id: Path<Uuid>,
    based_on: IfMatch,
    body: Body<CenterChange>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff).await?;
    let (center, event) = service::change_center(&change, &staff, *id, &based_on, body.0).await?;
    let center = commit(change, event, center).await?;
    Ok(etag::personal(&request, StatusCode::OK, center.version, &center))
}

/// Closes a center for good. Doing so again changes nothing.
#[utoipa::path(tag = "organs", responses((status = 204), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`still_in_use`: visits are ahead, or codes hang on a wall")))]
#[post("/api/v1/desk/centers/{id}/close")]
pub async fn close(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff).await?;
    let event = service::close_center(&change, &staff, *id).await;
    closed(change, event).await
}
