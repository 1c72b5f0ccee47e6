//! Vouchers and photographs of a visit: sealed while they come like every upload, tied to the version of the record that follows.

use hechang_entity::follow_up_file;
use serde_json::json;
use uuid::Uuid;

use super::access::{granted, hold_visit};
use crate::{
    app::App,
    assistance::{
        self,
        followup::{
            error::FollowUpError,
            model::{FileKind, NewPicture, Picture, VisitState},
            queries, sealing,
        },
        service::opens,
    },
    error::Problem,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
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

/// What a visit takes: pictures, and PDF for vouchers that came so.
const ACCEPTED: [&str; 5] = ["image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"];
/// Files of one visit.
const MOST: usize = 60;

/// A picture with its bytes.
pub struct PictureFile {
    /// What is known of it.
    pub picture: Picture,
    /// Its bytes.
    pub reading: Reading,
}

/// Refuses before a file is read what would be refused afterward. Answers what may come, as people call it.
///
/// # Errors
/// `NotFound` out of reach, 403.
pub async fn refuse_early(app: &App, staff: &Staff, visit: Uuid) -> Result<String, FollowUpError> {
    let db = app.db.read();
    let row = queries::visit(db, visit).await?.ok_or(FollowUpError::NotFound)?;
    if !opens(db, &app.vault, staff, row.case_id).await? {
        return Err(FollowUpError::NotFound);
    }
    policy::require(staff, Action::Visit)?;
    Ok(materials::kinds::names(&ACCEPTED))
}

/// Gives a file that has come in to a visit. A retry of the same key and file gets the first answer, and the second copy goes again.
///
/// # Errors
/// `NotFound`, 403; `NotNow`; `Faulty` for a voucher of nobody; those of a file that can't be used.
pub async fn add_picture(
    app: &App,
    once: &Once,
    staff: &Staff,
    visit: Uuid,
    new: NewPicture,
    arrived: Arrived,
) -> Result<Picture, Problem> {
    let file = arrived.file;
    let examined = match materials::service::examine(app, &arrived, &ACCEPTED).await {
        Ok(examined) => examined,
        Err(error) => {
            files::drop_unowned(app, file).await?;
            return Err(error.into());
        }
    };
    let body = json!({ "visit": visit, "new": new, "sha256": arrived.sha256 });
    let work = async |change| keep(change, staff, visit, new, &arrived, &examined).await;
    let kept = once.run(app.change(staff).await?, &app.cache, &body, work).await;
    if !kept.as_ref().is_ok_and(|picture: &Picture| picture.id == file) {
        for file in [Some(file), examined.preview].into_iter().flatten() {
            files::drop_unowned(app, file).await?;
        }
    }
    kept
}

async fn keep(
    change: Change,
    staff: &Staff,
    visit: Uuid,
    new: NewPicture,
    arrived: &Arrived,
    examined: &Examined,
) -> Result<Picture, FollowUpError> {
    let (follow_up, visit) = hold_visit(&change, staff, visit, Action::Visit).await?;
    if !matches!(visit.state, VisitState::Planned | VisitState::Made) {
        return Err(FollowUpError::NotNow);
    }
    let known = new.person_id.map(|id| granted(&follow_up.file).any(|person| person.id == id));
    match (new.kind, known) {
        (FileKind::Voucher, None) => return Err(FollowUpError::fault("/person_id", "required")),
        (_, Some(false)) => return Err(FollowUpError::fault("/person_id", "not_an_option")),
        _ => {}
    }
    if queries::files(change.db(), visit.id).await?.len() >= MOST {
        return Err(FollowUpError::Problem(MaterialError::LineFull { most: MOST }.into()));
    }
    let row = row(&change, staff, visit.id, new, arrived, examined)?;
    for file in [Some(arrived.file), examined.preview].into_iter().flatten() {
        files::keep(&change, file).await?;
    }
    let picture = sealing::picture(change.vault(), &row)?;
    if !queries::insert_file(change.db(), row).await? {
        return Err(FollowUpError::Problem(MaterialError::AlreadyThere.into()));
    }
    let event = Event::new("followup.file_added", picture.id).at(follow_up.file.case.organ_id);
    let facts = json!({ "visit": visit.id, "kind": new.kind, "media_type": picture.media_type, "size": picture.size });
    let event = event.in_case(follow_up.file.applications.first().copied()).with(facts);
    Ok(change.commit(event, picture).await?)
}

fn row(
    change: &Change,
    staff: &Staff,
    visit: Uuid,
    new: NewPicture,
    arrived: &Arrived,
    examined: &Examined,
) -> Result<follow_up_file::Model, FollowUpError> {
    let place = Place { column: sealing::FILENAME, row: arrived.file };
    Ok(follow_up_file::Model {
        id: arrived.file,
        visit_id: visit,
        kind: new.kind.word().to_owned(),
        person_id: new.person_id,
        record_version: None,
        filename_sealed: change.vault().seal_json(place, &examined.name)?,
        media_type: arrived.kind.media_type().to_owned(),
        size: i64::try_from(arrived.size).map_err(crate::error::Internal::from_error)?,
        sha256: arrived.sha256.clone(),
        preview_id: examined.preview,
        uploaded_by: staff.id,
        uploaded_at: change.now(),
    })
}

/// The files of a visit, the first first, for somebody who may open its case.
///
/// # Errors
/// `NotFound` out of reach.
pub async fn pictures(app: &App, staff: &Staff, visit: Uuid) -> Result<Vec<Picture>, FollowUpError> {
    let row = queries::visit(app.db.read(), visit).await?.ok_or(FollowUpError::NotFound)?;
    assistance::service::read(app, staff, row.case_id).await?;
    let rows = queries::files(app.db.read(), visit).await?;
    Ok(rows.iter().map(|row| sealing::picture(&app.vault, row)).collect::<Result<_, _>>()?)
}

/// A file of a visit; the look is on the audit record before the first byte.
///
/// # Errors
/// `NotFound` out of reach, or for a file of another visit.
pub async fn open_picture(
    app: &App,
    staff: &Staff,
    visit: Uuid,
    file: Uuid,
) -> Result<PictureFile, FollowUpError> {
    let row = queries::visit(app.db.read(), visit).await?.ok_or(FollowUpError::NotFound)?;
    let case = assistance::service::read(app, staff, row.case_id).await?;
    let rows = queries::files(app.db.read(), visit).await?;
    let row = rows.iter().find(|known| known.id == file).ok_or(FollowUpError::NotFound)?;
    let event = Event::new("followup.file_looked_at", file).at(case.case.organ_id);
    let event = event.in_case(case.applications.first().copied()).with(json!({ "visit": visit }));
    app.change(staff).await?.commit(event, ()).await?;
    let reading = files::read(app, file).await?.ok_or(FollowUpError::NotFound)?;
    Ok(PictureFile { picture: sealing::picture(&app.vault, row)?, reading })
}
