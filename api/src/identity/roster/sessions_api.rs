//! The API's faces of the sessions of those whom an administrator keeps.

use actix_web::{
    HttpResponse, delete, get,
    web::{Data, Json, Path},
};
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    identity::{actor::Staff, model::DeviceView, roster::sessions},
    platform::paging::Page,
};

/// Where a member of staff is signed in, the last used first.
#[utoipa::path(tag = "staff", responses((status = 200, body = Page<DeviceView>), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/staff/{id}/sessions")]
pub async fn list(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<Json<Page<DeviceView>>, Problem> {
    let items = sessions::list(&app, app.db.read(), &staff, *id).await?;
    Ok(Json(Page { items, next: None }))
}

/// Ends one session of a member of staff, on every node.
#[utoipa::path(tag = "staff", responses((status = 204), (status = 401), (status = 403), (status = 404)))]
#[delete("/api/v1/desk/staff/{id}/sessions/{session}")]
pub async fn end(app: Data<App>, staff: Staff, path: Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff).await?;
    let event = sessions::end(&change, &staff, path.0, path.1).await?;
    change.commit(event, ()).await?;
    Ok(HttpResponse::NoContent().finish())
}
