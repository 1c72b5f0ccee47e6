//! Vouchers and photographs of a visit, by the API.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::followup::{
        model::{FileKind, NewPicture},
        service,
        view::PictureView,
    },
    error::{FieldFault, Problem},
    identity::actor::Staff,
    materials::{self, serving},
    platform::once::Once,
    web::{etag, parts::Parts, posted::Pairs},
};

/// A voucher or photograph.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "only describes the multipart body, which is read part by part")]
pub struct PictureUpload {
    /// What it shows.
    kind: FileKind,
    /// Whose voucher.
    person_id: Option<Uuid>,
    /// The file; exactly one.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The files of a visit.
#[derive(Serialize, ToSchema)]
pub struct PictureList {
    /// The first first.
    items: Vec<PictureView>,
}

/// The vouchers and photographs of a visit.
#[utoipa::path(tag = "follow-up", responses((status = 200, body = PictureList), (status = 401), (status = 404)))]
#[get("/api/v1/desk/follow-up/visits/{id}/files")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let pictures = service::pictures(&app, &staff, *id).await?;
    let items = pictures.into_iter().map(PictureView::from).collect();
    Ok(etag::personal_content(&request, &PictureList { items })?)
}

/// Adds a voucher or photograph: a picture or a PDF. It belongs to the record that is entered next.
#[utoipa::path(tag = "follow-up", request_body(content = PictureUpload, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = PictureView), (status = 400), (status = 401), (status = 403), (status = 404), (status = 408),
    (status = 409, description = "`file_already_there`, `too_many_files`, `visit_not_now`, `file_waits` while the scanner is away"),
    (status = 413), (status = 415, description = "`file_type_not_accepted`"), (status = 422)))]
#[post("/api/v1/desk/follow-up/visits/{id}/files")]
pub async fn add(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    id: Path<Uuid>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let accepted = service::refuse_early(&app, &staff, *id).await?;
    let mut parts = Parts::of(&request, payload);
    let part = parts.file().await?;
    let arrived = materials::service::receive(&app, part, accepted).await?;
    let new = match parts.end().await.and_then(|fields| typed(&fields)) {
        Ok(new) => new,
        Err(problem) => {
            materials::service::leave(&app, arrived).await?;
            return Err(problem);
        }
    };
    let picture = service::add_picture(&app, &once, &staff, *id, new, arrived).await?;
    Ok(HttpResponse::Created().json(PictureView::from(picture)))
}

/// The plain fields beside a file.
pub(in crate::assistance::followup) fn typed(fields: &Pairs) -> Result<NewPicture, Problem> {
    let field = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map(|(_, text)| text.trim()).filter(|text| !text.is_empty())
    };
    let fault = |pointer: &str, code| Problem::invalid(vec![FieldFault::new(pointer, code)]);
    let word = field("kind").ok_or_else(|| fault("/kind", "required"))?;
    let kind = FileKind::ALL.into_iter().find(|kind| kind.word() == word);
    let kind = kind.ok_or_else(|| fault("/kind", "not_an_option"))?;
    let person = field("person_id").map(str::parse).transpose();
    let person_id = person.map_err(|_| fault("/person_id", "not_an_option"))?;
    Ok(NewPicture { kind, person_id })
}

/// A voucher or photograph as it was sent; the look is on the audit record.
#[utoipa::path(tag = "follow-up", params(("Range" = Option<String>, Header)), responses(
    (status = 200, content_type = "application/octet-stream"), (status = 206, description = "one range"),
    (status = 401), (status = 404), (status = 416)))]
#[get("/api/v1/desk/follow-up/visits/{id}/files/{file}/content")]
pub async fn content(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open_picture(&app, &staff, path.0, path.1).await?;
    let picture = opened.picture;
    Ok(serving::answer_as(&request, opened.reading, picture.media_type, &picture.filename))
}
