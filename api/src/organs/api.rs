//! What the mini-program asks about centers; no login.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types of a query")]

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    organs::{model::Position, service, view::CenterView},
    platform::paging::{Page, PageQuery},
    web::{etag, language::Language},
};

/// Where the reader is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Near {
    /// `latitude,longitude` (WGS 84): the nearest center first.
    #[param(example = "29.24,91.77")]
    near: Option<String>,
}

/// The centers, the nearest first.
#[utoipa::path(tag = "centers", params(Near, PageQuery), responses(
    (status = 200, body = Page<CenterView>), (status = 304, description = "unchanged"),
    (status = 422, description = "`/near` isn't a place on earth")))]
#[get("/api/v1/centers")]
pub async fn centers(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    near: Query<Near>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let near = near.near.as_deref().map(str::parse::<Position>).transpose()?;
    let found = service::centers_on(app.db.read(), near, &page, app.clock.today()).await?;
    Ok(etag::public(&request, &found.map(|told| CenterView::new(told, language)))?)
}

/// A center.
#[utoipa::path(tag = "centers", params(("id" = Uuid, Path)), responses(
    (status = 200, body = CenterView), (status = 304, description = "unchanged"),
    (status = 404, description = "`not_found`")))]
#[get("/api/v1/centers/{id}")]
pub async fn center(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let told = service::center_on(app.db.read(), *id, app.clock.today()).await?;
    Ok(etag::public(&request, &CenterView::new(told, language))?)
}
