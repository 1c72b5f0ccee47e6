//! Files at rest: in the data folder, or in any S3-compatible store. Every byte is sealed before it gets there.
//!
//! Rules: a key of its own for every file, handed in by the slice that owns the file ([`sealing`]); nothing in plain on
//! any disk; a write that doesn't end well leaves nothing behind ([`writing`]). Begin at [`Blobs::writer`] and [`Blobs::read`].

use std::sync::Arc;

use futures_util::stream::BoxStream;
use object_store::{Error, ObjectStore, ObjectStoreExt, path::Path};

use crate::{
    config::Config,
    error::Internal,
    platform::{keys::Secret, suite::Suite},
};

mod reading;
pub mod sealing;
mod store;
mod writing;

use sealing::Sealer;
pub use store::local_folder;
pub use writing::Writer;

/// An object that exists in every store that answers.
const MARKER: &str = "hechang";

/// A file as it is read back.
pub struct Reading {
    /// Its plain bytes, counted.
    pub size: u64,
    /// Its plain bytes; the stream fails when the file was altered or cut.
    pub bytes: BoxStream<'static, Result<bytes::Bytes, Internal>>,
}

/// Where files are kept.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    prefix: String,
    /// Bytes that a writer gathers before it hands them on.
    gathers: usize,
    /// What new files are sealed with.
    suite: Suite,
}

impl Blobs {
    /// The store that the settings name.
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        Ok(Self { suite: config.crypto_suite, ..store::open(config)? })
    }

    /// Begins a file. It isn't there before [`Writer::finish`].
    pub fn writer(&self, name: &str, key: &Secret) -> Writer {
        let sealer = Sealer::begin(name, key, self.suite);
        Writer::new(self.store.clone(), self.path(name), self.gathers, sealer)
    }

    /// Reads a file back.
    pub async fn read(&self, name: &str, key: &Secret) -> Result<Reading, Internal> {
        let found = self.store.get(&self.path(name)).await?;
        let size = sealing::plain_size(found.meta.size)
            .ok_or_else(|| Internal::msg("a file is shorter than it can be"))?;
        Ok(Reading { size, bytes: reading::open(found.into_stream(), name, key) })
    }

    /// Removes a file; one that isn't there is removed already.
    pub async fn delete(&self, name: &str) -> Result<(), Internal> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Fails when the store doesn't answer.
    pub async fn ping(&self) -> Result<(), Internal> {
        let marker = self.path(MARKER);
        match self.store.head(&marker).await {
            Ok(_) => Ok(()),
            Err(Error::NotFound { .. }) => {
                self.store.put(&marker, MARKER.into()).await?;
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn path(&self, name: &str) -> Path {
        Path::from(format!("{}{name}", self.prefix))
    }
}

#[cfg(test)]
mod tests;
