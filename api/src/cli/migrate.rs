//! `hechang migrate`

use crate::{config::Config, platform::database::Database};

/// Brings the schema up to date and ends.
pub async fn run() -> anyhow::Result<()> {
    let config = Config::load()?;
    std::fs::create_dir_all(&config.data_dir)?;
    let db = Database::connect(&config.database_url()).await?;
    db.migrate().await?;
    Ok(db.close().await?)
}
