//! The key ring: named secrets in a file that only its owner may read.
//!
//! Every purpose derives its own key from a ring key by HKDF, so one secret is never used for two things.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, bail, ensure};
use data_encoding::BASE64;
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::platform::ids;

/// A 256-bit secret that is cleared when dropped.
pub type Secret = Zeroizing<[u8; 32]>;

/// The ring as it stands in the file.
#[derive(Serialize, Deserialize)]
struct RingFile {
    current: String,
    keys: BTreeMap<String, String>,
}

/// Named secrets, one of which is used for new values.
pub struct KeyRing {
    current: String,
    keys: BTreeMap<String, Secret>,
}

impl KeyRing {
    /// Reads the ring, or makes one on first run when `generate` allows it.
    pub fn open(file: &Path, generate: bool) -> anyhow::Result<Self> {
        if !file.exists() {
            ensure!(generate, "the key ring {} doesn't exist", file.display());
            write_private(file, &serde_json::to_vec_pretty(&RingFile::generate())?)?;
        }
        refuse_readable_by_others(file)?;
        let text = Zeroizing::new(
            fs::read(file).with_context(|| format!("the key ring {} can't be read", file.display()))?,
        );
        let ring: RingFile = serde_json::from_slice(&text).context("the key ring isn't valid JSON")?;
        Self::from_file(ring)
    }

    fn from_file(ring: RingFile) -> anyhow::Result<Self> {
        let mut keys = BTreeMap::new();
        for (name, text) in ring.keys {
            let bytes = Zeroizing::new(
                BASE64.decode(text.as_bytes()).with_context(|| format!("key {name} isn't base64"))?,
            );
            let secret: [u8; 32] =
                bytes.as_slice().try_into().map_err(|_| anyhow::anyhow!("key {name} must have 32 bytes"))?;
            keys.insert(name, Zeroizing::new(secret));
        }
        if !keys.contains_key(&ring.current) {
            bail!("the key ring names {} as current but doesn't hold it", ring.current);
        }
        Ok(Self { current: ring.current, keys })
    }

    /// The name of the key for new values.
    pub fn current(&self) -> &str {
        &self.current
    }

    /// Derives the key of one purpose from the named ring key.
    pub fn derive(&self, name: &str, purpose: &str) -> Option<Secret> {
        let secret = self.keys.get(name)?;
        let mut derived = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, secret.as_slice())
            .expand(purpose.as_bytes(), derived.as_mut_slice())
            .ok()?;
        Some(derived)
    }

    /// The names of all keys.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// A ring for a test, not kept anywhere.
    pub fn ephemeral() -> anyhow::Result<Self> {
        Self::from_file(RingFile::generate())
    }
}

impl RingFile {
    fn generate() -> Self {
        let name = format!("k{}", ids::random_word::<5>().to_lowercase());
        let keys = BTreeMap::from([(name.clone(), BASE64.encode(&ids::random_bytes::<32>()))]);
        Self { current: name, keys }
    }
}

/// Writes a file that only its owner may read; never readable by others, not even for a moment.
pub fn write_private(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut options = fs::OpenOptions::new();
    let mut opened = options.write(true).create(true).truncate(true).mode(0o600).open(file)?;
    opened.write_all(bytes)?;
    opened.sync_all()?;
    Ok(())
}

fn refuse_readable_by_others(file: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file)?.permissions().mode();
    ensure!(mode.trailing_zeros() >= 6, "{} is readable by others: chmod 600", file.display());
    Ok(())
}
