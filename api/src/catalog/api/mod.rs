//! What the mini-program asks about services; no login.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types of a query")]

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

mod answers;

use answers::{ServiceItem, ServiceSheet};

use crate::{
    app::App,
    error::Problem,
    platform::paging::{Page, PageQuery},
    web::{etag, language::Language},
};

/// Which services.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfCenter {
    /// The center; every center offers every service so far.
    #[expect(dead_code, reason = "read to refuse what is no id")]
    center: Option<Uuid>,
}

/// The services of a center, in the order of its page.
#[utoipa::path(
    tag = "catalog",
    params(OfCenter, PageQuery),
    responses((status = 200, body = Page<ServiceItem>), (status = 304, description = "The reader has it"))
)]
#[get("/api/v1/services")]
pub async fn list_services(
    request: HttpRequest,
    app: Data<App>,
    _center: Query<OfCenter>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let after = page.after::<String>()?;
    let limit = page.limit()?;
    let language = Language::of(&request);
    let page = Page::cut(app.catalog.after(after.as_deref()), limit, |service| service.key.clone());
    Ok(etag::public(&request, &page.map(|service| ServiceItem::new(service, language)))?)
}

/// Everything about a service: who may apply, what is asked, which papers, what happens and how long it takes.
#[utoipa::path(
    tag = "catalog",
    responses(
        (status = 200, body = ServiceSheet),
        (status = 304, description = "The reader has it"),
        (status = 404, description = "`not_found`")
    )
)]
#[get("/api/v1/services/{key}")]
pub async fn show_service(
    request: HttpRequest,
    app: Data<App>,
    key: Path<String>,
) -> Result<HttpResponse, Problem> {
    let service = app.catalog.service(&key).ok_or_else(Problem::not_found)?;
    Ok(etag::public(&request, &ServiceSheet::new(service, Language::of(&request)))?)
}
