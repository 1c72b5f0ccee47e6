//! The API's faces of applications. Faults of the form are told as pointers into the application, like `/form/applicant/name`;
//! missing papers as `/checklist/{key}`.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post, put,
    web::{Data, Json, Path, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    app::App,
    applications::{
        error::ApplicationError,
        model::{Consent, Dossier, NewDraft},
        receipt_picture::svg,
        service,
        view::{self, ApplicationView, TrackingView},
    },
    error::{Internal, Problem},
    identity::actor::Citizen,
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{
        address,
        body::Body,
        etag::{self, IfMatch},
        language::Language,
    },
};

/// What a draft begins with.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftBody {
    /// A service of `GET /api/v1/services`.
    #[validate(length(max = 60))]
    pub service_key: String,
    /// The center.
    pub center_id: Uuid,
    /// The code that was scanned.
    #[validate(length(max = 60))]
    pub qr_code: Option<String>,
    /// The answers so far, by the service's schema.
    #[serde(default = "empty")]
    #[schema(value_type = Object)]
    pub form: Value,
}

fn empty() -> Value {
    Value::Object(Map::new())
}

/// The whole form.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormBody {
    /// The answers, by the service's schema.
    #[schema(value_type = Object)]
    pub form: Value,
}

/// Consent to the text of the service; a correction that is sent again needs none.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitBody {
    /// The consent.
    #[validate(nested)]
    pub consent: Option<ConsentBody>,
}

/// Consent to a text by its version.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    /// `consent.version` of the service.
    #[validate(length(max = 20))]
    pub version: String,
    /// Whether it was agreed to.
    pub accepted: bool,
    /// Whether `consent.sensitive` of the service was agreed to separately. Left out, `accepted` counts for it, because the text
    /// names sensitive data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitive_accepted: Option<bool>,
    /// Whether `consent.guardian` of the service was agreed to. Left out, `accepted` counts for it when the applicant is a child
    /// under fourteen and `applying_as` is `guardian`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardian_accepted: Option<bool>,
}

/// Why an application is taken back.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawBody {
    /// In the citizen's words.
    pub reason: String,
}

/// A receipt with the phone's last four digits.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackingBody {
    /// As printed or typed; capitals, spaces and dashes don't matter.
    #[validate(length(min = 1, max = 40))]
    pub receipt_no: String,
    /// Four digits.
    pub phone_tail: String,
}

/// Begins a draft. Its form may be incomplete, never wrongly typed.
#[utoipa::path(tag = "applications", request_body = DraftBody,
    params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = ApplicationView), (status = 401), (status = 409, description = "`too_many_drafts`, `too_many_applications`"),
    (status = 422, description = "unknown service or center, or wrong fields by pointer")))]
#[post("/api/v1/applications")]
pub async fn draft(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    once: Once,
    language: Language,
    body: Body<DraftBody>,
) -> Result<HttpResponse, Problem> {
    let new = body.begin(language);
    let work = async |change| service::draft(&app, change, &citizen, new).await;
    let dossier = once.run(app.change(&citizen).await?, &app.cache, &body.0, work).await?;
    let location = format!("/api/v1/applications/{}", dossier.application.id);
    let location = header::HeaderValue::try_from(location).map_err(Internal::from_error)?;
    let mut answer = show(&app, &request, StatusCode::CREATED, dossier, language)?;
    answer.headers_mut().insert(header::LOCATION, location);
    Ok(answer)
}

impl DraftBody {
    fn begin(&self, language: Language) -> NewDraft {
        NewDraft {
            service_key: self.service_key.clone(),
            center_id: self.center_id,
            qr_code: self.qr_code.clone(),
            form: self.form.clone(),
            language,
        }
    }
}

/// The citizen's own applications, newest first.
#[utoipa::path(tag = "applications", params(PageQuery), responses(
    (status = 200, body = Page<ApplicationView>), (status = 304), (status = 401)))]
#[get("/api/v1/applications")]
pub async fn list(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let Page { items, next } = service::list(&app, &citizen, &page).await?;
    let items = items.into_iter().map(|dossier| ApplicationView::of(&app, dossier, language));
    let page = Page { items: items.collect::<Result<Vec<_>, _>>()?, next };
    Ok(etag::personal_content(&request, &page)?)
}

/// One of the citizen's own applications.
#[utoipa::path(tag = "applications", responses(
    (status = 200, body = ApplicationView), (status = 304), (status = 401), (status = 404)))]
