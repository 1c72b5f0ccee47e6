//! Making an archive while people are served.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::{App, Outside},
    audit::anchors,
    backup::{
        archive::{Writer, recipients},
        manifest::{Kind, Manifest},
        scratch::Scratch,
        snapshot,
    },
    config::Config,
    platform::{
        blobs,
        change::{Author, Event},
    },
};

/// The folder of files in an archive.
pub const FILES: &str = "blobs";

/// An archive that was made.
pub struct Made {
    /// Where it is.
    pub file: PathBuf,
    /// What it holds.
    pub manifest: Manifest,
}

/// Makes an archive in a folder. It has its name only once it is whole and on the audit record.
pub async fn make(config: Config, into: &Path) -> anyhow::Result<Made> {
    let recipients = recipients(config.backup_recipients.as_deref().unwrap_or_default())?;
    let clock = Outside::from_config(&config)?.clock;
    let (at, files) = (clock.now(), blobs::local_folder(&config));
    let scratch = Scratch::new(&config.data_dir)?;
    let unfinished = Unfinished::of(into, at);
    let manifest = Manifest::new(at, Kind::of(&config.database_url()), files.is_none());
    let mut archive = Writer::begin(&unfinished.part(), &recipients, manifest)?;
    // The anchors first: none may be newer than the database.
    add_all(&mut archive, anchors::FOLDER, &config.data_dir.join(anchors::FOLDER))?;
    let database = Kind::of(&config.database_url()).file();
    snapshot::take(&config.database_url(), &scratch.at(database)).await?;
    archive.add(database, File::open(scratch.at(database))?)?;
    if let Some(files) = files {
        add_all(&mut archive, FILES, &files)?;
    }
    let manifest = archive.finish()?;
    let app = App::build(config, clock, String::new()).await?;
    record(&app, "backup.made", &manifest).await?;
    app.db.close().await?;
    Ok(Made { file: unfinished.finish()?, manifest })
}

/// Notes on the record what was made or restored.
pub(super) async fn record(app: &App, act: &'static str, manifest: &Manifest) -> anyhow::Result<()> {
    let facts = json!({ "of": manifest.at, "files": manifest.parts.len() });
    let change = app.change(Author::System).await?;
    Ok(change.commit(Event::new(act, Uuid::nil()).with(facts), ()).await?)
}

/// Adds every file below a folder. One that is removed meanwhile isn't missed: what names it is erased with it.
fn add_all(archive: &mut Writer, name: &str, folder: &Path) -> anyhow::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("{} can't be read", folder.display())),
    };
    for entry in entries {
        let entry = entry?;
        let file =
            entry.file_name().into_string().map_err(|_| anyhow::anyhow!("a file's name isn't text"))?;
        let name = format!("{name}/{file}");
        if entry.file_type()?.is_dir() {
            add_all(archive, &name, &entry.path())?;
        } else if !on_its_way(&file) {
            match File::open(entry.path()) {
                Ok(opened) => archive.add(&name, opened)?,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| format!("{name} can't be read")),
            }
        }
    }
    Ok(())
}

/// The store names an upload so until it has ended.
fn on_its_way(file: &str) -> bool {
    file.contains('#')
}

/// An archive that isn't whole yet; dropped before [`Self::finish`], it is removed.
struct Unfinished(PathBuf);

impl Unfinished {
    fn of(folder: &Path, at: DateTime<Utc>) -> Self {
        Self(folder.join(format!("hechang-{}.age", at.format("%Y%m%dT%H%M%SZ"))))
    }

    fn part(&self) -> PathBuf {
        self.0.with_extension("age.part")
    }

    fn finish(self) -> anyhow::Result<PathBuf> {
        fs::rename(self.part(), &self.0)?;
        if let Some(folder) = self.0.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(self.0.clone())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        drop(fs::remove_file(self.part()));
    }
}
