//! Notes and assignment, from the matter's page.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use crate::{
    app::App,
    desk::{
        console::{
            Reader, go,
            matter::{self, Remarks},
        },
        model::NewNote,
        service,
    },
    error::{FieldFault, Problem},
    identity::cookie::ConsoleStaff,
    platform::once::Once,
    web::{language::Language, posted::Form},
};

/// A note, and the key that writes it only once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteForm {
    text: String,
    key: String,
}

/// Who shall have it; nobody when empty.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandsForm {
    staff_id: String,
}

/// Writes a note that the citizen never sees.
#[post("/console/applications/{id}/notes")]
pub async fn note(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<NoteForm>,
) -> Result<HttpResponse, Problem> {
    let new = NewNote { text: form.text.trim().to_owned() };
    let written = if new.validate().is_ok() {
        let work = async |change| service::note(change, &staff, *id, &new.text).await;
        let once = Once::keyed(&form.key, request.path());
        once.run(app.change(&*staff).await?, &app.cache, &new, work).await.map(drop)
    } else {
        let fault = FieldFault::new("/text", "bad_length").with("min", 1).with("max", 2000);
        Err(Problem::invalid(vec![fault]))
    };
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    settle(reader, *id, "notes", written, &form.text).await
}

/// Gives it to somebody who may work on it, or to nobody.
#[post("/console/applications/{id}/assignee")]
pub async fn assign(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<HandsForm>,
) -> Result<HttpResponse, Problem> {
    let to = Some(form.staff_id.as_str()).filter(|to| !to.is_empty()).map(str::parse::<Uuid>).transpose();
    let given = match to {
        Ok(to) => service::assign(app.change(&*staff).await?, &staff, *id, to).await.map(drop),
        Err(_) => return Err(Problem::bad_request("unreadable")),
    };
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    settle(reader, *id, "hands", given.map_err(Problem::from), "").await
}

/// Back to the matter; what can be mended is said on its page, with what was typed.
async fn settle(
    reader: Reader<'_>,
    id: Uuid,
    place: &str,
    done: Result<(), Problem>,
    typed: &str,
) -> Result<HttpResponse, Problem> {
    match done {
        Ok(()) => Ok(go(&format!("/console/applications/{id}#{place}"))),
        Err(problem) if problem.code == "invalid" => {
            let remarks = Remarks { problem: Some(problem), note: typed.to_owned(), ..Remarks::default() };
            matter::draw(reader, id, StatusCode::UNPROCESSABLE_ENTITY, &remarks).await
        }
        Err(problem) => Err(problem),
    }
}
