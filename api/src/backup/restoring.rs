//! Putting an archive in place of what is lost.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, ensure};

use crate::{
    app::{App, Outside},
    audit::anchors,
    backup::{
        archive,
        making::record,
        manifest::{Kind, Manifest},
        place, proof,
        scratch::Scratch,
        stages::Stages,
    },
    config::Config,
    retention::{
        list::{self, Erased},
        replay::replay,
    },
};

/// What is asked for.
pub struct Asked<'a> {
    /// The archive.
    pub file: &'a Path,
    /// The file of the key to which it is sealed.
    pub identity: &'a Path,
    /// The list of erasures that was kept elsewhere, newer than the archive.
    pub erasures: Option<&'a Path>,
    /// Whether what is there may be replaced.
    pub replace: bool,
}

/// What became of it.
pub struct Restored {
    /// What the archive held.
    pub manifest: Manifest,
    /// Records that were erased since, and are erased again.
    pub erased: u64,
    /// Where what was there before is now.
    pub aside: Option<PathBuf>,
    /// How long each part took.
    pub stages: Stages,
}

/// Puts an archive in place, proves it, and erases again what was erased since it was made (PIPL 47).
///
/// # Errors
/// Before everything was checked, nothing is changed.
pub async fn restore(config: Config, asked: &Asked<'_>) -> anyhow::Result<Restored> {
    let mut stages = Stages::default();
    let keys = config.keys_file();
    ensure!(
        keys.exists(),
        "put the key ring of the archive's time at {} first: it isn't in the archive",
        keys.display()
    );
    let mut lines = asked.erasures.map(erasures).transpose()?.unwrap_or_default();
    place::refuse_unless_free(&config, asked.replace).await?;
    let scratch = Scratch::new(&config.data_dir)?;
    let begun = Instant::now();
    let manifest = archive::unpack(asked.file, asked.identity, scratch.folder())?;
    let ours = Kind::of(&config.database_url());
    ensure!(manifest.database == ours, "HECHANG_DATABASE_URL: the archive is of another kind of database");
    stages.done("archive opened, every hash compared", begun);

    let begun = Instant::now();
    let clock = Outside::from_config(&config)?.clock;
    let aside = config.data_dir.join(format!("before-restore-{}", clock.now().format("%Y%m%dT%H%M%SZ")));
    place::put(&config, &manifest, &scratch, &aside)?;
    drop(scratch);
    stages.done("put in place", begun);

    let newer = aside.join(anchors::FOLDER).join(list::FILE);
    if newer.exists() {
        lines.extend(erasures(&newer)?);
    }
    let app = App::build(config, clock, String::new()).await?;
    proof::prove(&app, &mut stages).await?;
    let erased = erase_again(&app, &lines, &mut stages).await?;
    record(&app, "backup.restored", &manifest).await?;
    app.db.close().await?;
    Ok(Restored { manifest, erased, aside: aside.exists().then_some(aside), stages })
}

fn erasures(file: &Path) -> anyhow::Result<Vec<Erased>> {
    let text = fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
    Ok(list::read(&text)?)
}

async fn erase_again(app: &App, lines: &[Erased], stages: &mut Stages) -> anyhow::Result<u64> {
    let begun = Instant::now();
    list::add(app, lines)?;
    let erased = replay(app, lines).await?;
    stages.done("erasures since then replayed", begun);
    Ok(erased)
}
