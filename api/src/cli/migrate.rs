//! `hechang migrate`

use clap::Args;

use crate::{
    config::Config,
    kept_tables::KEPT_TABLES,
    platform::{database::Database, roles},
};

#[derive(Args)]
pub(super) struct Migrate {
    /// The role of PostgreSQL that serves: gets what it needs for that, and loses every other right on the schema
    #[arg(long, value_name = "ROLE")]
    serve_as: Option<String>,
}

/// Brings the schema up to date, as the role that owns it, and ends.
pub(super) async fn run(Migrate { serve_as }: Migrate) -> anyhow::Result<()> {
    let config = Config::load()?;
    std::fs::create_dir_all(&config.data_dir)?;
    let db = Database::connect(&config.database_url()).await?;
    db.migrate().await?;
    if let Some(role) = serve_as {
        roles::grant(&db, &role, &KEPT_TABLES).await?;
    }
    Ok(db.close().await?)
}
