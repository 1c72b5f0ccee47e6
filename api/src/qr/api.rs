//! The API's faces of codes.

use actix_web::{
    HttpResponse, get,
    http::header,
    post, put,
    web::{Data, Json, Path, Query},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::actor::Staff,
    organs::{self, view::CenterView},
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    qr::{
        image,
        model::{Listed, NewCode, ScanHour, Target},
        service,
    },
    web::{body::Body, language::Language},
};

/// A drawn code stays the same for as long as the program has the same address.
const KEPT_BY_STAFF: &str = "private, max-age=3600";

/// Where a scanned code leads.
#[derive(Serialize, ToSchema)]
pub struct TargetView {
    code: String,
    /// What it is for.
    purpose: String,
    center: CenterView,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
}

/// A code that was made.
#[derive(Serialize, ToSchema)]
pub struct MadeView {
    id: Uuid,
    /// The word in its address.
    code: String,
    /// What the picture holds.
    url: String,
}

/// A code in the list.
#[derive(Serialize, ToSchema)]
pub struct CodeView {
    id: Uuid,
    /// The word in its address.
    code: String,
    /// What the picture holds.
    url: String,
    /// What it is for.
    purpose: String,
    center_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_key: Option<String>,
    /// Where it hangs.
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    /// How often it was scanned in all.
    scans: i64,
}

impl CodeView {
    fn of(app: &App, Listed { code, scans }: Listed) -> Self {
        Self {
            id: code.id,
            url: service::address(app, &code.code),
            code: code.code,
            purpose: code.purpose,
            center_id: code.center_id,
            service_key: code.service_key,
            label: code.label,
            expires_at: code.expires_at,
            revoked_at: code.revoked_at,
            created_at: code.created_at,
            scans,
        }
    }
}

/// Scans by the hour.
#[derive(Serialize, ToSchema)]
pub struct ScanHours {
    /// Hours without a scan are left out.
    items: Vec<ScanHour>,
}

/// How large a picture.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImageQuery {
    /// Pixels a side.
    #[param(minimum = 128, maximum = 2048, default = 512)]
    size: Option<u32>,
}

/// What a verification file holds.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileBody {
    /// Exactly as the platform gave it.
    #[validate(length(min = 1, max = 4096))]
    content: String,
}

/// What a scanned code leads to; no login. Counts as a scan, as opening its page does.
#[utoipa::path(tag = "qr", responses((status = 200, body = TargetView),
    (status = 404, description = "`qr_unknown`"), (status = 410, description = "`qr_revoked`: revoked or expired")))]
#[get("/api/v1/qr/{code}")]
pub async fn scan(
    app: Data<App>,
    language: Language,
    code: Path<String>,
) -> Result<Json<TargetView>, Problem> {
    let Target { code, center } = service::scan(&app, &code).await?;
    let told = organs::service::center_on(app.db.read(), center.id, app.clock.today()).await?;
    Ok(Json(TargetView {
        code: code.code,
        purpose: code.purpose,
        center: CenterView::new(told, language),
        service_key: code.service_key,
        expires_at: code.expires_at,
    }))
}

/// Makes a code for a wall, a leaflet or a service.
#[utoipa::path(tag = "qr", request_body = NewCode, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = MadeView), (status = 401), (status = 403), (status = 422, description = "every fault by pointer")))]
#[post("/api/v1/desk/qr-codes")]
pub async fn create(
    app: Data<App>,
    staff: Staff,
    once: Once,
    body: Body<NewCode>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change| service::create(&app, change, &staff, new).await;
    let made = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let url = service::address(&app, &made.code);
    Ok(HttpResponse::Created().json(MadeView { id: made.id, code: made.code, url }))
}

/// The codes of the organ and those below it, the newest first.
#[utoipa::path(tag = "qr", responses(
    (status = 200, body = Page<CodeView>), (status = 401), (status = 403)))]
#[get("/api/v1/desk/qr-codes")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    page: Query<PageQuery>,
) -> Result<Json<Page<CodeView>>, Problem> {
    let page = service::list(app.db.read(), &staff, &page).await?;
    Ok(Json(page.map(|listed| CodeView::of(&app, listed))))
}

/// The code as SVG, which scales to any paper.
#[utoipa::path(tag = "qr", responses(
    (status = 200, content_type = "image/svg+xml", body = String), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/qr-codes/{id}/image.svg")]
pub async fn image_svg(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let code = service::code(app.db.read(), &staff, *id).await?;
    let picture = image::svg(&service::address(&app, &code.code))?;
    Ok(picture_answer("image/svg+xml").body(picture))
}

/// The code as PNG.
#[utoipa::path(tag = "qr", responses(
    (status = 200, content_type = "image/png", body = Vec<u8>), (status = 401), (status = 403), (status = 404),
    (status = 422, description = "`/size` out of range")))]
#[get("/api/v1/desk/qr-codes/{id}/image.png")]
pub async fn image_png(
    app: Data<App>,
    staff: Staff,
    id: Path<Uuid>,
    query: Query<ImageQuery>,
) -> Result<HttpResponse, Problem> {
    let size = size(&query)?;
    let code = service::code(app.db.read(), &staff, *id).await?;
    let picture = image::png(&service::address(&app, &code.code), size)?;
    Ok(picture_answer("image/png").body(picture))
}

/// The scans of the last four weeks, by the hour.
#[utoipa::path(tag = "qr", responses((status = 200, body = ScanHours), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/qr-codes/{id}/scans")]
pub async fn scan_hours(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<Json<ScanHours>, Problem> {
    let items = service::scan_hours(app.db.read(), &staff, *id, app.clock.now()).await?;
    Ok(Json(ScanHours { items }))
}

/// Revokes a code for good; doing so again changes nothing.
#[utoipa::path(tag = "qr", responses((status = 204), (status = 401), (status = 403), (status = 404)))]
#[post("/api/v1/desk/qr-codes/{id}/revoke")]
pub async fn revoke(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    service::revoke(app.change(&staff).await?, &staff, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Puts a platform's verification file in place, under `/q/` and at the root.
#[utoipa::path(tag = "qr", request_body = FileBody, responses(
    (status = 204), (status = 401), (status = 403), (status = 422, description = "a name with other than letters, digits, _ and -")))]
#[put("/api/v1/desk/verification-files/{name}")]
pub async fn put_verification_file(
    app: Data<App>,
    staff: Staff,
    name: Path<String>,
    body: Body<FileBody>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff).await?;
    service::put_verification_file(change, &staff, &name, body.0.content).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn size(query: &ImageQuery) -> Result<u32, Problem> {
    let size = query.size.unwrap_or(image::USUAL_SIZE);
    let (least, most) = (image::SIZES.start(), image::SIZES.end());
    let fault = || FieldFault::new("/size", "out_of_range").with("min", least).with("max", most);
    if image::SIZES.contains(&size) { Ok(size) } else { Err(Problem::invalid(vec![fault()])) }
}

fn picture_answer(media_type: &str) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer.content_type(media_type).insert_header((header::CACHE_CONTROL, KEPT_BY_STAFF));
    answer
}
