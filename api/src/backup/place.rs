//! Where an archive's content goes: refused while somebody is there or uses it, and put there by renaming.

use std::{
    fs, io,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use anyhow::{Context, ensure};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sqlx::{
    ConnectOptions, Connection, Executor,
    sqlite::{SqliteConnectOptions, SqliteLockingMode},
};

use crate::{
    audit::anchors,
    backup::{
        making::FILES,
        manifest::{Kind, Manifest},
        postgres::Server,
        scratch::Scratch,
    },
    config::Config,
    platform::{blobs, database::Database},
};

/// Refuses a place where something is, unless it may be replaced, and one that somebody uses.
pub async fn refuse_unless_free(config: &Config, replace: bool) -> anyhow::Result<()> {
    let folders = [Some(config.data_dir.join(anchors::FOLDER)), blobs::local_folder(config)];
    let mut taken = folders.into_iter().flatten().any(|folder| holds_something(&folder));
    taken |= match sqlite_file(config)? {
        Some(file) => {
            file.exists() && {
                refuse_sqlite_in_use(config).await?;
                true
            }
        }
        None => postgres_has_tables(config).await?,
    };
    ensure!(
        !taken || replace,
        "there is data already: --replace puts the archive in its place; files are set aside, a database of PostgreSQL is lost"
    );
    Ok(())
}

/// Puts everything in its place; what was there is set aside in a folder of its own.
pub fn put(config: &Config, manifest: &Manifest, scratch: &Scratch, aside: &Path) -> anyhow::Result<()> {
    let database = scratch.at(manifest.database.file());
    match sqlite_file(config)? {
        Some(file) => {
            for ending in ["-wal", "-shm", ""] {
                set_aside(&with_ending(&file, ending), aside)?;
            }
            moved(&database, &file)?;
        }
        None => Server::at(&config.database_url())?.replace(&database, &scratch.at("database.sql"))?,
    }
    exchange(&scratch.at(anchors::FOLDER), &config.data_dir.join(anchors::FOLDER), aside)?;
    match blobs::local_folder(config).filter(|_| !manifest.files_elsewhere) {
        Some(files) => exchange(&scratch.at(FILES), &files, aside),
        None => Ok(()),
    }
}

fn sqlite_file(config: &Config) -> anyhow::Result<Option<PathBuf>> {
    let url = config.database_url();
    if Kind::of(&url) == Kind::Postgres {
        return Ok(None);
    }
    Ok(Some(SqliteConnectOptions::from_str(&url)?.get_filename().to_owned()))
}

/// Whoever serves holds the file, so that nobody else can have it alone.
async fn refuse_sqlite_in_use(config: &Config) -> anyhow::Result<()> {
    let alone = SqliteConnectOptions::from_str(&config.database_url())?
        .locking_mode(SqliteLockingMode::Exclusive)
        .busy_timeout(Duration::from_secs(1))
        .disable_statement_logging();
    let mut connection = alone.connect().await.context("the database is in use: stop the program first")?;
    connection.execute("BEGIN EXCLUSIVE").await.context("the database is in use: stop the program first")?;
    Ok(connection.close().await?)
}

async fn postgres_has_tables(config: &Config) -> anyhow::Result<bool> {
    let db = Database::connect(&config.database_url()).await?;
    let sql = "SELECT (SELECT count(*) FROM pg_tables WHERE schemaname = 'public'), \
               (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                AND application_name = 'hechang' AND pid <> pg_backend_pid())";
    let row = db.read().query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    let row = row.context("PostgreSQL doesn't answer")?;
    let (tables, others): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    db.close().await?;
    ensure!(others == 0, "the database is in use: stop the program first");
    Ok(tables > 0)
}

fn holds_something(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// A folder in place of another; one that the archive doesn't have is empty.
fn exchange(new: &Path, place: &Path, aside: &Path) -> anyhow::Result<()> {
    set_aside(place, aside)?;
    if new.exists() { moved(new, place) } else { Ok(()) }
}

fn set_aside(place: &Path, aside: &Path) -> anyhow::Result<()> {
    let (Some(name), true) = (place.file_name(), place.exists()) else { return Ok(()) };
    fs::create_dir_all(aside)?;
    moved(place, &aside.join(name))
}

/// Renames; between two disks it copies.
fn moved(from: &Path, to: &Path) -> anyhow::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => copied(from, to),
        done => done,
    }
    .with_context(|| format!("{} can't be moved to {}", from.display(), to.display()))
}

fn copied(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        fs::copy(from, to)?;
        fs::File::open(to)?.sync_all()?;
        return fs::remove_file(from);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copied(&entry.path(), &to.join(entry.file_name()))?;
    }
    fs::remove_dir(from)
}
