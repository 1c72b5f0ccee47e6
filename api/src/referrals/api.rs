//! The desk's faces of hand-offs, and the citizen's.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    applications::view::ApplicationView,
    error::Problem,
    identity::{
        actor::{Citizen, Staff},
        policy::{self, Action},
    },
    organs,
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    referrals::{
        model::{Act, HandoffQuery, NewClue, NewReferral, TakeOver, TakeOverCode},
        service::{self, Told},
        view::{self, HandoffItem, HandoffView, MeasureName, OrganName},
    },
    web::{body::Body, etag, language::Language},
};

/// What help can be asked for.
#[derive(Serialize, ToSchema)]
pub struct Measures {
    items: Vec<MeasureName>,
}

/// Who can be asked.
#[derive(Serialize, ToSchema)]
pub struct Partners {
    items: Vec<OrganName>,
}

/// What help was asked for with an application.
#[derive(Serialize, ToSchema)]
pub struct HelpList {
    items: Vec<Told>,
}

/// What help partners can be asked for; no login.
#[utoipa::path(tag = "referrals", responses((status = 200, body = Measures)))]
#[get("/api/v1/measures")]
pub async fn measures(app: Data<App>, language: Language) -> Json<Measures> {
    let all = app.catalog.handoffs().measures.iter();
    let items =
        all.map(|one| MeasureName { key: one.key.clone(), title: one.title.get(language).to_owned() });
    Json(Measures { items: items.collect() })
}

/// The partners to whom a matter can be handed, by code.
#[utoipa::path(tag = "referrals", responses((status = 200, body = Partners), (status = 401), (status = 403)))]
#[get("/api/v1/desk/partners")]
pub async fn partners(app: Data<App>, staff: Staff, language: Language) -> Result<Json<Partners>, Problem> {
    policy::require(&staff, Action::HandOver)?;
    let all = organs::service::partners(app.db.read()).await?;
    let items =
        all.into_iter().map(|one| OrganName { name: one.name.get(language).to_owned(), code: one.code });
    Ok(Json(Partners { items: items.collect() }))
}

/// What was handed over and what came in, nearest deadline first; only what the reader may open.
#[utoipa::path(tag = "referrals", params(HandoffQuery, PageQuery), responses(
    (status = 200, body = Page<HandoffItem>), (status = 401), (status = 403)))]
#[get("/api/v1/desk/referrals")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    query: Query<HandoffQuery>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SeeMatters)?;
    let found = service::list(&app, &staff, &query, &page).await?;
    Ok(etag::personal_content(&request, &view::items(&app, found, language).await?)?)
}

/// Hands a matter to a partner: exactly what is named here, and nothing else.
#[utoipa::path(tag = "referrals", request_body = NewReferral, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = HandoffView), (status = 401), (status = 403), (status = 404),
    (status = 422, description = "an unknown partner, measure or paper, no letter")))]
#[post("/api/v1/desk/applications/{id}/referrals")]
pub async fn send(
    app: Data<App>,
    staff: Staff,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<NewReferral>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change| service::send(&app, change, &staff, *id, new).await;
    let sent = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let opened = service::open(&app, app.change(&staff).await?, &staff, sent.id).await?;
    Ok(HttpResponse::Created().json(view::view(&app, &staff, opened, language).await?))
}

/// One hand-off. That it was opened is on the audit record.
#[utoipa::path(tag = "referrals", responses(
    (status = 200, body = HandoffView), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/referrals/{id}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SeeMatters)?;
    let opened = service::open(&app, app.change(&staff).await?, &staff, *id).await?;
    Ok(etag::personal_content(&request, &view::view(&app, &staff, opened, language).await?)?)
}

/// Does what the table of its kind allows: of a referral `recall`, `close`; of a clue `receive`, `accept`, `return`, `pass_on`, `close`.
#[utoipa::path(tag = "referrals", request_body = Act, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = HandoffItem), (status = 401), (status = 403, description = "the other side's action"), (status = 404),
    (status = 409, description = "`action_not_allowed` with what is allowed"), (status = 422)))]
#[post("/api/v1/desk/referrals/{id}/actions/{key}")]
pub async fn act(
    app: Data<App>,
    staff: Staff,
    once: Once,
    language: Language,
    path: Path<(Uuid, String)>,
    body: Body<Act>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SeeMatters)?;
    acted(&app, &staff, &once, language, path.into_inner(), body.0).await
}

/// Does an action and answers the line of the list: after some the actor sees no more.
pub(super) async fn acted(
    app: &Data<App>,
    staff: &Staff,
    once: &Once,
    language: Language,
    (id, action): (Uuid, String),
    given: Act,
) -> Result<HttpResponse, Problem> {
    let body = given.clone();
    let work = async |change| service::act(app, change, staff, id, &action, given).await;
    let done = once.run(app.change(staff).await?, &app.cache, &body, work).await?;
    let page = view::items(app, Page { items: vec![done], next: None }, language).await?;
    let item = page.items.into_iter().next().ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(item))
}

/// What help was asked for with the citizen's application, from whom, and what came of it.
#[utoipa::path(tag = "applications", responses((status = 200, body = HelpList), (status = 401), (status = 404)))]
#[get("/api/v1/applications/{id}/referrals")]
pub async fn of_citizen(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let items = service::for_citizen(&app, &citizen, *id, language).await?;
    Ok(etag::personal_content(&request, &HelpList { items })?)
}

/// Makes the code by which the person of a clue takes the application over, in place of an earlier one; it isn't shown again.
#[utoipa::path(tag = "referrals", responses(
    (status = 201, body = TakeOverCode), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`clue_not_open`: it is over, or was taken over")))]
#[post("/api/v1/desk/clues/{id}/code")]
pub async fn make_code(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SeeMatters)?;
    let code = service::make_code(&app, app.change(&staff).await?, &staff, *id).await?;
    Ok(HttpResponse::Created().json(code))
}

/// Takes over the application that a code leads to: a draft of the caller's, with what the partner wrote.
#[utoipa::path(tag = "applications", request_body = TakeOver, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = ApplicationView), (status = 401), (status = 404, description = "the code leads nowhere, or not any more"),
    (status = 422)))]
#[post("/api/v1/take-over")]
pub async fn take_over(
    app: Data<App>,
    citizen: Citizen,
    once: Once,
    language: Language,
    body: Body<TakeOver>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::take_over(&app, change, &citizen, &body.0.code, language).await;
    let dossier = once.run(app.change(&citizen).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().json(ApplicationView::of(&app, dossier, language)?))
}

/// Hands a clue to the department of one's own procuratorate that handles assistance, or to another procuratorate.
#[utoipa::path(tag = "referrals", request_body = NewClue, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = HandoffView), (status = 401), (status = 403),
    (status = 422, description = "who, where, what is missing, the person's word, or no procuratorate")))]
#[post("/api/v1/desk/clues")]
pub async fn send_clue(
    app: Data<App>,
    staff: Staff,
    once: Once,
    language: Language,
    body: Body<NewClue>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::HandOver)?;
    let new = body.0.clone();
    let work = async |change| service::send_clue(&app, change, &staff, new).await;
    let sent = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let opened = service::open(&app, app.change(&staff).await?, &staff, sent.id).await?;
    Ok(HttpResponse::Created().json(view::view(&app, &staff, opened, language).await?))
}
