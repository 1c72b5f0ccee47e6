//! The API's faces of custody for the procuratorate's staff.

pub mod requests;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::custody::{
        model::{HandOver, Mandate, NewMandate, Reason, Signing},
        service,
        view::{self, MandateItem, MandateView},
    },
    error::{Internal, Problem},
    identity::{
        actor::Staff,
        fresh::Fresh,
        policy::{self, Action},
    },
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{body::Body, etag, language::Language},
};

/// A page of the mandates that the reader may see, the newest first.
#[utoipa::path(tag = "custody", params(PageQuery), responses(
    (status = 200, body = Page<MandateItem>), (status = 401), (status = 403), (status = 422)))]
#[get("/api/v1/desk/custody")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    at_desk(&staff)?;
    listed(&app, &staff, &request, language, &page).await
}

/// The custodian's side has routes of its own.
fn at_desk(staff: &Staff) -> Result<(), Problem> {
    if policy::may(staff, Action::VerifyReleases) {
        return Err(policy::Denial::NotYourRole.into());
    }
    Ok(())
}

pub(super) async fn listed(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    language: Language,
    page: &PageQuery,
) -> Result<HttpResponse, Problem> {
    let page = service::list(app, staff, page).await?;
    Ok(etag::personal_content(request, &view::items(app, page, language).await?)?)
}

/// Draws an agreement up for a person of a granted case, and issues it with its number. Its terms are fixed from then on.
#[utoipa::path(tag = "custody", request_body = NewMandate, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = MandateView), (status = 401), (status = 403), (status = 404),
    (status = 422, description = "`not_granted`, `in_custody` at the person, `account_of_another` at the account, `more_than_granted` at the plan, `custody_not_paused` at what it succeeds …")))]
#[post("/api/v1/desk/custody")]
pub async fn draft(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    once: Once,
    body: Body<NewMandate>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change| service::draft(&app, change, &staff, new).await;
    let made: Mandate = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let mut answer = told(&app, &staff, &request, language, StatusCode::CREATED, made.id).await?;
    let location = format!("/api/v1/desk/custody/{}", made.id);
    let location = header::HeaderValue::from_str(&location).map_err(Internal::from_error)?;
    answer.headers_mut().insert(header::LOCATION, location);
    Ok(answer)
}

/// One mandate. That it was looked at is on the audit record.
#[utoipa::path(tag = "custody", responses((status = 200, body = MandateView), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/custody/{id}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    at_desk(&staff)?;
    shown(&app, &staff, &request, language, *id).await
}

pub(super) async fn shown(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    language: Language,
    id: Uuid,
) -> Result<HttpResponse, Problem> {
    let file = service::open(app, app.change(staff).await?, staff, id).await?;
    let version = file.mandate.version;
    let view = view::mandate(app, staff, file, language).await?;
    Ok(etag::personal(request, StatusCode::OK, version, &view))
}

/// Enters that the parties signed; the number of the account is typed again by another than who drew the agreement up. From now on the
/// person's payments go into custody. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "custody", request_body = Signing, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = MandateView), (status = 401), (status = 403, description = "`four_eyes`, `step_up_needed` too"), (status = 404),
    (status = 409, description = "`custody_not_now`, `custody_money_on_its_way`"), (status = 422, description = "`differs` at the number")))]
#[post("/api/v1/desk/custody/{id}/sign")]
pub async fn sign(
    app: Data<App>,
    staff: Fresh,
    request: HttpRequest,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<Signing>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::sign(&app, change, &staff, *id, &body.0).await;
    let _: Mandate = once.run(app.change(&*staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, &request, language, StatusCode::OK, *id).await
}

/// Enters that the mandate before handed its money over, to the fen: releases begin. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "custody", request_body = HandOver, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = MandateView), (status = 401), (status = 403, description = "`four_eyes`, `step_up_needed` too"), (status = 404),
    (status = 409, description = "`custody_not_now`"), (status = 422, description = "`not_what_is_held` at the amount, naming both")))]
#[post("/api/v1/desk/custody/{id}/hand-over")]
pub async fn hand_over(
    app: Data<App>,
    staff: Fresh,
    request: HttpRequest,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<HandOver>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::hand_over(change, &staff, *id, &body.0).await;
    let _: Mandate = once.run(app.change(&*staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, &request, language, StatusCode::OK, *id).await
}

/// Gives a mandate up before money came; its agreement is void. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "custody", request_body = Reason, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = MandateView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`custody_not_now`, `custody_money_on_its_way`, `custody_not_handed_over`"), (status = 422)))]
#[post("/api/v1/desk/custody/{id}/give-up")]
pub async fn give_up(
    app: Data<App>,
    staff: Fresh,
    request: HttpRequest,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<Reason>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::give_up(change, &staff, *id, &body.0).await;
    let _: Mandate = once.run(app.change(&*staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, &request, language, StatusCode::OK, *id).await
}

/// Reports that money is misused, or may be: nothing is released from now on.
#[utoipa::path(tag = "custody", request_body = Reason, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = MandateView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`custody_not_now`"), (status = 422)))]
#[post("/api/v1/desk/custody/{id}/reports")]
pub async fn report(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<Reason>,
) -> Result<HttpResponse, Problem> {
    at_desk(&staff)?;
    reported(&app, &staff, &request, language, &once, (*id, body.0)).await
}

pub(super) async fn reported(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    language: Language,
    once: &Once,
    (id, why): (Uuid, Reason),
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::report(change, staff, id, &why).await;
    let _: Mandate = once.run(app.change(staff).await?, &app.cache, &why, work).await?;
    told(app, staff, request, language, StatusCode::OK, id).await
}

/// Lets releases go on, by a prosecutor who didn't report it. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "custody", request_body = Reason, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = MandateView), (status = 401), (status = 403, description = "`four_eyes`, `step_up_needed` too"), (status = 404),
    (status = 409, description = "`custody_not_now`"), (status = 422)))]
#[post("/api/v1/desk/custody/{id}/lift")]
pub async fn lift(
    app: Data<App>,
    staff: Fresh,
    request: HttpRequest,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<Reason>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::lift(change, &staff, *id, &body.0).await;
    let _: Mandate = once.run(app.change(&*staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, &request, language, StatusCode::OK, *id).await
}

/// A mandate after something was done.
pub(super) async fn told(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    language: Language,
    status: StatusCode,
    id: Uuid,
) -> Result<HttpResponse, Problem> {
    let file = service::read(app, staff, id).await?;
    let version = file.mandate.version;
    let view = view::mandate(app, staff, file, language).await?;
    Ok(etag::personal(request, status, version, &view))
}
