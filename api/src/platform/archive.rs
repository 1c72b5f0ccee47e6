//! A ZIP that is written while it is read: what waits is a few chunks, however much is packed.

use std::io::{self, Write};

use actix_web::web::Bytes;
use futures_util::{Stream, stream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::error::Internal;

/// Chunks on their way in, and as many on their way out.
const WAITING: usize = 8;
const LONGEST_NAME: usize = 80;

enum Piece {
    Begin(String),
    Bytes(Bytes),
    End,
}

/// Takes files in.
pub struct Packer(Sender<Piece>);

/// Opens an archive: files go into the packer, its bytes come out of the stream. Without [`Packer::finish`] the stream ends in an error.
pub fn open() -> (Packer, impl Stream<Item = io::Result<Bytes>>) {
    let (packer, pieces) = channel(WAITING);
    let (outlet, bytes) = channel(WAITING);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = pack(pieces, Outlet(outlet.clone())) {
            drop(outlet.blocking_send(Err(error)));
        }
    });
    let stream = stream::unfold(bytes, |mut bytes| async move { Some((bytes.recv().await?, bytes)) });
    (Packer(packer), stream)
}

impl Packer {
    /// Begins a file.
    pub async fn begin(&self, name: &str) -> Result<(), Internal> {
        self.send(Piece::Begin(name.to_owned())).await
    }

    /// Adds to the file that was begun last.
    pub async fn bytes(&self, bytes: Bytes) -> Result<(), Internal> {
        self.send(Piece::Bytes(bytes)).await
    }

    /// A whole file.
    pub async fn whole(&self, name: &str, content: Vec<u8>) -> Result<(), Internal> {
        self.begin(name).await?;
        self.bytes(content.into()).await
    }

    /// Ends the archive.
    pub async fn finish(self) {
        // Fails when the reader has gone, who then misses nothing.
        drop(self.0.send(Piece::End).await);
    }

    async fn send(&self, piece: Piece) -> Result<(), Internal> {
        self.0.send(piece).await.map_err(|_| Internal::msg("the reader of a copy has gone"))
    }
}

fn pack(mut pieces: Receiver<Piece>, outlet: Outlet) -> io::Result<()> {
    let mut archive = ZipWriter::new_stream(outlet);
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::Begin(name) => archive.start_file(name, SimpleFileOptions::default().large_file(true))?,
            Piece::Bytes(bytes) => archive.write_all(&bytes)?,
            Piece::End => return archive.finish().map(drop).map_err(io::Error::from),
        }
    }
    Err(io::Error::other("the archive was never finished"))
}

/// Hands bytes on; waits while the reader is slow.
struct Outlet(Sender<io::Result<Bytes>>);

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes))).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A name from somebody's device as a name in the archive: no path, nothing that a system reads in its own way.
pub fn safe_name(name: &str) -> String {
    let plain = |sign: char| if sign.is_alphanumeric() || "-_. ".contains(sign) { sign } else { '_' };
    let name: String = name.chars().map(plain).collect();
    // The end has the kind of file.
    let skip = name.chars().count().saturating_sub(LONGEST_NAME);
    name.chars().skip(skip).collect::<String>().trim_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        assert_eq!(safe_name("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(safe_name("C:\\a\u{202e}gpj.exe"), "C__a_gpj.exe");
        assert_eq!(safe_name("扎西 1.jpg"), "扎西 1.jpg");
        assert_eq!(safe_name(&format!("{}.pdf", "长".repeat(200))).chars().count(), 80);
    }
}
