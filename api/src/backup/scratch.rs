//! A folder for what is on its way: in the data folder, for its owner alone, and gone afterward.

use std::{
    fs::{self, DirBuilder, File, TryLockError},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

const FOLDER: &str = ".backup";

/// The folder. Only one command at a time has it; what a killed one left in it is cleared first.
pub struct Scratch {
    folder: PathBuf,
    _held: File,
}

impl Scratch {
    /// An empty one.
    pub fn new(data_dir: &Path) -> anyhow::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(data_dir)?;
        let held = File::create(data_dir.join(format!("{FOLDER}.lock")))?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("another backup is being made or restored on this data folder")
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let folder = data_dir.join(FOLDER);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("{} can't be cleared", folder.display()))?;
        }
        DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Self { folder, _held: held })
    }

    /// A place in it.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, "the folder of a backup can't be removed");
        }
    }
}
