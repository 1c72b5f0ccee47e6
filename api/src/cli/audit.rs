//! `hechang audit`

use std::{io::Write, path::PathBuf};

use anyhow::{anyhow, bail};
use chrono::SecondsFormat;
use clap::{Args, Subcommand};

use crate::{
    app::{App, Outside},
    audit::{anchors, error::AuditError, service, verification::Report},
    config::Config,
    error::FieldFault,
};

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Checks every entry, chain and anchor; ends with 1 and names the first bad entry when something is wrong
    Verify(Verify),
    /// Writes down where each chain ends now, and prints it: to be kept elsewhere
    Anchor,
    /// Draws a report for an incident: of whose data what was seen, by whom; a citizen's or staff's account, a period, or both
    Incident(Incident),
}

#[derive(Args)]
pub(super) struct Incident {
    /// A citizen's account, or a member of staff's name or account
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// The first day, like 2026-03-01
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The last day
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// As JSON
    #[arg(long)]
    json: bool,
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
        Audit::Incident(Incident { person, from, to, json }) => {
            let asked = service::Asked { person, from, to };
            let drawn = service::incident(&app, &asked).await.map_err(|error| anyhow!("{}", told(&error)))?;
            if json {
                writeln!(out, "{}", serde_json::to_string_pretty(&drawn)?)?;
            } else {
                draw(&mut out, &drawn)?;
            }
        }
        Audit::Verify(verify) => {
            let report = service::verify(&app, &verify.anchors).await?;
            tell(&app, &mut out, &report).await?;
        }
    }
    Ok(app.db.close().await?)
}

/// Which field is wrong, in one line.
fn told(error: &AuditError) -> String {
    match error {
        AuditError::Faulty(faults) => {
            let fault =
                |fault: &FieldFault| format!("{}: {}", fault.pointer.trim_start_matches('/'), fault.code);
            faults.iter().map(fault).collect::<Vec<_>>().join(", ")
        }
        error => error.to_string(),
    }
}

fn draw(out: &mut impl Write, drawn: &service::Incident) -> anyhow::Result<()> {
    let service::Incident { seers, affected, looks } = drawn;
    writeln!(out, "{} looks into the data of {} citizens", looks.len(), affected.len())?;
    for seer in seers {
        writeln!(out, "by {}: {} looks into {} matters", seer.by, seer.looks, seer.of)?;
    }
    for citizen in affected {
        writeln!(out, "affected: {citizen}")?;
    }
    for look in looks {
        let at = look.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        writeln!(
            out,
            "{at}  {:<8} {:<36} {:<22} {}  {}",
            look.by_kind, look.by, look.act, look.of, look.facts
        )?;
    }
    Ok(())
}

async fn tell(app: &App, out: &mut impl Write, report: &Report) -> anyhow::Result<()> {
    let Report { entries, chains, anchors, vouched, faults } = report;
    for fault in faults {
        writeln!(out, "{}", service::describe(app, fault).await?)?;
    }
    if faults.is_empty() {
        writeln!(out, "the record holds: {entries} entries in {chains} chains, {anchors} anchors")?;
        writeln!(out, "decisions and payment orders hold: {vouched}")?;
        return Ok(());
    }
    bail!("the record doesn't hold: {} faults in {entries} entries", faults.len())
}
