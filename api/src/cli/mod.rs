//! The commands: `serve` (default), `migrate`, `staff`, `calendar`, `openapi`. One file a command.

use clap::{Parser, Subcommand};

mod calendar;
mod migrate;
mod openapi;
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
    Migrate,
    /// Makes logins for staff
    #[command(subcommand)]
    Staff(staff::Staff),
    /// Enters holidays and working weekend days
    #[command(subcommand)]
    Calendar(calendar::Calendar),
    /// Prints the API's description
    Openapi,
}

/// Runs the command that was asked for.
pub async fn run() -> anyhow::Result<()> {
    match Arguments::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run().await,
        Command::Migrate => migrate::run().await,
        Command::Staff(command) => staff::run(command).await,
        Command::Calendar(command) => calendar::run(command).await,
        Command::Openapi => openapi::run(),
    }
}
