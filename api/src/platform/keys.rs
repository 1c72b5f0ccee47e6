//! The key ring: named secrets in a file that only its owner may read.
//!
//! Every purpose derives its own key from a secret by HKDF, so one secret is never used for two things. Values are sealed
//! under the current key and carry its name; hashes by which something is found again come from the ring's `index`
//! secret, which stays when the current key changes.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use crate::platform::suite::{Hash, Suite};

mod file;

pub use file::write_private;
use file::{Lasting, RingFile};

/// A 256-bit secret that prints nothing and is cleared when dropped (security.md KEY-7).
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// A secret of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Its bytes.
    pub fn as_slice(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Its bytes.
    pub fn as_array(&self) -> &[u8; 32] {
        &self.0
    }

    /// Its first 128 bits.
    pub fn half(&self) -> &[u8; 16] {
        self.0.first_chunk().unwrap_or_else(|| unreachable!("a secret has 32 bytes"))
    }
}

impl From<[u8; 32]> for Secret {
    fn from(bytes: [u8; 32]) -> Self {
        Self::new(bytes)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Named secrets, one of which is used for new values.
pub struct KeyRing {
    file: RingFile,
    keys: BTreeMap<String, Secret>,
    index: Secret,
    hash: Hash,
}

impl KeyRing {
    /// Reads the ring, or makes a demonstration's on first run when `generate` allows it.
    pub fn open(file: &Path, generate: bool, suite: Suite) -> anyhow::Result<Self> {
        if !file.exists() {
            ensure!(generate, "the key ring {} doesn't exist: `hechang keys new` makes one", file.display());
            let mut ring = RingFile::generate(suite.hash(), None);
            ring.demo = true;
            ring.store(file)?;
        }
        Self::read(file)
    }

    /// Reads the ring.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        refuse_readable_by_others(file)?;
        let text = Zeroizing::new(
            fs::read(file).with_context(|| format!("the key ring {} can't be read", file.display()))?,
        );
        Self::from_file(serde_json::from_slice(&text).context("the key ring isn't valid JSON")?)
    }

    fn from_file(file: RingFile) -> anyhow::Result<Self> {
        let mut keys = BTreeMap::new();
        for (name, text) in &file.keys {
            ensure!(
                (1..=60).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic()),
                "the name of a key has 1 to 60 plain characters"
            );
            keys.insert(name.clone(), file::secret(name, text)?);
        }
        let Some(current) = keys.get(&file.current) else {
            bail!("the key ring names {} as current but doesn't hold it", file.current);
        };
        // Rings from before there was an `index` derived from the current key, and go on with that secret.
        let (index, hash) = match &file.index {
            Some(Lasting { key, hash }) => (file::secret("index", key)?, *hash),
            None => (current.clone(), Hash::Sha256),
        };
        Ok(Self { file, keys, index, hash })
    }

    /// Adds a key to the ring's file, or makes the file with its first one; it becomes current at once unless it is to wait.
    /// Answers its name.
    pub fn add(file: &Path, waits: bool, suite: Suite, now: DateTime<Utc>) -> anyhow::Result<String> {
        let _held = file::hold(file)?;
        if !file.exists() {
            let ring = RingFile::generate(suite.hash(), Some(now));
            ring.store(file)?;
            return Ok(ring.current.clone());
        }
        let mut ring = Self::read(file)?.file;
        ring.keep_index()?;
        let name = ring.add(now)?;
        if !waits {
            ring.make_current(&name, now);
        }
        ring.store(file)?;
        Ok(name)
    }

    /// Makes a key of the ring's file the one for new values.
    pub fn make_current(file: &Path, name: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
        let _held = file::hold(file)?;
        let mut ring = Self::read(file)?.file;
        ensure!(ring.keys.contains_key(name), "the key ring has no key {name}");
        ring.keep_index()?;
        ring.make_current(name, now);
        ring.store(file)
    }

    /// Takes a key out of the ring's file, for good.
    pub fn remove(file: &Path, name: &str) -> anyhow::Result<()> {
        let _held = file::hold(file)?;
        let mut ring = Self::read(file)?.file;
        ensure!(ring.current != name, "{name} is the current key: `hechang keys new` makes another first");
        ring.keep_index()?;
        ensure!(ring.keys.remove(name).is_some(), "the key ring has no key {name}");
        ring.made.remove(name);
        ring.store(file)
    }

    /// The name of the key for new values.
    pub fn current(&self) -> &str {
        &self.file.current
    }

    /// Since when the current key is; unknown for a first key that was made by hand.
    pub fn current_since(&self) -> Option<DateTime<Utc>> {
        self.file.since
    }

    /// When a key was made, where the ring knows.
    pub fn made(&self, name: &str) -> Option<DateTime<Utc>> {
        self.file.made.get(name).copied()
    }

    /// Whether a demonstration made it, which production refuses.
    pub fn is_of_demo(&self) -> bool {
        self.file.demo
    }

    /// Derives the key of one purpose from the named ring key.
    pub fn derive(&self, name: &str, purpose: &str) -> Option<Secret> {
        Some(Hash::Sha256.derive(self.keys.get(name)?, purpose))
    }

    /// Derives the key of sealed fields from the named ring key.
    pub fn fields(&self, name: &str, suite: Suite) -> Option<Secret> {
        let purpose = match suite {
            Suite::Aes256GcmSiv => "fields",
            Suite::Sm4Gcm => "fields:sm4-gcm",
        };
        Some(suite.hash().derive(self.keys.get(name)?, purpose))
    }

    /// Derives a key that stays when the current one changes.
    pub fn lasting(&self, purpose: &str) -> Secret {
        self.hash.derive(&self.index, purpose)
    }

    /// The hash of blind indexes, which stays as the ring was made.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The names of all keys.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// A ring for a test, not kept anywhere.
    pub fn ephemeral() -> anyhow::Result<Self> {
        Self::from_file(RingFile::generate(Hash::Sha256, None))
    }
}

/// A file of secrets is its owner's alone.
pub fn refuse_readable_by_others(file: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file)
        .with_context(|| format!("the key file {} can't be read", file.display()))?
        .permissions()
        .mode();
    ensure!(mode.trailing_zeros() >= 6, "{} is readable by others: chmod 600", file.display());
    Ok(())
}

#[cfg(test)]
mod tests;
