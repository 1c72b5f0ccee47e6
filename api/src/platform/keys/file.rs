//! The ring as it stands in its file.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::platform::{ids, keys::Secret, suite::Hash};

#[derive(Serialize, Deserialize)]
pub(super) struct RingFile {
    pub current: String,
    /// When it became current.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    pub keys: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub made: BTreeMap<String, DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<Lasting>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
}

/// The secret of what must be found again whichever key is current.
#[derive(Serialize, Deserialize)]
pub(super) struct Lasting {
    pub key: String,
    #[serde(default)]
    pub hash: Hash,
}

impl Drop for RingFile {
    fn drop(&mut self) {
        self.keys.values_mut().for_each(Zeroize::zeroize);
        if let Some(index) = &mut self.index {
            index.key.zeroize();
        }
    }
}

impl RingFile {
    pub fn generate(hash: Hash, now: Option<DateTime<Utc>>) -> Self {
        let name = new_name();
        Self {
            keys: BTreeMap::from([(name.clone(), new_key())]),
            made: now.map(|now| (name.clone(), now)).into_iter().collect(),
            index: Some(Lasting { key: new_key(), hash }),
            current: name,
            since: now,
            demo: false,
        }
    }

    /// Writes down what an older ring derived its indexes from, before another key becomes current.
    pub fn keep_index(&mut self) -> anyhow::Result<()> {
        if self.index.is_none() {
            let key = self.keys.get(&self.current).context("the current key is missing")?.clone();
            self.index = Some(Lasting { key, hash: Hash::Sha256 });
        }
        Ok(())
    }

    pub fn add(&mut self, now: DateTime<Utc>) -> anyhow::Result<String> {
        let name = new_name();
        ensure!(!self.keys.contains_key(&name), "two keys got the same name: try again");
        self.keys.insert(name.clone(), new_key());
        self.made.insert(name.clone(), now);
        Ok(name)
    }

    pub fn make_current(&mut self, name: &str, now: DateTime<Utc>) {
        name.clone_into(&mut self.current);
        self.since = Some(now);
    }

    /// Puts the ring in its place at once: a reader sees the old one or the new one, also after a crash.
    pub fn store(&self, file: &Path) -> anyhow::Result<()> {
        let bytes = Zeroizing::new(serde_json::to_vec_pretty(self)?);
        let beside = beside(file, "new");
        write_private(&beside, &bytes)?;
        fs::rename(&beside, file)?;
        File::open(folder(file))?.sync_all()?;
        Ok(())
    }
}

fn new_name() -> String {
    format!("k{}", ids::random_word::<5>().to_lowercase())
}

fn new_key() -> String {
    BASE64.encode(&ids::random_bytes::<32>())
}

/// The secret of an entry.
pub(super) fn secret(name: &str, text: &str) -> anyhow::Result<Secret> {
    let bytes =
        Zeroizing::new(BASE64.decode(text.as_bytes()).with_context(|| format!("key {name} isn't base64"))?);
    let secret: [u8; 32] =
        bytes.as_slice().try_into().map_err(|_| anyhow::anyhow!("key {name} must have 32 bytes"))?;
    Ok(secret.into())
}

/// Lets only one command change the ring at a time.
pub(super) fn hold(file: &Path) -> anyhow::Result<File> {
    fs::create_dir_all(folder(file))?;
    let lock = File::create(beside(file, "lock"))?;
    lock.lock()?;
    Ok(lock)
}

fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
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
