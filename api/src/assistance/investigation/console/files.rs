//! Photographs and papers on the pages of a task and of a request.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload},
};
use uuid::Uuid;

use super::{request, task};
use crate::{
    app::App,
    assistance::{
        console::{Reader, fields::Fields, go, mendable},
        investigation::{
            api::files::opened,
            model::{FileInfo, Side},
            service,
        },
    },
    error::{FieldFault, Problem},
    identity::cookie::ConsoleStaff,
    materials,
    platform::once::Once,
    web::{language::Language, parts::Parts},
};

/// Adds one to a task, or says what is wrong with it.
#[post("/console/investigation/tasks/{id}/files")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let accepted = service::refuse_early(&app, &staff, (*id, Side::Own)).await?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    match added(reader, (*id, Side::Own), accepted, payload).await {
        Ok(_) => Ok(go(&format!("{}#files", task::place(*id)))),
        Err(problem) if shown(&problem) => task::draw(reader, *id, &Fields::default(), Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

/// Adds one to the answer of a request, or says what is wrong with it.
#[post("/console/investigation/requests/{id}/files")]
pub async fn add_to_answer(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let accepted = service::refuse_early(&app, &staff, (*id, Side::Asked)).await?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    match added(reader, (*id, Side::Asked), accepted, payload).await {
        Ok(_) => Ok(go(&format!("{}#files", request::place(*id)))),
        Err(problem) if shown(&problem) => {
            request::draw(reader, *id, &Fields::default(), Some(&problem)).await
        }
        Err(problem) => Err(problem),
    }
}

fn shown(problem: &Problem) -> bool {
    mendable(problem) || matches!(problem.status.as_u16(), 413 | 415)
}

async fn added(
    reader: Reader<'_>,
    place: (Uuid, Side),
    accepted: String,
    payload: Payload,
) -> Result<FileInfo, Problem> {
    let Reader { app, request, staff, .. } = reader;
    let mut parts = Parts::of(request, payload);
    let part = parts.file().await?;
    parts.check_token(request)?;
    // A page that is sent without a choice has a file without a name.
    let chosen = !part.name.is_empty();
    let arrived = match materials::service::receive(app, part, accepted).await.map_err(Problem::from) {
        Err(problem) if !chosen && problem.code == "file_unreadable" => {
            return Err(Problem::invalid(vec![FieldFault::new("/file", "no_file_chosen")]));
        }
        arrived => arrived?,
    };
    let key = parts.end().await.and_then(|fields| Ok(Fields(fields).key()?.to_owned()));
    match key {
        Ok(key) => service::add_file(app, &Once::keyed(key, request.path()), staff, place, arrived).await,
        Err(problem) => {
            materials::service::leave(app, arrived).await?;
            Err(problem)
        }
    }
}

/// One of a task as it was sent; the look is on the audit record.
#[get("/console/investigation/tasks/{id}/files/{file}/content")]
pub async fn content(
    app: Data<App>,
    staff: ConsoleStaff,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    opened(&app, &staff, &request, (path.0, Side::Own), path.1).await
}

/// One of the answer for those who gave it; the look is on the audit record.
#[get("/console/investigation/requests/{id}/files/{file}/content")]
pub async fn content_of_request(
    app: Data<App>,
    staff: ConsoleStaff,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    opened(&app, &staff, &request, (path.0, Side::Asked), path.1).await
}
