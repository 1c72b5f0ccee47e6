//! Receipts on the page of a batch.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload},
};
use uuid::Uuid;

use super::{batch::draw, place};
use crate::{
    app::App,
    assistance::{
        console::{Reader, fields::Fields, go, mendable},
        payments::{api::receipts::attachment, model::BatchFile, service},
    },
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    web::{language::Language, parts::Parts},
};

/// Files the receipt of a line, or says what is wrong with the file.
#[post("/console/payments/batches/{id}/lines/{line}/receipt")]
pub async fn file(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    at: Path<(Uuid, Uuid)>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::Pay)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    match filed(reader, *at, payload).await {
        Ok(file) => Ok(go(&place(&file))),
        Err(problem) if mendable(&problem) => {
            draw(reader, at.0, &Fields::default(), Some(&problem), None).await
        }
        Err(problem) => Err(problem),
    }
}

async fn filed(reader: Reader<'_>, at: (Uuid, Uuid), payload: Payload) -> Result<BatchFile, Problem> {
    let Reader { app, request, staff, .. } = reader;
    let mut parts = Parts::of(request, payload);
    let part = parts.file().await?;
    parts.check_token(request)?;
    if part.name.is_empty() {
        return Err(Problem::invalid(vec![FieldFault::new("/file", "no_file_chosen")]));
    }
    let arrived = service::receive(app, staff, at, part).await?;
    parts.end().await?;
    Ok(service::file_receipt(app, staff, at, arrived).await?)
}

/// The receipt of a line; each look is on the audit record.
#[get("/console/payments/batches/{id}/lines/{line}/receipt")]
pub async fn open(
    app: Data<App>,
    staff: ConsoleStaff,
    at: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    Ok(attachment(service::open_receipt(&app, &staff, *at).await?))
}
