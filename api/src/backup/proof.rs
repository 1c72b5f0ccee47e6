//! Whether what was restored holds: the audit record with its anchors, and the ledger.

use std::time::Instant;

use anyhow::ensure;

use crate::{app::App, audit, backup::stages::Stages, ledger};

/// Proves record and ledger.
///
/// # Errors
/// Names what doesn't hold.
pub async fn prove(app: &App, stages: &mut Stages) -> anyhow::Result<()> {
    let begun = Instant::now();
    let report = audit::service::verify(app, &[]).await?;
    let mut faults = Vec::new();
    for fault in &report.faults {
        faults.push(audit::service::describe(app, fault).await?);
    }
    ensure!(faults.is_empty(), "the record doesn't hold:\n{}", faults.join("\n"));
    stages.done("audit record verified", begun);
    let begun = Instant::now();
    let report = ledger::verification::verify(&app.db).await?;
    let faults: Vec<_> = report.faults.iter().map(ToString::to_string).collect();
    ensure!(faults.is_empty(), "the ledger doesn't hold:\n{}", faults.join("\n"));
    stages.done("ledger verified", begun);
    Ok(())
}
