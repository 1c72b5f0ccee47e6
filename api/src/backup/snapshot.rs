//! The database as of one moment, in a file.

use std::{path::Path, str::FromStr};

use anyhow::Context;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use crate::backup::{manifest::Kind, postgres::Server};

/// Writes the database into a new file while it is in use.
pub async fn take(url: &str, file: &Path) -> anyhow::Result<()> {
    match Kind::of(url) {
        Kind::Sqlite => sqlite(url, file).await,
        Kind::Postgres => Server::at(url)?.dump(file),
    }
}

async fn sqlite(url: &str, file: &Path) -> anyhow::Result<()> {
    let mut connection = SqliteConnectOptions::from_str(url)?
        .disable_statement_logging()
        .connect()
        .await
        .context("HECHANG_DATABASE_URL: there is no database to keep")?;
    let place = file.to_str().context("HECHANG_DATA_DIR: must be plain text")?;
    sqlx::query("VACUUM INTO ?").bind(place).execute(&mut connection).await?;
    Ok(connection.close().await?)
}
