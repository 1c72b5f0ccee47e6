//! `hechang ledger`

use std::io::Write;

use anyhow::bail;
use clap::Subcommand;

use crate::{config::Config, ledger::verification, platform::database::Database};

#[derive(Subcommand)]
pub(super) enum Ledger {
    /// Proves every balance from the entries; ends with 1 and names what doesn't hold when something is wrong
    Verify,
}

pub(super) async fn run(command: Ledger) -> anyhow::Result<()> {
    let Ledger::Verify = command;
    let config = Config::load()?;
    let db = Database::connect(&config.database_url()).await?;
    db.up_to_date().await?;
    let report = verification::verify(&db).await?;
    db.close().await?;
    let mut out = std::io::stdout();
    for fault in &report.faults {
        writeln!(out, "{fault}")?;
    }
    let (entries, accounts, faults) =
        (report.entries, report.accounts, report.faults.len().saturating_add(report.more));
    if faults > 0 {
        bail!("the ledger doesn't hold: {faults} faults in {entries} entries");
    }
    writeln!(out, "the ledger holds: {entries} entries on {accounts} accounts")?;
    Ok(())
}
