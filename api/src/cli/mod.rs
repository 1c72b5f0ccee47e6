//! The commands: `serve` (default), `migrate`, `organs`, `staff`, `calendar`, `audit`, `keys`, `ledger`, `retention`,
//! `backup`, `restore`, `openapi`. One file a command.

use clap::{Parser, Subcommand};
use rustix::process::{Resource, Rlimit, setrlimit};

mod audit;
mod backup;
mod calendar;
mod keys;
mod ledger;
mod migrate;
mod openapi;
mod organs;
mod retention;
mod serve;
mod staff;
mod welcome;

#[derive(Parser)]
#[command(name = "hechang", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves API, portal and console (default)
    Serve,
    /// Brings the schema up to date and ends
    Migrate(migrate::Migrate),
    /// Enters organs, departments, partners and centers
    #[command(subcommand)]
    Organs(organs::Organs),
    /// Makes logins for staff
    #[command(subcommand)]
    Staff(staff::Staff),
    /// Enters holidays and working weekend days
    #[command(subcommand)]
    Calendar(calendar::Calendar),
    /// Checks and anchors the audit record
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Keeps the key ring, and what is sealed under it
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Proves the ledger
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// Erases records whose time is over, and proves it
    #[command(subcommand)]
    Retention(retention::Retention),
    /// Keeps everything but the keys in one sealed archive, while the program serves
    Backup(backup::Backup),
    /// Puts an archive in place of what was lost, and proves it
    Restore(backup::Restore),
    /// Prints the API's description
    Openapi,
}

/// Runs the command that was asked for.
pub async fn run() -> anyhow::Result<()> {
    leave_no_core()?;
    match Arguments::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run().await,
        Command::Migrate(command) => migrate::run(command).await,
        Command::Organs(command) => organs::run(command).await,
        Command::Staff(command) => staff::run(command).await,
        Command::Calendar(command) => calendar::run(command).await,
        Command::Audit(command) => audit::run(command).await,
        Command::Keys(command) => keys::run(command).await,
        Command::Ledger(command) => ledger::run(command).await,
        Command::Retention(command) => retention::run(command).await,
        Command::Backup(command) => backup::run(command).await,
        Command::Restore(command) => backup::restore(command).await,
        Command::Openapi => openapi::run(),
    }
}

/// A crash writes no memory to disk, where keys and names would lie about (security.md KEY-7).
fn leave_no_core() -> std::io::Result<()> {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    Ok(setrlimit(Resource::Core, none)?)
}
