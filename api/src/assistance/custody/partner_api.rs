//! The custodian's faces: exactly the mandates that its organ has in hand, what waits for its check, and vouchers.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::custody::{
        api::{
            self,
            requests::{self, VoucherFile},
        },
        model::{ActBody, NewRequest, Reason, RequestAct},
        service,
        view::{MandateItem, MandateView},
    },
    documents::{service::Version, serving},
    error::Problem,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{body::Body, language::Language},
};

/// What the custodian has in hand, the newest first.
#[utoipa::path(tag = "partner", params(PageQuery), responses(
    (status = 200, body = Page<MandateItem>), (status = 401), (status = 403), (status = 422)))]
#[get("/api/v1/partner/custody")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::VerifyReleases)?;
    api::listed(&app, &staff, &request, language, &page).await
}

/// One mandate. That it was looked at is on the audit record.
#[utoipa::path(tag = "partner", responses(
    (status = 200, body = MandateView), (status = 401), (status = 403), (status = 404, description = "not in hand, or not any more")))]
#[get("/api/v1/partner/custody/{id}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::VerifyReleases)?;
    api::shown(&app, &staff, &request, language, *id).await
}

/// The agreement as PDF, with names and numbers; each look is on the audit record.
#[utoipa::path(tag = "partner", responses(
    (status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401), (status = 403), (status = 404), (status = 410),
    (status = 503, description = "`fonts_missing` or `press_busy`")))]
#[get("/api/v1/partner/custody/{id}/agreement")]
pub async fn agreement(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::VerifyReleases)?;
    let document = service::open_agreement(&app, &staff, *id).await?;
    serving::pdf(&app, &document, Version::Full).await
}

/// Reports that money is misused, or may be: nothing is released from now on.
#[utoipa::path(tag = "partner", request_body = Reason, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = MandateView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`custody_not_now`"), (status = 422)))]
#[post("/api/v1/partner/custody/{id}/reports")]
pub async fn report(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<Reason>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::VerifyReleases)?;
    api::reported(&app, &staff, &request, language, &once, (*id, body.0)).await
}

/// Asks for a release for the person. Somebody else of the custodian's verifies it.
#[utoipa::path(tag = "partner", request_body = NewRequest, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = MandateView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`custody_not_now`, `custody_paused`, `in_recovery`, `custody_not_handed_over`"), (status = 422, description = "`more_than_in_custody` at the amount …")))]
#[post("/api/v1/partner/custody/{id}/requests")]
pub async fn ask(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewRequest>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::VerifyReleases)?;
    requests::asked(&app, &staff, &request, language, &once, (*id, body.0)).await
}

/// Verifies or refuses a request.
#[utoipa::path(tag = "partner", request_body = ActBody, params(("Idempotency-Key" = Option<String>, Header), ("act" = RequestAct, Path)), responses(
    (status = 200, body = MandateView), (status = 401), (status = 403, description = "`four_eyes`, or the procuratorate's step"), (status = 404),
    (status = 409, description = "`custody_not_now`, `custody_paused`, `in_recovery`, `custody_not_handed_over`"), (status = 422)))]
#[post("/api/v1/partner/custody/{id}/requests/{request}/actions/{act}")]
pub async fn act(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    once: Once,
    at: Path<(Uuid, Uuid, RequestAct)>,
    body: Body<ActBody>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::VerifyReleases)?;
    requests::acted(&app, &staff, &request, language, &once, at.into_inner(), body.0).await
}

/// Files the voucher of a release.
#[utoipa::path(tag = "partner", request_body(content = VoucherFile, content_type = "multipart/form-data"), responses(
    (status = 200, body = MandateView), (status = 400), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`custody_not_now`"), (status = 413), (status = 415), (status = 422)))]
#[post("/api/v1/partner/custody/{id}/requests/{request}/voucher")]
pub async fn file(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    at: Path<(Uuid, Uuid)>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::VerifyReleases)?;
    requests::filed(&app, &staff, &request, language, *at, payload).await
}

/// The voucher of a release; each look is on the audit record.
#[utoipa::path(tag = "partner", responses(
    (status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/partner/custody/{id}/requests/{request}/voucher")]
pub async fn voucher(app: Data<App>, staff: Staff, at: Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::VerifyReleases)?;
    Ok(requests::attachment(service::open_voucher(&app, &staff, *at).await?))
}
