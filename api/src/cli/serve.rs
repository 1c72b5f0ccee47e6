//! `hechang serve`

use tracing_subscriber::EnvFilter;

use crate::{
    app::{self, Outside},
    cli::welcome,
    config::Config,
    web::panics,
};

/// Serves until SIGTERM or SIGINT, then finishes the requests it has begun.
pub async fn run() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,hechang=info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    panics::keep_quiet();
    let config = Config::load()?;
    config.refuse_demo_keys()?;
    let outside = Outside::from_config(&config)?;
    let running = app::start(config, outside).await?;
    if let Some(demonstration) = &running.demonstration {
        welcome::say(&mut std::io::stdout(), demonstration)?;
    }
    running.finish().await
}
