//! Taking a file back.

use hechang_entity::material::Model;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    error::Internal,
    identity::actor::Citizen,
    materials::{error::MaterialError, files, queries},
    platform::change::{Change, Event},
};

/// Removes a file, while it may be changed. Its bytes go once the change is committed, at the latest with the next cleaning.
pub async fn remove(
    app: &App,
    change: Change,
    citizen: &Citizen,
    id: Uuid,
    material: Uuid,
) -> Result<(), MaterialError> {
    applications::service::own(change.db(), change.vault(), citizen, id).await?;
    let found = queries::find(change.db(), id, material).await?.ok_or(MaterialError::NotFound)?;
    let line = &found.checklist_key;
    let application = applications::service::open_for_files(app, &change, citizen, id, line).await?;
    // Found again under the application's lock: another request may have removed it meanwhile.
    let found = queries::find(change.db(), id, material).await?.ok_or(MaterialError::NotFound)?;
    let now = change.now();
    queries::remove(change.db(), material, now).await?;
    files::release(&change, &of_row(&found)?).await?;
    applications::service::touch(&change, id).await?;
    let detail = json!({ "application": id, "line": found.checklist_key });
    let event = Event::new("material.removed", material).at(application.organ_id).in_case(id).with(detail);
    change.commit(event, ()).await?;
    if let Err(error) = files::clean(app).await {
        tracing::warn!(error = format!("{error:#}"), "removed files wait for the next cleaning");
    }
    Ok(())
}

/// The files of a row. A row without any, as only tests have it, is as good as removed.
pub(super) fn of_row(row: &Model) -> Result<Vec<Uuid>, Internal> {
    let names = [Some(&row.blob_key), row.preview_key.as_ref()];
    names.into_iter().flatten().map(|name| name.parse().map_err(Internal::from_error)).collect()
}
