//! What goes with an application or is left over.

use std::time::Duration;

use actix_web::web::Data;
use chrono::TimeDelta;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    app::App,
    error::Internal,
    materials::{
        files, queries,
        service::{removing::of_row, screen_waiting},
    },
    platform::{change::Change, jobs},
};

const EVERY: Duration = Duration::from_secs(30);
/// Rows of removed files count for the day's quota; then they are of no use.
const REMOVED_ROWS: TimeDelta = TimeDelta::days(2);

/// Takes every file of an application out of use that is about to be deleted for good, in the same change.
pub async fn forget_all(change: &Change, application: Uuid) -> Result<(), Internal> {
    let rows = queries::ever_of(change.db(), application).await?;
    let files: Vec<Vec<Uuid>> = rows.iter().map(of_row).collect::<Result<_, _>>()?;
    files::release(change, &files.concat()).await
}

/// Removes files that are out of use, and forgets their rows.
pub async fn tidy(app: &App) -> Result<u64, Internal> {
    let removed = files::clean(app).await?;
    let tx = app.db.begin().await?;
    queries::forget_removed(&tx, app.clock.now() - REMOVED_ROWS).await?;
    tx.commit().await?;
    Ok(removed)
}

/// Tidies up now and then, until the program ends.
pub fn keep_house(background: &mut JoinSet<()>, app: Data<App>) {
    let screened = app.clone();
    jobs::start(background, "materials", EVERY, move || {
        let app = app.clone();
        async move { tidy(&app).await.map(drop) }
    });
    jobs::start(background, "screening", EVERY, move || {
        let app = screened.clone();
        async move { screen_waiting(&app).await }
    });
}
