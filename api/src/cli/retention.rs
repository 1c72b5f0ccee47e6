//! `hechang retention`

use std::{io::Write, path::PathBuf};

use clap::Subcommand;

use crate::{
    app::{App, Outside},
    config::Config,
    retention::{
        list,
        replay::replay,
        service::{self, Proof},
    },
};

#[derive(Subcommand)]
pub(super) enum Retention {
    /// Shows by rule what was erased and what is still due
    Report {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Erases what is due now, without waiting for the hour
    Run,
    /// Erases again what a restored backup brought back: what this list of erasures names, as it is kept beside the anchors
    Replay {
        /// The list that was kept elsewhere
        file: PathBuf,
    },
}

pub(super) async fn run(command: Retention) -> anyhow::Result<()> {
    let config = Config::load()?;
    let clock = Outside::from_config(&config)?.clock;
    let app = App::build(config, clock, String::new()).await?;
    let answer = match command {
        Retention::Report { json: true } => serde_json::to_string_pretty(&service::report(&app).await?)?,
        Retention::Report { json: false } => table(&service::report(&app).await?),
        Retention::Replay { file } => {
            let lines = list::read(&std::fs::read_to_string(&file)?)?;
            format!("{} records erased again, of {} listed", replay(&app, &lines).await?, lines.len())
        }
        Retention::Run => format!("{} records erased", service::run(&app).await?),
    };
    app.db.close().await?;
    Ok(writeln!(std::io::stdout(), "{}", answer.trim_end())?)
}

fn table(proofs: &[Proof]) -> String {
    let head =
        format!("{:<20} {:>9} {:>9} {:>6}  {:<20}  source\n", "rule", "still due", "erased", "runs", "last");
    let line = |proof: &Proof| {
        let last = proof.last.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default();
        let source = if proof.confirmed { "confirmed" } else { "to be confirmed" };
        let Proof { rule, still_due, erased, runs, .. } = proof;
        format!("{rule:<20} {still_due:>9} {erased:>9} {runs:>6}  {last:<20}  {source}\n")
    };
    head + &proofs.iter().map(line).collect::<String>()
}
