//! The API's faces of payments.

pub mod accounts;
pub mod batches;
pub mod receipts;
pub mod settling;

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Query},
};

use crate::{
    app::App,
    assistance::payments::{service, view::OpenView},
    error::Problem,
    identity::actor::Staff,
    platform::paging::{Page, PageQuery},
    web::etag,
};

/// The instalments of grants that may be paid now, in the order of the decisions.
#[utoipa::path(tag = "payments", responses((status = 200, body = Page<OpenView>), (status = 401), (status = 403), (status = 422)))]
#[get("/api/v1/desk/payments/open")]
pub async fn open(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::open(&app, &staff, &page).await?;
    Ok(etag::personal_content(&request, &page.map(OpenView::from))?)
}
