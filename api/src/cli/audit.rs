//! `hechang audit`

use std::{io::Write, path::PathBuf};

use anyhow::bail;
use clap::{Args, Subcommand};

use crate::{
    app::{App, Outside},
    audit::{anchors, service, verification::Report},
    config::Config,
};

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Checks every entry, chain and anchor; ends with 1 and names the first bad entry when something is wrong
    Verify(Verify),
    /// Writes down where each chain ends now, and prints it: to be kept elsewhere
    Anchor,
}

#[derive(Args)]
pub(super) struct Verify {
    /// Anchors that were kept elsewhere, one a line, besides those in the database and the data folder
    #[arg(long, value_name = "FILE")]
    anchors: Vec<PathBuf>,
}

pub(super) async fn run(command: Audit) -> anyhow::Result<()> {
    let config = Config::load()?;
    let clock = Outside::from_config(&config)?.clock;
    let app = App::build(config, clock, String::new()).await?;
    let mut out = std::io::stdout();
    match command {
        Audit::Anchor => {
            for line in anchors::write(&app).await? {
                writeln!(out, "{line}")?;
            }
        }
        Audit::Verify(verify) => {
            let report = service::verify(&app, &verify.anchors).await?;
            tell(&app, &mut out, &report).await?;
        }
    }
    Ok(app.db.close().await?)
}

async fn tell(app: &App, out: &mut impl Write, report: &Report) -> anyhow::Result<()> {
    let Report { entries, chains, anchors, faults } = report;
    for fault in faults {
        writeln!(out, "{}", service::describe(app, fault).await?)?;
    }
    if faults.is_empty() {
        writeln!(out, "the record holds: {entries} entries in {chains} chains, {anchors} anchors")?;
        return Ok(());
    }
    bail!("the record doesn't hold: {} faults in {entries} entries", faults.len())
}
