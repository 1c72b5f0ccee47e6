//! How a file is sealed while it flows: STREAM over AES-256-GCM-SIV in chunks of 64 KiB.
//!
//! Each chunk is bound to its place, to being the last one or not, and to the file's name, so that a file that was cut, put
//! together anew or given another's name doesn't open. Layout: suite, nonce, then the chunks, each with its tag.

use aead_stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit};

use crate::{
    error::Internal,
    platform::{ids, keys::Secret},
};

/// Plain bytes in every chunk but the last.
pub const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
/// Bytes of a chunk as it is stored.
pub const SEALED_CHUNK: usize = CHUNK + TAG;
const NONCE: usize = 7;
/// Bytes before the first chunk.
pub const HEADER: usize = 1 + NONCE;
const SUITE_AES_256_GCM_SIV_STREAM: u8 = 1;

/// Seals a file from its first byte to its last.
pub struct Sealer {
    stream: EncryptorBE32<Aes256GcmSiv>,
    name: String,
    gathered: Vec<u8>,
}

impl Sealer {
    /// Begins; answers the header, which stands first.
    pub fn begin(name: &str, key: &Secret) -> (Self, Vec<u8>) {
        let nonce: [u8; NONCE] = ids::random_bytes();
        let stream = EncryptorBE32::from_aead(cipher(key), &nonce.into());
        let gathered = Vec::with_capacity(SEALED_CHUNK);
        (
            Self { stream, name: name.to_owned(), gathered },
            [&[SUITE_AES_256_GCM_SIV_STREAM], nonce.as_slice()].concat(),
        )
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
            .encrypt_last_in_place(self.name.as_bytes(), &mut chunk)
            .map_err(|_| Internal::msg("a file can't be sealed"))?;
        self.gathered = Vec::new();
        Ok(chunk)
    }

    fn seal_gathered(&mut self) -> Result<Vec<u8>, Internal> {
        let mut chunk = std::mem::replace(&mut self.gathered, Vec::with_capacity(SEALED_CHUNK));
        self.stream
            .encrypt_next_in_place(self.name.as_bytes(), &mut chunk)
            .map_err(|_| Internal::msg("a file is too long to be sealed"))?;
        Ok(chunk)
    }
}

/// Opens a file from its header to its last chunk.
pub struct Opener {
    stream: DecryptorBE32<Aes256GcmSiv>,
    name: String,
}

impl Opener {
    /// Begins with the header.
    pub fn begin(name: &str, key: &Secret, header: &[u8]) -> Result<Self, Internal> {
        let nonce = match header.split_first() {
            Some((&SUITE_AES_256_GCM_SIV_STREAM, nonce)) => <[u8; NONCE]>::try_from(nonce).ok(),
            _ => None,
        };
        let nonce = nonce.ok_or_else(|| Internal::msg("a file has no header that is known"))?;
        let stream = DecryptorBE32::from_aead(cipher(key), &nonce.into());
        Ok(Self { stream, name: name.to_owned() })
    }

    /// Opens a chunk after which another comes.
    pub fn next(&mut self, chunk: &mut Vec<u8>) -> Result<(), Internal> {
        self.stream.decrypt_next_in_place(self.name.as_bytes(), chunk).map_err(|_| altered())
    }

    /// Opens the last chunk.
    pub fn last(self, chunk: &mut Vec<u8>) -> Result<(), Internal> {
        self.stream.decrypt_last_in_place(self.name.as_bytes(), chunk).map_err(|_| altered())
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

fn cipher(key: &Secret) -> Aes256GcmSiv {
    Aes256GcmSiv::new_from_slice(key.as_slice()).unwrap_or_else(|_| unreachable!("the key has 32 bytes"))
}
