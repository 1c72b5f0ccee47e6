//! Checking an archive by restoring it to a place that nobody uses, and is gone afterward.

use std::{path::Path, time::Instant};

use anyhow::Context;
use reqwest::Url;
use sea_orm::ConnectionTrait;

use crate::{
    app::{App, Outside},
    backup::{
        archive,
        manifest::{Kind, Manifest},
        postgres::Server,
        proof,
        scratch::Scratch,
        stages::Stages,
    },
    config::Config,
    platform::{database::Database, ids},
};

/// Restores an archive to a scratch place and proves it; answers what it holds, and how long that took.
pub async fn check(config: Config, file: &Path, identity: &Path) -> anyhow::Result<(Manifest, Stages)> {
    let mut stages = Stages::default();
    let scratch = Scratch::new(&config.data_dir)?;
    let begun = Instant::now();
    let manifest = archive::unpack(file, identity, scratch.folder())?;
    stages.done("archive opened, every hash compared", begun);
    match manifest.database {
        Kind::Sqlite => {
            let file = scratch.at(manifest.database.file());
            prove(&config, &scratch, format!("sqlite://{}", file.display()), &mut stages).await?;
        }
        Kind::Postgres => {
            let url = config.database_url();
            let name = format!("hechang_check_{}", ids::random_word::<10>().to_lowercase());
            aside(&url, &format!("CREATE DATABASE {name}")).await.context(
                "a scratch database can't be made: HECHANG_DATABASE_URL must name a role of PostgreSQL with CREATEDB",
            )?;
            let proved = in_database(&config, &scratch, &other(&url, &name)?, &mut stages).await;
            aside(&url, &format!("DROP DATABASE {name} WITH (FORCE)")).await?;
            proved?;
        }
    }
    Ok((manifest, stages))
}

async fn in_database(
    config: &Config,
    scratch: &Scratch,
    url: &str,
    stages: &mut Stages,
) -> anyhow::Result<()> {
    let begun = Instant::now();
    let dump = scratch.at(Kind::Postgres.file());
    Server::at(url)?.replace(&dump, &scratch.at("database.sql"))?;
    stages.done("restored to a scratch database", begun);
    prove(config, scratch, url.to_owned(), stages).await
}

/// Proves what lies in the scratch folder, without anything of the program that serves but its keys.
async fn prove(
    config: &Config,
    scratch: &Scratch,
    database: String,
    stages: &mut Stages,
) -> anyhow::Result<()> {
    let config = Config {
        keys_file: Some(config.keys_file()),
        data_dir: scratch.folder().to_owned(),
        database_url: Some(database),
        blob_url: None,
        redis_url: None,
        ..config.clone()
    };
    let clock = Outside::from_config(&config)?.clock;
    let app = App::build(config, clock, String::new()).await?;
    let proved = proof::prove(&app, stages).await;
    app.db.close().await?;
    proved
}

/// Runs one statement beside everything else.
async fn aside(url: &str, statement: &str) -> anyhow::Result<()> {
    anyhow::ensure!(Kind::of(url) == Kind::Postgres, "the archive is of PostgreSQL");
    let db = Database::connect(url).await?;
    db.read().execute_unprepared(statement).await?;
    Ok(db.close().await?)
}

/// Another database on the same server.
fn other(url: &str, name: &str) -> anyhow::Result<String> {
    let mut url = Url::parse(url).ok().context("HECHANG_DATABASE_URL: this isn't an address")?;
    url.set_path(name);
    Ok(url.into())
}
