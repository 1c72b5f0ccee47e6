//! Looking at a file: its owner, and the desk, each of whose looks is on the audit record before the first byte (security.md UP-13).

use hechang_entity::material::Model;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, model::Application},
    error::Internal,
    identity::{
        actor::{Citizen, Staff},
        policy::{self, Action},
    },
    materials::{
        error::MaterialError,
        files,
        model::{Judgment, Material},
        queries,
        service::{reading, screening},
    },
    platform::{blobs::Reading, change::Event},
};

/// What of a file is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The file as it was sent.
    Original,
    /// The picture that is drawn of it.
    Preview,
}

/// A file that is about to be shown.
pub struct Opened {
    /// What is known of it.
    pub material: Material,
    /// Its bytes, or those of its preview.
    pub reading: Reading,
}

/// A citizen's own file. Another's is as unknown as one that doesn't exist.
pub async fn open(
    app: &App,
    citizen: &Citizen,
    id: Uuid,
    material: Uuid,
    view: View,
) -> Result<Opened, MaterialError> {
    let application = applications::service::get(app, citizen, id).await?.application;
    read(app, found(app, &application, material).await?, view).await
}

/// A file of a matter that a member of staff may open.
pub async fn open_at_desk(
    app: &App,
    staff: &Staff,
    id: Uuid,
    material: Uuid,
    view: View,
) -> Result<Opened, MaterialError> {
    let reach = policy::reach(app.db.read(), staff).await?;
    let application = applications::service::find_in(app.db.read(), &app.vault, &reach, id).await?;
    let application = application.ok_or(MaterialError::NotFound)?;
    let row = found(app, &application, material).await?;
    screening::must_be_clean(&row)?;
    file_of(&row, view)?;
    record(app, staff, &application, &row, view).await?;
    read(app, row, view).await
}

/// A file that was handed to somebody's organ with a matter. Whether it was, is the caller's question; the look is on the audit record.
pub async fn open_handed_over(
    app: &App,
    staff: &Staff,
    application: Uuid,
    material: Uuid,
) -> Result<Opened, MaterialError> {
    let row = queries::find(app.db.read(), application, material).await?.ok_or(MaterialError::NotFound)?;
    screening::must_be_clean(&row)?;
    let facts = json!({ "application": application, "what": "original", "handed_over": true });
    let event = Event::new("material.looked_at", material).at(staff.organ_id).in_case(application);
    app.change(staff).await?.commit(event.with(facts), ()).await?;
    read(app, row, View::Original).await
}

async fn found(app: &App, application: &Application, material: Uuid) -> Result<Model, MaterialError> {
    let row = queries::find(app.db.read(), application.id, material).await?;
    row.ok_or(MaterialError::NotFound)
}

fn file_of(row: &Model, view: View) -> Result<Uuid, MaterialError> {
    let name = match view {
        View::Original => Some(&row.blob_key),
        View::Preview => row.preview_key.as_ref(),
    };
    Ok(name.ok_or(MaterialError::NotFound)?.parse().map_err(Internal::from_error)?)
}

async fn record(
    app: &App,
    staff: &Staff,
    application: &Application,
    row: &Model,
    view: View,
) -> Result<(), MaterialError> {
    let what = if view == View::Original { "original" } else { "preview" };
    let detail = json!({ "application": application.id, "what": what, "ground": ground(staff, row) });
    let event = Event::new("material.looked_at", row.id)
        .at(application.organ_id)
        .in_case(application.id)
        .with(detail);
    Ok(app.change(staff).await?.commit(event, ()).await?)
}

/// For which part of their work somebody looks (security.md UP-5); the route has no place for words of theirs.
fn ground(staff: &Staff, row: &Model) -> &'static str {
    let does = |action| policy::may(staff, action);
    if row.state == Judgment::Uploaded.word() && does(Action::JudgePapers) {
        "judging"
    } else if does(Action::WorkOnMatters) {
        "handling"
    } else {
        "oversight"
    }
}

async fn read(app: &App, row: Model, view: View) -> Result<Opened, MaterialError> {
    screening::must_be_clean(&row)?;
    let reading = files::read(app, file_of(&row, view)?).await?.ok_or(MaterialError::NotFound)?;
    Ok(Opened { material: reading::opened(&app.vault, row)?, reading })
}
