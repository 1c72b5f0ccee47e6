//! Follows the key ring's file: looked at no more than once a second, and at once when a value names a key that isn't known.
//!
//! A file that can't be read or isn't a ring changes nothing: the program goes on with the keys it has, and says so.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use crate::platform::{keys::KeyRing, vault::Keys};

/// How long a change of the file may go unnoticed.
pub const LOOKS: Duration = Duration::from_secs(1);

/// What tells one state of the file from another: inode, seconds, nanoseconds, length.
type Stamp = (u64, i64, i64, u64);

/// The keys as they stand in the file.
pub(super) struct Watched {
    keys: RwLock<Arc<Keys>>,
    file: Option<Watch>,
}

struct Watch {
    file: PathBuf,
    seen: Mutex<(Instant, Option<Stamp>)>,
}

impl Watched {
    /// Keys that don't change.
    pub fn fixed(keys: Keys) -> Self {
        Self { keys: RwLock::new(Arc::new(keys)), file: None }
    }

    /// Keys of a file.
    pub fn following(file: &Path, keys: Keys) -> Self {
        // Without a stamp the first look reads the file again: it may have changed since.
        let seen = Mutex::new((Instant::now(), None));
        Self { file: Some(Watch { file: file.to_owned(), seen }), ..Self::fixed(keys) }
    }

    /// The keys as they are now, or were a second ago.
    pub fn now(&self) -> Arc<Keys> {
        if let Some(watch) = &self.file
            && let Ok(mut seen) = watch.seen.try_lock()
            && seen.0.elapsed() >= LOOKS
        {
            self.look(&watch.file, &mut seen);
        }
        self.held()
    }

    /// The keys; those of the file as it is at this moment when a key isn't known.
    pub fn knowing(&self, name: &str) -> Arc<Keys> {
        let keys = self.now();
        let (false, Some(watch)) = (keys.ciphers.contains_key(name), &self.file) else { return keys };
        let mut seen = watch.seen.lock().unwrap_or_else(PoisonError::into_inner);
        self.look(&watch.file, &mut seen);
        self.held()
    }

    fn held(&self) -> Arc<Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn look(&self, file: &Path, seen: &mut (Instant, Option<Stamp>)) {
        seen.0 = Instant::now();
        let Some(stamp) = stamp(file).filter(|stamp| seen.1 != Some(*stamp)) else { return };
        seen.1 = Some(stamp);
        match KeyRing::read(file) {
            Ok(ring) => {
                let keys = Arc::new(Keys::new(ring));
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
            }
            Err(error) => tracing::error!(error = format!("{error:#}"), "the key ring can't be followed"),
        }
    }
}

fn stamp(file: &Path) -> Option<Stamp> {
    let found = fs::metadata(file).ok()?;
    Some((found.ino(), found.mtime(), found.mtime_nsec(), found.size()))
}
