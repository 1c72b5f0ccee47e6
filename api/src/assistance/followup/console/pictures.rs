//! Vouchers and photographs on the page of a visit.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload},
};
use uuid::Uuid;

use super::visit::{draw, place};
use crate::{
    app::App,
    assistance::{
        console::{Reader, fields::Fields, go, mendable},
        followup::{api::pictures::typed, model::Picture, service},
    },
    error::{FieldFault, Problem},
    identity::cookie::ConsoleStaff,
    materials::{self, serving},
    platform::once::Once,
    web::{language::Language, parts::Parts},
};

/// Adds one, or says what is wrong with it.
#[post("/console/follow-up/visits/{id}/files")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let accepted = service::refuse_early(&app, &staff, *id).await?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    match added(reader, *id, accepted, payload).await {
        Ok(_) => Ok(go(&format!("{}#files", place(*id)))),
        Err(problem) if mendable(&problem) || matches!(problem.status.as_u16(), 413 | 415) => {
            draw(reader, *id, &Fields::default(), Some(&problem)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn added(reader: Reader<'_>, id: Uuid, accepted: String, payload: Payload) -> Result<Picture, Problem> {
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
    let read = parts.end().await.and_then(|fields| {
        let new = typed(&fields)?;
        Ok((new, Fields(fields).key()?.to_owned()))
    });
    match read {
        Ok((new, key)) => {
            service::add_picture(app, &Once::keyed(key, request.path()), staff, id, new, arrived).await
        }
        Err(problem) => {
            materials::service::leave(app, arrived).await?;
            Err(problem)
        }
    }
}

/// One as it was sent; the look is on the audit record.
#[get("/console/follow-up/visits/{id}/files/{file}/content")]
pub async fn content(
    app: Data<App>,
    staff: ConsoleStaff,
    request: HttpRequest,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let opened = service::open_picture(&app, &staff, path.0, path.1).await?;
    let picture = opened.picture;
    Ok(serving::answer_as(&request, opened.reading, picture.media_type, &picture.filename))
}
