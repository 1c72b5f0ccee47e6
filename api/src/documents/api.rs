//! The API's faces of documents.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post, put,
    web::{Data, Json, Path, Query},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    documents::{
        model::{FromMatter, Setting, Verification, Voiding, Which},
        service::{self, Version},
        serving,
        view::{DocumentKindView, DocumentView, OpenedDocument},
    },
    error::Problem,
    identity::{
        actor::{Citizen, Staff},
        policy::{self, Action},
    },
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

/// The kinds that staff issue from an application.
#[derive(Serialize, ToSchema)]
pub struct DocumentKinds {
    /// In their order.
    pub items: Vec<DocumentKindView>,
}

/// The kinds that staff issue from an application, with what they are asked for each.
#[utoipa::path(tag = "documents", responses((status = 200, body = DocumentKinds), (status = 401), (status = 403)))]
#[get("/api/v1/desk/document-kinds")]
pub async fn kinds(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ReadDocuments)?;
    let kinds = app.catalog.documents().iter().filter(|kind| kind.at_desk);
    let items = kinds.map(|kind| DocumentKindView::of(kind, language)).collect();
    Ok(etag::personal_content(&request, &DocumentKinds { items })?)
}

/// A matter's documents, newest first.
#[utoipa::path(tag = "documents", params(PageQuery), responses(
    (status = 200, body = Page<DocumentView>), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/applications/{id}/documents")]
pub async fn of_matter(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::of_matter(&app, &staff, *id, &page).await?;
    let page = page.map(|document| DocumentView::of(&app, &document, language));
    Ok(etag::personal_content(&request, &page)?)
}

/// Issues a document from what the application has and what is sent besides; it gets the next number of its series.
#[utoipa::path(tag = "documents", request_body = FromMatter, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = DocumentView), (status = 401), (status = 403), (status = 404),
    (status = 422, description = "every wrong or missing field as `/fields/…`, or `/kind`")))]
#[post("/api/v1/desk/applications/{id}/documents")]
pub async fn issue(
    app: Data<App>,
    staff: Staff,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<FromMatter>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::issue_from_matter(&app, change, &staff, *id, &body).await;
    let issued = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().json(DocumentView::of(&app, &issued, language)))
}

/// Opens a document. In full it is put on the audit record.
#[utoipa::path(tag = "documents", params(Which), responses(
    (status = 200, body = OpenedDocument), (status = 401), (status = 403), (status = 404),
    (status = 410, description = "`document_erased`: it went with its matter")))]
#[get("/api/v1/desk/documents/{id}")]
pub async fn open(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
    which: Query<Which>,
) -> Result<HttpResponse, Problem> {
    let document = service::open(&app, &staff, *id, which.version).await?;
    let opened = OpenedDocument::of(&app, &document, which.version, language)?;
    Ok(etag::personal_content(&request, &opened)?)
}

/// A document as PDF. In full it is put on the audit record.
#[utoipa::path(tag = "documents", params(Which), responses(
    (status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401), (status = 403), (status = 404), (status = 410),
    (status = 503, description = "`fonts_missing` or `press_busy`")))]
#[get("/api/v1/desk/documents/{id}/pdf")]
pub async fn pdf(
    app: Data<App>,
    staff: Staff,
    id: Path<Uuid>,
    which: Query<Which>,
) -> Result<HttpResponse, Problem> {
    let document = service::open(&app, &staff, *id, which.version).await?;
    serving::pdf(&app, &document, which.version).await
}

/// Makes a document void; it keeps its number.
#[utoipa::path(tag = "documents", request_body = Voiding, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = DocumentView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`document_void`: it is void already"), (status = 422)))]
#[post("/api/v1/desk/documents/{id}/void")]
pub async fn void(
    app: Data<App>,
    staff: Staff,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<Voiding>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| service::void(change, &staff, *id, &body.reason).await;
    let voided = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Ok().json(DocumentView::of(&app, &voided, language)))
}

/// The documents that are for the citizen, newest first.
#[utoipa::path(tag = "documents", params(PageQuery), responses((status = 200, body = Page<DocumentView>), (status = 401)))]
#[get("/api/v1/me/documents")]
pub async fn mine(
    app: Data<App>,
    citizen: Citizen,
    language: Language,
    page: Query<PageQuery>,
) -> Result<Json<Page<DocumentView>>, Problem> {
    let page = service::of_citizen(&app, &citizen, &page).await?;
    Ok(Json(page.map(|document| DocumentView::of(&app, &document, language))))
}

/// One of them as PDF.
#[utoipa::path(tag = "documents", responses(
    (status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401), (status = 404),
    (status = 503, description = "`fonts_missing` or `press_busy`")))]
#[get("/api/v1/me/documents/{id}/pdf")]
pub async fn my_pdf(app: Data<App>, citizen: Citizen, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let document = service::own(&app, &citizen, *id).await?;
    serving::pdf(&app, &document, Version::Full).await
}

/// Whether the document of a code is authentic, void or unknown. For everybody; an unknown code is answered in the same form.
#[utoipa::path(tag = "documents", responses((status = 200, body = Verification), (status = 429)))]
#[get("/api/v1/verify/{code}")]
pub async fn verify(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    code: Path<String>,
) -> Result<Json<Verification>, Problem> {
    Ok(Json(service::verify(&app, &code, &address::of(&request), language).await?))
}

/// What an organ's document numbers begin with.
#[utoipa::path(tag = "documents", responses(
    (status = 200, body = Setting), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/organs/{id}/document-numbers")]
pub async fn setting(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let found = service::setting(&app, &staff, *id).await?;
    Ok(etag::personal_tagged(&request, StatusCode::OK, etag::of_version(found.version), &found))
}

/// Sets it; documents that were issued keep their numbers.
#[utoipa::path(tag = "documents", request_body = Setting, params(("If-Match" = String, Header)), responses(
    (status = 200, body = Setting), (status = 401), (status = 403), (status = 404), (status = 412), (status = 422), (status = 428)))]
#[put("/api/v1/desk/organs/{id}/document-numbers")]
pub async fn set(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
    based_on: IfMatch,
    body: Body<Setting>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff).await?;
    let kept = service::change_setting(change, &staff, *id, &based_on, &body).await?;
    Ok(etag::personal_tagged(&request, StatusCode::OK, etag::of_version(kept.version), &kept))
}
