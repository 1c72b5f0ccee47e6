//! Reading a file: opened chunk by chunk as it comes from the store.

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};

use crate::{
    error::Internal,
    platform::{
        blobs::sealing::{HEADER, Opener, SEALED_CHUNK},
        keys::Secret,
    },
};

/// The plain bytes of a sealed stream.
pub fn open(
    sealed: BoxStream<'static, object_store::Result<Bytes>>,
    name: &str,
    key: &Secret,
) -> BoxStream<'static, Result<Bytes, Internal>> {
    let rest =
        Rest { sealed, waiting: BytesMut::new(), name: name.to_owned(), key: key.clone(), opener: None };
    stream::try_unfold(Some(rest), |rest| async move {
        match rest {
            Some(rest) => rest.next().await.map(Some),
            None => Ok(None),
        }
    })
    .boxed()
}

/// What hasn't been opened yet.
struct Rest {
    sealed: BoxStream<'static, object_store::Result<Bytes>>,
    waiting: BytesMut,
    name: String,
    key: Secret,
    opener: Option<Opener>,
}

impl Rest {
    /// The next chunk, and what comes after it.
    async fn next(mut self) -> Result<(Bytes, Option<Self>), Internal> {
        let mut opener = self.opener().await?;
        // One byte more than a chunk tells whether another follows.
        self.gather(SEALED_CHUNK.saturating_add(1)).await?;
        let length = self.waiting.len().min(SEALED_CHUNK);
        let more = self.waiting.len() > length;
        let mut chunk = vec![0; length];
        self.waiting.copy_to_slice(&mut chunk);
        if more {
            opener.next(&mut chunk)?;
            self.opener = Some(opener);
            return Ok((chunk.into(), Some(self)));
        }
        opener.last(&mut chunk)?;
        Ok((chunk.into(), None))
    }

    async fn opener(&mut self) -> Result<Opener, Internal> {
        if let Some(opener) = self.opener.take() {
            return Ok(opener);
        }
        self.gather(HEADER).await?;
        let header = self.waiting.split_to(HEADER.min(self.waiting.len()));
        Opener::begin(&self.name, &self.key, &header)
    }

    /// Gathers so many bytes, or as many as there are.
    async fn gather(&mut self, wanted: usize) -> Result<(), Internal> {
        while self.waiting.len() < wanted {
            match self.sealed.next().await {
                Some(bytes) => self.waiting.extend_from_slice(&bytes?),
                None => break,
            }
        }
        Ok(())
    }
}
