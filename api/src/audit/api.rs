//! The API's face of the record.

use actix_web::{
    get,
    web::{Data, Json, Query},
};

use crate::{
    app::App,
    audit::{
        model::{RecordItem, RecordQuery},
        service,
    },
    error::Problem,
    identity::actor::Staff,
    platform::paging::{Page, PageQuery},
    web::language::Language,
};

/// The audit record of the organ and those below it, the newest first; for auditors. Reading it is on it too.
#[utoipa::path(tag = "audit", params(RecordQuery, PageQuery), responses(
    (status = 200, body = Page<RecordItem>), (status = 401), (status = 403, description = "not an auditor"),
    (status = 422, description = "a filter that can't be followed, by pointer")))]
#[get("/api/v1/desk/audit")]
pub async fn read(
    app: Data<App>,
    staff: Staff,
    language: Language,
    query: Query<RecordQuery>,
    page: Query<PageQuery>,
) -> Result<Json<Page<RecordItem>>, Problem> {
    Ok(Json(service::read(&app, &staff, &query, &page, language).await?))
}