#[get("/api/v1/applications/{id}")]
pub async fn get(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let dossier = service::get(&app, &citizen, *id).await?;
    show(&app, &request, StatusCode::OK, dossier, language)
}

/// Puts another form in the place of the one it is based on: in a draft all of it, in correction what was asked for.
#[utoipa::path(tag = "applications", request_body = FormBody, params(("If-Match" = String, Header)), responses(
    (status = 200, body = ApplicationView), (status = 401), (status = 404),
    (status = 409, description = "`not_changeable` in this state"), (status = 412), (status = 428),
    (status = 422, description = "wrong fields by pointer; `not_asked` for a change that nobody asked for")))]
#[put("/api/v1/applications/{id}")]
pub async fn save(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
    based_on: IfMatch,
    body: Body<FormBody>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&citizen).await?;
    let dossier = service::save(&app, change, &citizen, *id, &based_on, body.0.form).await?;
    show(&app, &request, StatusCode::OK, dossier, language)
}

/// Sends a draft, or what was asked for in a correction.
#[utoipa::path(tag = "applications", request_body = SubmitBody,
    params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ApplicationView), (status = 401), (status = 404),
    (status = 409, description = "`action_not_allowed` with what is allowed"),
    (status = 422, description = "every missing field as `/form/…` and paper as `/checklist/{key}`")))]
#[post("/api/v1/applications/{id}/submit")]
pub async fn submit(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<SubmitBody>,
) -> Result<HttpResponse, Problem> {
    let consent = body.consent.as_ref().map(Consent::from);
    let work = async |change| service::submit(&app, change, &citizen, *id, consent.as_ref(), language).await;
    let dossier = once.run(app.change(&citizen).await?, &app.cache, &body.0, work).await?;
    show(&app, &request, StatusCode::OK, dossier, language)
}

impl From<&ConsentBody> for Consent {
    fn from(body: &ConsentBody) -> Self {
        Self {
            version: body.version.clone(),
            accepted: body.accepted,
            sensitive: body.sensitive_accepted,
            guardian: body.guardian_accepted,
        }
    }
}

/// Takes an application back, as long as nothing is decided.
#[utoipa::path(tag = "applications", request_body = WithdrawBody,
    params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ApplicationView), (status = 401), (status = 404),
    (status = 409, description = "`action_not_allowed` with what is allowed"), (status = 422)))]
#[post("/api/v1/applications/{id}/withdraw")]
pub async fn withdraw(
    app: Data<App>,
    citizen: Citizen,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<WithdrawBody>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::withdraw(&app, change, &citizen, *id, &body.reason).await;
    let dossier = once.run(app.change(&citizen).await?, &app.cache, &body.0, work).await?;
    show(&app, &request, StatusCode::OK, dossier, language)
}

/// The receipt's QR code, which leads to its tracking page.
#[utoipa::path(tag = "applications", responses(
    (status = 200, content_type = "image/svg+xml"), (status = 401), (status = 404)))]
#[get("/api/v1/applications/{id}/receipt.svg")]
pub async fn receipt_picture(
    app: Data<App>,
    citizen: Citizen,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let dossier = service::get(&app, &citizen, *id).await?;
    let receipt = dossier.application.receipt_no.ok_or(ApplicationError::NotFound)?;
    let picture = HttpResponse::Ok().content_type("image/svg+xml").body(svg(&app, &receipt)?);
    Ok(picture)
}

/// Where an application is, by its receipt; no login. Wrong either way gets the same answer.
#[utoipa::path(tag = "applications", request_body = TrackingBody, responses(
    (status = 200, body = TrackingView), (status = 404), (status = 422),
    (status = 429, description = "too many wrong tries; see `Retry-After`")))]
#[post("/api/v1/tracking")]
pub async fn track(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    body: Body<TrackingBody>,
) -> Result<Json<TrackingView>, Problem> {
    let tracked = service::track(&app, &body.receipt_no, &body.phone_tail, &address::of(&request)).await?;
    Ok(Json(TrackingView::of(&app, &tracked, language)?))
}

fn show(
    app: &App,
    request: &HttpRequest,
    status: StatusCode,
    dossier: Dossier,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let tag = view::tag(&dossier);
    let view = ApplicationView::of(app, dossier, language)?;
    Ok(etag::personal_tagged(request, status, tag, &view))
}
