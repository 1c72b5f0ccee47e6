//! Giving a file that has come in to its application.

use chrono::{DateTime, NaiveTime, Utc};
use hechang_entity::material::Model;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, model::Application, service::service_of},
    catalog::ChecklistLine,
    config::Switch,
    error::{Internal, Problem},
    identity::{self, actor::Citizen},
    materials::{
        error::MaterialError,
        filename, files,
        inspect::{Flaw, bench},
        kinds::{self, Kind},
        limits,
        model::{Judgment, Material, Screening},
        queries,
        service::{Arrived, of_application, reading::opened, screening},
    },
    platform::{
        change::{Change, Event},
        clock::shanghai,
        once::Once,
        vault::Place,
    },
};

/// Looks into a file and gives it to a line of the checklist. A retry of the same key and file gets the first answer, and
/// the second copy goes again.
///
/// # Errors
/// Those of [`MaterialError`]; nothing is kept of a file that is refused.
pub async fn attach(
    app: &App,
    once: &Once,
    citizen: &Citizen,
    id: Uuid,
    line: &str,
    arrived: Arrived,
) -> Result<Material, Problem> {
    let mut written = vec![arrived.file];
    let attached = looked_into(app, once, citizen, (id, line), &arrived, &mut written).await;
    let owned = attached.as_ref().is_ok_and(|material| material.id == arrived.file);
    if !owned {
        for file in written {
            files::drop_unowned(app, file).await?;
        }
    }
    attached
}

async fn looked_into(
    app: &App,
    once: &Once,
    citizen: &Citizen,
    (id, line): (Uuid, &str),
    arrived: &Arrived,
    written: &mut Vec<Uuid>,
) -> Result<Material, Problem> {
    let application = applications::service::get(app, citizen, id).await?.application;
    must_take(line_of(app, &application, line)?, arrived.kind)?;
    let place = bench::place().await?;
    let bytes = files::read_whole(app, arrived.file).await?;
    let screening = screening::at_arrival(app, &bytes).await?;
    let looked = place.look(arrived.kind, bytes).await;
    let preview = match looked.map_err(|flaw| refusal(app, &application, line, flaw))? {
        Some(preview) => Some(files::write(app, &preview).await?),
        None => None,
    };
    written.extend(preview);
    let body = (line, &arrived.sha256);
    let made = Made { preview, screening };
    let work = async |change| add(app, change, citizen, (id, line), arrived, made).await;
    once.run(app.change(citizen).await?, &app.cache, &body, work).await
}

/// What came of looking into a file.
#[derive(Clone, Copy)]
struct Made {
    preview: Option<Uuid>,
    screening: Option<Screening>,
}

fn line_of<'app>(
    app: &'app App,
    application: &Application,
    line: &str,
) -> Result<&'app ChecklistLine, MaterialError> {
    let line = service_of(app, application)?.line(line);
    line.ok_or_else(|| MaterialError::fault("/checklist_key", "not_an_option"))
}

fn must_take(line: &ChecklistLine, kind: Kind) -> Result<(), MaterialError> {
    if line.accepts.iter().any(|media_type| media_type == kind.media_type()) {
        return Ok(());
    }
    Err(MaterialError::TypeNotAccepted { accepted: kinds::names(&line.accepts) })
}

/// A film is told like any other kind that isn't taken.
fn refusal(app: &App, application: &Application, line: &str, flaw: Flaw) -> MaterialError {
    match (flaw, line_of(app, application, line)) {
        (Flaw::Film, Ok(line)) => MaterialError::TypeNotAccepted { accepted: kinds::names(&line.accepts) },
        _ => MaterialError::Unreadable(flaw),
    }
}

async fn add(
    app: &App,
    change: Change,
    citizen: &Citizen,
    (id, line): (Uuid, &str),
    arrived: &Arrived,
    made: Made,
) -> Result<Material, MaterialError> {
    let application = applications::service::open_for_files(app, &change, citizen, id, line).await?;
    let there = of_application(change.db(), change.vault(), id).await?;
    has_room(line_of(app, &application, line)?, &there, arrived)?;
    if app.config.limits == Switch::On {
        within_quotas(&change, citizen, &there, arrived.size).await?;
    }
    let row = row(&change, id, line, arrived, made)?;
    for file in [Some(arrived.file), made.preview].into_iter().flatten() {
        files::keep(&change, file).await?;
    }
    queries::insert(change.db(), row.clone()).await?;
    applications::service::touch(&change, id).await?;
    let material = opened(change.vault(), row)?;
    let detail =
        json!({ "application": id, "line": line, "media_type": material.media_type, "size": material.size });
    let event = Event::new("material.added", material.id).at(application.organ_id).in_case(id).with(detail);
    Ok(change.commit(event, material).await?)
}

fn has_room(line: &ChecklistLine, there: &[Material], arrived: &Arrived) -> Result<(), MaterialError> {
    let sha256 = data_encoding::HEXLOWER.encode(&arrived.sha256);
    if there.iter().any(|material| material.sha256 == sha256) {
        return Err(MaterialError::AlreadyThere);
    }
    let here = there.iter().filter(|material| material.checklist_key == line.key);
    if here.filter(|material| material.state != Judgment::Rejected).count() >= line.max_files {
        return Err(MaterialError::LineFull { most: line.max_files });
    }
    Ok(())
}

/// The day is the citizen's, from midnight to midnight in Shannan.
async fn within_quotas(
    change: &Change,
    citizen: &Citizen,
    there: &[Material],
    size: u64,
) -> Result<(), MaterialError> {
    let bytes = there.iter().filter_map(|material| u64::try_from(material.size).ok());
    if bytes.sum::<u64>().saturating_add(size) > limits::APPLICATION {
        return Err(MaterialError::ApplicationFull);
    }
    identity::service::hold_citizen(change, citizen.id).await?;
    let midnight = midnight(change)?;
    let sent = queries::sent_since(change.db(), citizen.id, midnight).await?;
    if sent.saturating_add(size) > limits::CITIZEN_A_DAY {
        let tomorrow = midnight + chrono::TimeDelta::days(1);
        let wait = (tomorrow - change.now()).to_std().unwrap_or_default();
        return Err(MaterialError::TooMuchToday { wait });
    }
    Ok(())
}

fn midnight(change: &Change) -> Result<DateTime<Utc>, Internal> {
    let midnight = change.today().and_time(NaiveTime::MIN).and_local_timezone(shanghai()).single();
    Ok(midnight.ok_or_else(|| Internal::msg("a day without a midnight"))?.to_utc())
}

/// A material has the id of its file.
fn row(
    change: &Change,
    application: Uuid,
    line: &str,
    arrived: &Arrived,
    made: Made,
) -> Result<Model, Internal> {
    let place = Place { column: "material.filename", row: arrived.file };
    let name = filename::cleaned(&arrived.name, arrived.kind);
    Ok(Model {
        id: arrived.file,
        application_id: application,
        checklist_key: line.to_owned(),
        filename_sealed: change.vault().seal_json(place, &name)?,
        media_type: arrived.kind.media_type().to_owned(),
        size: i64::try_from(arrived.size).map_err(Internal::from_error)?,
        sha256: arrived.sha256.clone(),
        blob_key: arrived.file.to_string(),
        preview_key: made.preview.map(|file| file.to_string()),
        state: Judgment::Uploaded.word().to_owned(),
        reason_sealed: None,
        judged_by: None,
        judged_at: None,
        uploaded_at: change.now(),
        removed_at: None,
        screening: made.screening.map(|screening| screening.word().to_owned()),
    })
}
