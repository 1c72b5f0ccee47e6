//! Photographs and papers: sealed while they come like every upload. Nothing takes one away.

use hechang_entity::investigation_file;
use serde_json::json;
use uuid::Uuid;

use super::{
    access::{hold_task, whole},
    answering::found,
};
use crate::{
    app::App,
    assistance::{
        self,
        investigation::{
            error::InvestigationError,
            model::{FileInfo, RequestState, Side, TaskState},
            queries, sealing,
        },
    },
    error::{Internal, Problem},
    identity::{actor::Staff, policy::Action},
    materials::{
        self,
        error::MaterialError,
        files,
        service::{Arrived, Examined},
    },
    platform::{
        blobs::Reading,
        change::{Change, Event},
        once::Once,
        vault::Place,
    },
};

/// What a task takes: pictures, and PDF for papers that came so.
const ACCEPTED: [&str; 5] = ["image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"];
/// Files of one task and side.
const MOST: usize = 60;

/// A file with its bytes.
pub struct FileBytes {
    /// What is known of it.
    pub info: FileInfo,
    /// Its bytes.
    pub reading: Reading,
}

/// The organ and the application under which a file's coming and opening is recorded.
struct Context {
    organ: Uuid,
    application: Uuid,
}

/// Who may do what with the files of one side of a task, and whether files may come now.
async fn context(
    change: &Change,
    staff: &Staff,
    (task, side): (Uuid, Side),
) -> Result<Context, InvestigationError> {
    let (context, open) = match side {
        Side::Own => {
            let (case, file) = hold_task(change, staff, task).await?;
            let context = Context { organ: case.case.organ_id, application: file.task.application_id };
            (context, file.task.state != TaskState::Dropped)
        }
        Side::Asked => {
            let file = found(change, staff, task, Action::Investigate).await?;
            let context = Context { organ: file.request.to, application: file.application_id };
            (context, file.request.state == RequestState::Received)
        }
    };
    if open { Ok(context) } else { Err(InvestigationError::NotNow { allowed: Vec::new() }) }
}

/// Refuses before a file is read what would be refused afterward. Answers what may come, as people call it.
///
/// # Errors
/// `NotFound` out of reach, 403; `NotNow`.
pub async fn refuse_early(
    app: &App,
    staff: &Staff,
    place: (Uuid, Side),
) -> Result<String, InvestigationError> {
    context(&app.change(staff).await?, staff, place).await?;
    Ok(materials::kinds::names(&ACCEPTED))
}

/// Gives a file that has come in to a task or to the answer of its request. A retry of the same key and file gets the first answer, and
/// the second copy goes again.
///
/// # Errors
/// `NotFound`, 403; `NotNow`; those of a file that can't be used.
pub async fn add_file(
    app: &App,
    once: &Once,
    staff: &Staff,
    place: (Uuid, Side),
    arrived: Arrived,
) -> Result<FileInfo, Problem> {
    let file = arrived.file;
    let examined = match materials::service::examine(app, &arrived, &ACCEPTED).await {
        Ok(examined) => examined,
        Err(error) => {
            files::drop_unowned(app, file).await?;
            return Err(error.into());
        }
    };
    let body = json!({ "task": place.0, "sha256": arrived.sha256 });
    let work = async |change| keep(change, staff, place, &arrived, &examined).await;
    let kept = once.run(app.change(staff).await?, &app.cache, &body, work).await;
    if !kept.as_ref().is_ok_and(|kept: &FileInfo| kept.id == file) {
        for file in [Some(file), examined.preview].into_iter().flatten() {
            files::drop_unowned(app, file).await?;
        }
    }
    kept
}

async fn keep(
    change: Change,
    staff: &Staff,
    (task, side): (Uuid, Side),
    arrived: &Arrived,
    examined: &Examined,
) -> Result<FileInfo, InvestigationError> {
    let context = context(&change, staff, (task, side)).await?;
    let answers = side == Side::Asked;
    let known = queries::files(change.db(), &[task]).await?;
    if known.iter().filter(|file| file.answers == answers).count() >= MOST {
        return Err(MaterialError::LineFull { most: MOST }.into());
    }
    for file in [Some(arrived.file), examined.preview].into_iter().flatten() {
        files::keep(&change, file).await?;
    }
    let place = Place { column: sealing::FILENAME, row: arrived.file };
    let row = investigation_file::Model {
        id: arrived.file,
        task_id: task,
        answers,
        filename_sealed: change.vault().seal_json(place, &examined.name)?,
        media_type: arrived.kind.media_type().to_owned(),
        size: i64::try_from(arrived.size).map_err(Internal::from_error)?,
        sha256: arrived.sha256.clone(),
        preview_id: examined.preview,
        uploaded_by: staff.id,
        uploaded_at: change.now(),
    };
    let info = sealing::file(change.vault(), &row)?;
    if !queries::insert_file(change.db(), row).await? {
        return Err(MaterialError::AlreadyThere.into());
    }
    let event =
        Event::new("investigation.file_added", info.id).at(context.organ).in_case(context.application);
    let facts = json!({ "task": task, "answers": answers, "media_type": info.media_type, "size": info.size });
    Ok(change.commit(event.with(facts), info).await?)
}

/// A file of a task; the look is on the audit record before the first byte. The asked procuratorate opens those of its answer.
///
/// # Errors
/// `NotFound` out of reach, or for a file of another task or side.
pub async fn open_file(
    app: &App,
    staff: &Staff,
    (task, side): (Uuid, Side),
    file: Uuid,
) -> Result<FileBytes, InvestigationError> {
    let change = app.change(staff).await?;
    let (context, known) = match side {
        Side::Own => {
            let row = queries::task(app.db.read(), task).await?.ok_or(InvestigationError::NotFound)?;
            let case = assistance::service::read(app, staff, row.case_id).await?;
            let context = Context { organ: case.case.organ_id, application: row.application_id };
            (context, whole(app.db.read(), &app.vault, row).await?.files)
        }
        Side::Asked => {
            let file = found(&change, staff, task, Action::SeeMatters).await?;
            (Context { organ: file.request.to, application: file.application_id }, file.files)
        }
    };
    let info = known.into_iter().find(|known| known.id == file).ok_or(InvestigationError::NotFound)?;
    let event =
        Event::new("investigation.file_looked_at", file).at(context.organ).in_case(context.application);
    change.commit(event.with(json!({ "task": task })), ()).await?;
    let reading = files::read(app, file).await?.ok_or(InvestigationError::NotFound)?;
    Ok(FileBytes { info, reading })
}
