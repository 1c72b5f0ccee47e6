//! The scanner's word about a file (security.md UP-10): until it has spoken nobody opens the file; while it is away files wait, and
//! nothing is let through. What it refuses is told to the citizen and gone.

use std::time::Duration;

use hechang_entity::material::Model;
use serde_json::json;
use tokio::time::timeout;

use crate::{
    app::App,
    applications::{self, error::ApplicationError, model::Application},
    error::Internal,
    materials::{
        error::MaterialError,
        files,
        model::{Judgment, Screening},
        queries,
        service::removing::of_row,
    },
    platform::{
        change::{Author, Change, Event},
        scanner::Found,
        vault::Place,
    },
};

const AT_ONCE: u64 = 20;
/// The sender and a place at the bench don't wait longer than this.
const AT_THE_DOOR: Duration = Duration::from_secs(10);

/// Has a file looked at that has just come in.
///
/// # Errors
/// `Infected`.
pub(super) async fn at_arrival(app: &App, bytes: &[u8]) -> Result<Option<Screening>, MaterialError> {
    let Some(scanner) = &app.scanner else { return Ok(None) };
    match timeout(AT_THE_DOOR, scanner.look(bytes)).await {
        Ok(Ok(Found::Nothing)) => return Ok(None),
        Ok(Ok(Found::Malware)) => return Err(MaterialError::Infected),
        Ok(Err(error)) => {
            tracing::warn!(error = format!("{error:#}"), "the scanner is away: a file waits");
        }
        Err(_) => tracing::warn!("the scanner takes its time: a file waits"),
    }
    Ok(Some(Screening::Waiting))
}

/// Whether a file may be opened.
pub(super) fn must_be_clean(row: &Model) -> Result<(), MaterialError> {
    match row.screening.as_deref().map(Screening::from_word) {
        None => Ok(()),
        Some(Screening::Waiting) => Err(MaterialError::Waiting),
        Some(Screening::Infected) => Err(MaterialError::NotFound),
    }
}

/// Has looked at what waits, until the scanner is away again. Safe to repeat, and to run on several nodes.
pub async fn screen_waiting(app: &App) -> Result<(), Internal> {
    let Some(scanner) = &app.scanner else { return Ok(()) };
    let mut after = None;
    loop {
        let waiting = queries::waiting(app.db.read(), after, AT_ONCE).await?;
        let Some(last) = waiting.last() else { return Ok(()) };
        after = Some(last.id);
        for row in waiting {
            let bytes = files::read_whole(app, row.blob_key.parse().map_err(Internal::from_error)?).await?;
            match scanner.look(&bytes).await {
                Ok(found) => settle(app, &row, found).await?,
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "the scanner is away: files wait");
                    return Ok(());
                }
            }
        }
    }
}

async fn settle(app: &App, row: &Model, found: Found) -> Result<(), Internal> {
    let change = app.change(Author::System).await?;
    let application = match applications::service::hold(&change, row.application_id).await {
        // Gone meanwhile, with its files.
        Err(ApplicationError::NotFound) => return Ok(()),
        held => held.map_err(Internal::from_error)?,
    };
    let changed = match found {
        Found::Nothing => queries::cleared(change.db(), row.id).await?,
        Found::Malware => refuse(app, &change, &application, row).await?,
    };
    // Another node was quicker, or the citizen took it back.
    if !changed {
        return Ok(());
    }
    let found = if found == Found::Nothing { "nothing" } else { "malware" };
    let event = Event::new("material.screened", row.id)
        .at(application.organ_id)
        .in_case(application.id)
        .with(json!({ "found": found }));
    change.commit(event, ()).await
}

async fn refuse(
    app: &App,
    change: &Change,
    application: &Application,
    row: &Model,
) -> Result<bool, Internal> {
    let reason = app.texts.say(application.language, "fault-file_infected");
    let place = Place { column: "material.reason", row: row.id };
    let reason = change.vault().seal_json(place, &reason)?;
    files::release(change, &of_row(row)?).await?;
    queries::infected(change.db(), row.id, Judgment::Rejected.word(), reason, change.now()).await
}
