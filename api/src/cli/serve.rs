//! `hechang serve`

use anyhow::ensure;
use tracing_subscriber::EnvFilter;

use crate::{
    app::{self, Outside},
    cli::welcome,
    config::Config,
    kept_tables::KEPT_TABLES,
    platform::{database::Database, roles},
    web::panics,
};

/// Serves until SIGTERM or SIGINT, then finishes the requests it has begun.
pub async fn run() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,hechang=info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    panics::keep_quiet();
    let config = Config::load()?;
    config.refuse_demo_keys()?;
    refuse_mighty_role(&config).await?;
    let outside = Outside::from_config(&config)?;
    let running = app::start(config, outside).await?;
    if let Some(demonstration) = &running.demonstration {
        welcome::say(&mut std::io::stdout(), demonstration)?;
    }
    running.finish().await
}

/// Production on PostgreSQL serves as a role that can't change the record's past, even if somebody makes the program try (security.md
/// OPS-6).
async fn refuse_mighty_role(config: &Config) -> anyhow::Result<()> {
    if config.demo() || config.database_url().starts_with("sqlite:") {
        return Ok(());
    }
    let db = Database::connect(&config.database_url()).await?;
    let role = roles::current(db.read()).await?;
    let faults = roles::faults(db.read(), &role, &KEPT_TABLES).await?;
    db.close().await?;
    ensure!(
        faults.is_empty(),
        "HECHANG_DATABASE_URL: production can't serve so (deploy/README.md):\n{}",
        faults.join("\n")
    );
    Ok(())
}
