//! The API's faces of a citizen's say over their data.

use actix_web::{
    HttpResponse, get,
    http::header,
    post, put,
    web::{Data, Json, Path, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    identity::{actor::Citizen, fresh::FreshCitizen, model::CodeAnswer},
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    privacy::{
        model::{ConsentWithdrawal, Correction, Deletion, Request},
        portal::as_file,
        service,
    },
    web::{body::Body, language::Language},
};

/// A copy of everything about the citizen: JSON, and the files as they were sent, in a ZIP.
#[utoipa::path(tag = "privacy", responses(
    (status = 200, content_type = "application/zip"), (status = 401),
    (status = 403, description = "`fresh_sign_in_needed`: the code was entered more than five minutes ago"),
    (status = 429, description = "more than three a day; see `Retry-After`")))]
#[get("/api/v1/me/export")]
pub async fn export(
    app: Data<App>,
    citizen: FreshCitizen,
    language: Language,
) -> Result<HttpResponse, Problem> {
    Ok(as_file(service::export(app, citizen.0.who, language).await?))
}

/// Deletes the account. What the law keeps is named, with why and until when; every sign-in ends.
#[utoipa::path(tag = "privacy", responses(
    (status = 200, body = Deletion), (status = 401),
    (status = 403, description = "`fresh_sign_in_needed`: the code was entered more than five minutes ago")))]
#[post("/api/v1/me/deletion")]
pub async fn delete_account(
    app: Data<App>,
    citizen: FreshCitizen,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&*citizen).await?;
    // A repeat needs no kept answer: it is told that the sign-in has ended.
    let deletion = service::delete_account(&app, change, &citizen, language).await?;
    let answer =
        HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(deletion);
    Ok(answer)
}

/// Takes consent back. A matter that isn't decided ends with it.
#[utoipa::path(tag = "privacy", params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ConsentWithdrawal), (status = 401), (status = 404),
    (status = 409, description = "`no_consent`: none was given, or it was taken back before")))]
#[post("/api/v1/applications/{id}/consent/withdraw")]
pub async fn withdraw_consent(
    app: Data<App>,
    citizen: Citizen,
    once: Once,
    language: Language,
    id: Path<Uuid>,
) -> Result<Json<ConsentWithdrawal>, Problem> {
    let work = async |change| service::withdraw_consent(&app, change, &citizen, *id).await;
    let withdrawn = once.run(app.change(&citizen).await?, &app.cache, &(), work).await?;
    Ok(Json(service::meaning(&app, &withdrawn, language)?))
}

/// What the citizen has asked about their data, each with its deadline and what came of it; the newest first.
#[utoipa::path(tag = "privacy", params(PageQuery), responses((status = 200, body = Page<Request>), (status = 401), (status = 422)))]
#[get("/api/v1/me/data-requests")]
pub async fn requests(
    app: Data<App>,
    citizen: Citizen,
    page: Query<PageQuery>,
) -> Result<Json<Page<Request>>, Problem> {
    Ok(Json(service::requests_of(&app, citizen.id, &page).await?))
}

/// Asks for a correction of an application that was sent. What was sent stays as it was; the correction stands beside it.
#[utoipa::path(tag = "privacy", request_body = Correction, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = Request), (status = 401), (status = 404), (status = 422),
    (status = 409, description = "`in_own_hands`: a draft is changed by oneself; `too_many_data_requests`: three wait")))]
#[post("/api/v1/me/data-requests")]
pub async fn ask_for_correction(
    app: Data<App>,
    citizen: Citizen,
    once: Once,
    body: Body<Correction>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::ask_for_correction(&app, change, &citizen, &body).await;
    let asked = once.run(app.change(&citizen).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().insert_header((header::CACHE_CONTROL, "private, no-store")).json(asked))
}

/// Puts the phone to which a code was sent in the place of the citizen's. Every other sign-in ends; the old phone is told.
#[utoipa::path(tag = "privacy", request_body = CodeAnswer, responses(
    (status = 204), (status = 401), (status = 403, description = "`fresh_sign_in_needed`"),
    (status = 409, description = "`phone_taken`: the phone has an account of its own"), (status = 422, description = "`code_wrong`")))]
#[put("/api/v1/me/phone")]
pub async fn change_phone(
    app: Data<App>,
    citizen: FreshCitizen,
    language: Language,
    body: Body<CodeAnswer>,
) -> Result<HttpResponse, Problem> {
    service::change_phone(&app, &citizen.0, &body, language).await?;
    Ok(HttpResponse::NoContent().finish())
}
