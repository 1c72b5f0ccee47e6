//! Vouchers on the page of a mandate.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload},
};
use uuid::Uuid;

use super::acting::after;
use crate::{
    app::App,
    assistance::{
        console::{Reader, fields::Fields},
        custody::{api::requests::attachment, service},
    },
    error::{FieldFault, Problem},
    identity::cookie::ConsoleStaff,
    web::{language::Language, parts::Parts},
};

/// Files the voucher of a release, or says what is wrong with the file.
#[post("/console/custody/{id}/requests/{request}/voucher")]
pub async fn file(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    at: Path<(Uuid, Uuid)>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let filed = filed(reader, *at, payload).await;
    after(reader, at.0, &Fields::default(), filed).await
}

async fn filed(reader: Reader<'_>, at: (Uuid, Uuid), payload: Payload) -> Result<(), Problem> {
    let Reader { app, request, staff, .. } = reader;
    let mut parts = Parts::of(request, payload);
    let part = parts.file().await?;
    parts.check_token(request)?;
    if part.name.is_empty() {
        service::read(app, staff, at.0).await?;
        return Err(Problem::invalid(vec![FieldFault::new("/file", "no_file_chosen")]));
    }
    let arrived = service::receive(app, staff, at, part).await?;
    parts.end().await?;
    service::file(app, staff, at, arrived).await?;
    Ok(())
}

/// The voucher of a release; each look is on the audit record.
#[get("/console/custody/{id}/requests/{request}/voucher")]
pub async fn voucher(
    app: Data<App>,
    staff: ConsoleStaff,
    at: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    Ok(attachment(service::open_voucher(&app, &staff, *at).await?))
}
