//! The citizen's page of whom they act for, and with which powers.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Query},
};

use crate::{
    app::App,
    applications,
    error::Problem,
    identity::cookie::PortalCitizen,
    platform::paging::PageQuery,
    representation::service,
    web::pages::{Serde, context},
};

/// For whom one acts: what staff found, and each power by itself.
#[get("/account/representation")]
pub async fn mine(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let found = service::claimed_by(&app, &citizen, &page).await?;
    let cases = found.items.iter().map(|one| one.application_id).collect();
    let receipts = applications::service::receipts(app.db.read(), &cases).await?;
    let content = context! { items => Serde(&found.items), receipts => Serde(&receipts), next => found.next };
    app.pages.render(&request, "representation/mine.html", content)
}
