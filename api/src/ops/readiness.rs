//! Whether everything that a request needs is there.

use std::time::Duration;

use crate::{app::App, error::Internal, identity};

/// A part that takes longer than this is as good as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// The parts that don't answer; their faults are logged.
pub async fn away(app: &App) -> Vec<&'static str> {
    let (database, cache, blobs) = tokio::join!(
        answers("database", app.db.ping()),
        answers("cache", app.cache.ping()),
        answers("blobs", app.blobs.ping())
    );
    [database, cache, blobs].into_iter().flatten().collect()
}

/// What the keeper has to know though requests are served.
pub async fn notes(app: &App) -> Vec<&'static str> {
    // A cache that is away is told as such.
    let at_ceiling = identity::ceiling::is_reached(app).await.unwrap_or_default();
    let no_fonts = !app.press.has_fonts().await;
    [at_ceiling.then_some("code_ceiling"), no_fonts.then_some("fonts_missing")]
        .into_iter()
        .flatten()
        .collect()
}

async fn answers(
    part: &'static str,
    ping: impl Future<Output = Result<(), Internal>>,
) -> Option<&'static str> {
    let fault = match tokio::time::timeout(PATIENCE, ping).await {
        Ok(Ok(())) => return None,
        Ok(Err(fault)) => format!("{fault:#}"),
        Err(_) => "no answer in time".to_owned(),
    };
    tracing::warn!(part, fault, "a part doesn't answer");
    Some(part)
}
