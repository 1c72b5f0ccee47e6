//! Accounts by the API.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post, put,
    web::{Data, Path},
};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::payments::{
        model::{Account, Confirmation},
        service,
        view::AccountView,
    },
    error::Problem,
    identity::actor::Staff,
    web::{
        body::Body,
        etag::{self, IfMatch},
    },
};

/// Where somebody's money goes, masked.
#[utoipa::path(tag = "payments", responses((status = 200, body = AccountView), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/payments/accounts/{person}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    person: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    told(&app, &staff, &request, *person).await
}

/// Enters where it goes; somebody else has to confirm it. `If-Match: "0"` when there is none yet.
#[utoipa::path(tag = "payments", request_body = Account, params(("If-Match" = String, Header)), responses(
    (status = 200, body = AccountView), (status = 401), (status = 403), (status = 404), (status = 409, description = "`account_in_use`"),
    (status = 412), (status = 422), (status = 428)))]
#[put("/api/v1/desk/payments/accounts/{person}")]
pub async fn enter(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    person: Path<Uuid>,
    based_on: IfMatch,
    body: Body<Account>,
) -> Result<HttpResponse, Problem> {
    service::enter(app.change(&staff).await?, &staff, *person, &based_on, body.0).await?;
    told(&app, &staff, &request, *person).await
}

/// Confirms it by its number, typed again by another than who entered it.
#[utoipa::path(tag = "payments", request_body = Confirmation, responses(
    (status = 200, body = AccountView), (status = 401), (status = 403, description = "`four_eyes` too"), (status = 404), (status = 422)))]
#[post("/api/v1/desk/payments/accounts/{person}/confirm")]
pub async fn confirm(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    person: Path<Uuid>,
    body: Body<Confirmation>,
) -> Result<HttpResponse, Problem> {
    service::confirm(app.change(&staff).await?, &staff, *person, &body.0).await?;
    told(&app, &staff, &request, *person).await
}

async fn told(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    person: Uuid,
) -> Result<HttpResponse, Problem> {
    let (person, found) = service::account(app, staff, person).await?;
    let version = found.as_ref().map_or(0, |found| found.version);
    Ok(etag::personal(request, StatusCode::OK, version, &AccountView::of(&person, found.as_ref())))
}
