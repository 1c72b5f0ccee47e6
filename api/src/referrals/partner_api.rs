//! The partner's faces of hand-offs: what was handed to it, its own clues, and nothing else.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    documents::{self, service::Version},
    error::Problem,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    materials::{self, service::View},
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    referrals::{
        api::acted,
        model::{Act, HandoffQuery, NewClue, TakeOverCode},
        service,
        view::{self, HandoffItem, HandoffView},
    },
    web::{body::Body, etag, language::Language},
};

/// What was handed to the partner and is open, and its own clues, nearest deadline first.
#[utoipa::path(tag = "partner", params(HandoffQuery, PageQuery), responses(
    (status = 200, body = Page<HandoffItem>), (status = 401), (status = 403)))]
#[get("/api/v1/partner/referrals")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    query: Query<HandoffQuery>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SendClues)?;
    let found = service::list(&app, &staff, &query, &page).await?;
    Ok(etag::personal_content(&request, &view::items(&app, found, language).await?)?)
}

/// One hand-off with exactly what was handed over. That it was opened is on the audit record.
#[utoipa::path(tag = "partner", responses(
    (status = 200, body = HandoffView), (status = 401), (status = 403), (status = 404, description = "not handed over, or not any more")))]
#[get("/api/v1/partner/referrals/{id}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SendClues)?;
    let opened = service::open(&app, app.change(&staff).await?, &staff, *id).await?;
    Ok(etag::personal_content(&request, &view::view(&app, &staff, opened, language).await?)?)
}

/// Does what the table of its kind allows: of a referral `receive`, `accept`, `return`, `report`; of a clue `recall`.
#[utoipa::path(tag = "partner", request_body = Act, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = HandoffItem), (status = 401), (status = 403, description = "the other side's action"), (status = 404),
    (status = 409, description = "`action_not_allowed` with what is allowed"), (status = 422)))]
#[post("/api/v1/partner/referrals/{id}/actions/{key}")]
pub async fn act(
    app: Data<App>,
    staff: Staff,
    once: Once,
    language: Language,
    path: Path<(Uuid, String)>,
    body: Body<Act>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SendClues)?;
    acted(&app, &staff, &once, language, path.into_inner(), body.0).await
}

/// A paper that was handed over; each look is on the audit record.
#[utoipa::path(tag = "partner", responses(
    (status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401), (status = 403),
    (status = 404, description = "not handed over, or not any more")))]
#[get("/api/v1/partner/referrals/{id}/papers/{paper}/content")]
pub async fn paper(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SendClues)?;
    let opened = service::open_paper(&app, &staff, path.0, path.1).await?;
    Ok(materials::serving::answer(&request, opened, View::Original))
}

/// The official letter that went with a matter, as PDF; each look is on the audit record.
#[utoipa::path(tag = "partner", responses(
    (status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401), (status = 403),
    (status = 404, description = "not handed over, or not any more; or without a letter"),
    (status = 503, description = "`fonts_missing` or `press_busy`")))]
#[get("/api/v1/partner/referrals/{id}/letter")]
pub async fn letter(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SendClues)?;
    let document = service::open_letter(&app, &staff, *id).await?;
    documents::serving::pdf(&app, &document, Version::Full).await
}

/// Hands a clue to the procuratorate that works with the partner.
#[utoipa::path(tag = "partner", request_body = NewClue, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = HandoffView), (status = 401), (status = 403),
    (status = 422, description = "who, where, what is missing, or the person's word")))]
#[post("/api/v1/partner/clues")]
pub async fn send_clue(
    app: Data<App>,
    staff: Staff,
    once: Once,
    language: Language,
    body: Body<NewClue>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SendClues)?;
    let new = body.0.clone();
    let work = async |change| service::send_clue(&app, change, &staff, new).await;
    let sent = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let opened = service::open(&app, app.change(&staff).await?, &staff, sent.id).await?;
    Ok(HttpResponse::Created().json(view::view(&app, &staff, opened, language).await?))
}

/// Makes the code by which the person of a clue takes the application over, in place of an earlier one; it isn't shown again.
#[utoipa::path(tag = "partner", responses(
    (status = 201, body = TakeOverCode), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`clue_not_open`: it is over, or was taken over")))]
#[post("/api/v1/partner/clues/{id}/code")]
pub async fn make_code(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SendClues)?;
    let code = service::make_code(&app, app.change(&staff).await?, &staff, *id).await?;
    Ok(HttpResponse::Created().json(code))
}
