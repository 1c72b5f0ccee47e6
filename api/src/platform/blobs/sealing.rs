//! How a file is sealed while it flows: STREAM over the suite's cipher, in chunks of 64 KiB.
//!
//! Each chunk is bound to its place, to being the last one or not, and to the file's name, so that a file that was cut, put
//! together anew or given another's name doesn't open. Layout: suite, nonce, then the chunks, each with its tag.

use crate::{
    error::Internal,
    platform::{
        ids,
        keys::Secret,
        suite::{STREAM_NONCE as NONCE, StreamOpener, StreamSealer, Suite},
    },
};

/// Plain bytes in every chunk but the last.
pub const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
/// Bytes of a chunk as it is stored.
pub const SEALED_CHUNK: usize = CHUNK + TAG;
/// Bytes before the first chunk.
pub const HEADER: usize = 1 + NONCE;

/// Seals a file from its first byte to its last.
pub struct Sealer {
    stream: StreamSealer,
    name: String,
    gathered: Vec<u8>,
}

impl Sealer {
    /// Begins; answers the header, which stands first.
    pub fn begin(name: &str, key: &Secret, suite: Suite) -> (Self, Vec<u8>) {
        let nonce: [u8; NONCE] = ids::random_bytes();
        let stream = StreamSealer::new(suite, key, nonce);
        let gathered = Vec::with_capacity(SEALED_CHUNK);
        (Self { stream, name: name.to_owned(), gathered }, [&[suite.byte()], nonce.as_slice()].concat())
    }

    /// Takes plain bytes; answers the chunks that they fill.
    pub fn push(&mut self, mut plain: &[u8]) -> Result<Vec<Vec<u8>>, Internal> {
        let mut full = Vec::new();
        while !plain.is_empty() {
            // A full chunk waits until another byte shows that it isn't the last.
            if self.gathered.len() == CHUNK {
                full.push(self.seal_gathered()?);
            }
            let room = CHUNK.saturating_sub(self.gathered.len()).min(plain.len());
            let (fits, rest) = plain.split_at(room);
            self.gathered.extend_from_slice(fits);
            plain = rest;
        }
        Ok(full)
    }

    /// Ends; answers the last chunk.
    pub fn end(mut self) -> Result<Vec<u8>, Internal> {
        let mut chunk = self.gathered;
        self.stream
            .last(self.name.as_bytes(), &mut chunk)
            .ok_or_else(|| Internal::msg("a file can't be sealed"))?;
        self.gathered = Vec::new();
        Ok(chunk)
    }

    fn seal_gathered(&mut self) -> Result<Vec<u8>, Internal> {
        let mut chunk = std::mem::replace(&mut self.gathered, Vec::with_capacity(SEALED_CHUNK));
        self.stream
            .next(self.name.as_bytes(), &mut chunk)
            .ok_or_else(|| Internal::msg("a file is too long to be sealed"))?;
        Ok(chunk)
    }
}

/// Opens a file from its header to its last chunk.
pub struct Opener {
    stream: StreamOpener,
    name: String,
}

impl Opener {
    /// Begins with the header.
    pub fn begin(name: &str, key: &Secret, header: &[u8]) -> Result<Self, Internal> {
        let known = header
            .split_first()
            .and_then(|(suite, nonce)| Some((Suite::of_byte(*suite)?, <[u8; NONCE]>::try_from(nonce).ok()?)));
        let (suite, nonce) = known.ok_or_else(|| Internal::msg("a file has no header that is known"))?;
        let stream = StreamOpener::new(suite, key, nonce);
        Ok(Self { stream, name: name.to_owned() })
    }

    /// Opens a chunk after which another comes.
    pub fn next(&mut self, chunk: &mut Vec<u8>) -> Result<(), Internal> {
        self.stream.next(self.name.as_bytes(), chunk).ok_or_else(altered)
    }

    /// Opens the last chunk.
    pub fn last(self, chunk: &mut Vec<u8>) -> Result<(), Internal> {
        self.stream.last(self.name.as_bytes(), chunk).ok_or_else(altered)
    }
}

/// Plain bytes of a file of so many sealed ones; nothing for a length that none has.
pub fn plain_size(sealed: u64) -> Option<u64> {
    let [header, chunk, tag] = [HEADER, SEALED_CHUNK, TAG].map(|length| u64::try_from(length).unwrap_or(0));
    let body = sealed.checked_sub(header)?;
    body.checked_sub(body.div_ceil(chunk).max(1).checked_mul(tag)?)
}

fn altered() -> Internal {
    Internal::msg("a sealed file doesn't open")
}
