//! What an archive holds.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Read, Write},
};

use anyhow::ensure;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The manifest's own name; it comes last.
pub const MANIFEST: &str = "manifest.json";

/// Which kind of database the archive is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A SQLite file.
    Sqlite,
    /// PostgreSQL's own archive, as `pg_dump --format=custom` writes it.
    Postgres,
}

impl Kind {
    /// The kind that an address names.
    pub fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }

    /// The name of the database in the archive.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Sqlite => "database.sqlite",
            Self::Postgres => "database.pgdump",
        }
    }
}

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Bytes.
    pub size: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

/// What an archive holds, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// When it was begun.
    pub at: DateTime<Utc>,
    /// The program that made it.
    pub program: String,
    /// The kind of database.
    pub database: Kind,
    /// Whether files are kept in a store elsewhere, which sees to its own copies.
    pub files_elsewhere: bool,
    /// Every file but this one.
    pub parts: BTreeMap<String, Part>,
}

impl Manifest {
    /// Nothing in it yet.
    pub fn new(at: DateTime<Utc>, database: Kind, files_elsewhere: bool) -> Self {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Self { at, program, database, files_elsewhere, parts: BTreeMap::new() }
    }

    /// Whether exactly these files are in it.
    ///
    /// # Errors
    /// Names what is missing, altered or too much.
    pub fn compare(&self, found: &BTreeMap<String, Part>) -> anyhow::Result<()> {
        let mut faults = String::new();
        for (name, part) in &self.parts {
            let wrong = match found.get(name) {
                None => "is missing",
                Some(found) if found != part => "was altered",
                Some(_) => continue,
            };
            writeln!(faults, "{name} {wrong}")?;
        }
        for name in found.keys().filter(|name| !self.parts.contains_key(*name)) {
            writeln!(faults, "{name} isn't on the manifest")?;
        }
        ensure!(faults.is_empty(), "the archive isn't what its manifest says:\n{}", faults.trim_end());
        Ok(())
    }
}

/// Passes bytes on, counted and hashed.
pub struct Hashing<T> {
    inner: T,
    size: u64,
    hash: Sha256,
}

impl<T> Hashing<T> {
    /// Nothing passed yet.
    pub fn new(inner: T) -> Self {
        Self { inner, size: 0, hash: Sha256::new() }
    }

    /// Through which it passes.
    pub fn inner(&self) -> &T {
        &self.inner
    }

    /// What has passed.
    pub fn part(self) -> Part {
        Part { size: self.size, sha256: HEXLOWER.encode(&self.hash.finalize()) }
    }

    fn passed(&mut self, bytes: Option<&[u8]>) {
        let bytes = bytes.unwrap_or_default();
        self.hash.update(bytes);
        self.size = self.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    }
}

impl<T: Read> Read for Hashing<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.passed(buffer.get(..length));
        Ok(length)
    }
}

impl<T: Write> Write for Hashing<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.inner.write(bytes)?;
        self.passed(bytes.get(..length));
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
