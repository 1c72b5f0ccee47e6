//! How many one-time codes the whole system sends (security.md LIM-2): whoever has many phones and many addresses at hand would otherwise run
//! the bill up. At the ceiling nobody gets a code for a while, so the keeper is told by log, figures and readiness.

use crate::{
    app::App,
    error::{Internal, Problem},
    platform::limits::{CODES_OF_ALL, Limit},
};

/// Codes that were refused at the ceiling.
const REFUSED: &str = "hechang_code_ceiling_refused_total";
const ALL: &str = "all";

fn limit(app: &App) -> Limit {
    CODES_OF_ALL.of(app.config.codes_an_hour)
}

/// Counts a code, and refuses it past the ceiling.
pub async fn count(app: &App) -> Result<(), Problem> {
    let counted = app.limits.count(limit(app), ALL).await;
    if counted.is_err() {
        metrics::counter!(REFUSED).increment(1);
        tracing::error!(
            most = app.config.codes_an_hour,
            "no more one-time codes are sent this hour: somebody may be running them up"
        );
    }
    counted
}

/// Whether the ceiling is reached now.
pub async fn is_reached(app: &App) -> Result<bool, Internal> {
    app.limits.is_reached(limit(app), ALL).await
}
