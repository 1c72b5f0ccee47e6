//! The citizen's documents, and the page where anybody verifies one.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path, Query, ServiceConfig},
};
use uuid::Uuid;

use crate::{
    app::App,
    documents::{
        service::{self, Version},
        serving,
        view::DocumentView,
    },
    error::Problem,
    identity::cookie::PortalCitizen,
    platform::paging::PageQuery,
    web::{
        address,
        language::Language,
        pages::{Serde, context},
    },
};

/// The pages.
pub fn pages(config: &mut ServiceConfig) {
    config.service(mine).service(show).service(pdf).service(verify);
}

/// What the office has written to one.
#[get("/documents")]
pub async fn mine(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::of_citizen(&app, &citizen, &page).await?;
    let page = page.map(|document| DocumentView::of(&app, &document, language));
    let content = context! { items => Serde(&page.items), next => page.next };
    app.pages.render(&request, "documents/mine.html", content)
}

/// One of them, to read and to print.
#[get("/documents/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let document = service::own(&app, &citizen, *id).await?;
    serving::page(&app, &request, &document, Version::Full, &format!("/documents/{id}/pdf"), "/documents")
}

/// The same to keep.
#[get("/documents/{id}/pdf")]
pub async fn pdf(app: Data<App>, citizen: PortalCitizen, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let document = service::own(&app, &citizen, *id).await?;
    serving::pdf(&app, &document, Version::Full).await
}

/// Whether a document is what it says.
#[get("/verify/{code}")]
pub async fn verify(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let found = service::verify(&app, &code, &address::of(&request), language).await?;
    app.pages.render(&request, "documents/verify.html", context! { found => Serde(&found) })
}
