//! Writing a file: sealed chunk by chunk, a few of them in memory, and there only once it is finished.

use std::sync::Arc;

use bytes::Bytes;
use object_store::{ObjectStore, buffered::BufWriter, path::Path};
use tokio::io::AsyncWriteExt;

use crate::{error::Internal, platform::blobs::sealing::Sealer};

/// A file on its way into the store. Dropped before [`Self::finish`], it was never there.
pub struct Writer {
    sealer: Option<Sealer>,
    upload: Option<BufWriter>,
    header: Vec<u8>,
}

impl Writer {
    pub(super) fn new(
        store: Arc<dyn ObjectStore>,
        path: Path,
        gathers: usize,
        (sealer, header): (Sealer, Vec<u8>),
    ) -> Self {
        let upload = BufWriter::with_capacity(store, path, gathers).with_max_concurrency(1);
        Self { sealer: Some(sealer), upload: Some(upload), header }
    }

    /// Takes plain bytes.
    pub async fn write(&mut self, plain: &[u8]) -> Result<(), Internal> {
        let sealer = self.sealer.as_mut().ok_or_else(ended)?;
        let chunks = sealer.push(plain)?;
        for chunk in chunks {
            self.put(chunk).await?;
        }
        Ok(())
    }

    /// Gives the file up. Once this has answered, nothing of it is written anymore.
    pub async fn abort(mut self) -> Result<(), Internal> {
        match self.upload.take() {
            Some(mut upload) => Ok(upload.abort().await?),
            None => Ok(()),
        }
    }

    /// Ends the file; from here on it is there.
    pub async fn finish(&mut self) -> Result<(), Internal> {
        let last = self.sealer.take().ok_or_else(ended)?.end()?;
        self.put(last).await?;
        let mut upload = self.upload.take().ok_or_else(ended)?;
        upload.shutdown().await.map_err(store_error)
    }

    async fn put(&mut self, chunk: Vec<u8>) -> Result<(), Internal> {
        let upload = self.upload.as_mut().ok_or_else(ended)?;
        let header = std::mem::take(&mut self.header);
        if !header.is_empty() {
            upload.put(Bytes::from(header)).await?;
        }
        Ok(upload.put(Bytes::from(chunk)).await?)
    }
}

/// A sender that vanishes drops the request in the middle, where nothing can be awaited.
impl Drop for Writer {
    fn drop(&mut self) {
        let Some((mut upload, runtime)) = self.upload.take().zip(tokio::runtime::Handle::try_current().ok())
        else {
            return;
        };
        runtime.spawn(async move {
            if let Err(error) = upload.abort().await {
                tracing::warn!(error = format!("{error:#}"), "the beginning of a file can't be removed");
            }
        });
    }
}

/// The store's own fault inside the I/O error that wraps it.
fn store_error(error: std::io::Error) -> Internal {
    match error.downcast::<object_store::Error>() {
        Ok(error) => error.into(),
        Err(error) => Internal::from_error(error),
    }
}

fn ended() -> Internal {
    Internal::msg("a file was written to after its end")
}
