//! Streams of chunks, each bound to its place and to being the last one or not (STREAM over the suite's cipher).

use aead_stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit};

use super::{Hash, Sm4Gcm, Suite};
use crate::platform::keys::Secret;

/// Bytes of the nonce that begins a sealed stream.
pub const STREAM_NONCE: usize = 7;

/// Seals a stream of chunks, each bound to its place.
pub enum StreamSealer {
    /// See [`Suite::Aes256GcmSiv`].
    Aes256GcmSiv(Box<EncryptorBE32<Aes256GcmSiv>>),
    /// See [`Suite::Sm4Gcm`].
    Sm4Gcm(Box<EncryptorBE32<Sm4Gcm>>),
}

/// Opens a stream of chunks.
pub enum StreamOpener {
    /// See [`Suite::Aes256GcmSiv`].
    Aes256GcmSiv(Box<DecryptorBE32<Aes256GcmSiv>>),
    /// See [`Suite::Sm4Gcm`].
    Sm4Gcm(Box<DecryptorBE32<Sm4Gcm>>),
}

/// A file's key isn't used by two suites.
fn stream_key(key: &Secret) -> Secret {
    Hash::Sm3.derive(key, "file:sm4-gcm")
}

impl StreamSealer {
    /// Begins a stream.
    pub fn new(suite: Suite, key: &Secret, nonce: [u8; STREAM_NONCE]) -> Self {
        match suite {
            Suite::Aes256GcmSiv => {
                let cipher = Aes256GcmSiv::new(key.as_array().into());
                Self::Aes256GcmSiv(Box::new(EncryptorBE32::from_aead(cipher, &nonce.into())))
            }
            Suite::Sm4Gcm => {
                let cipher = Sm4Gcm::new(stream_key(key).half().into());
                Self::Sm4Gcm(Box::new(EncryptorBE32::from_aead(cipher, &nonce.into())))
            }
        }
    }

    /// Seals a chunk after which another comes; none when the stream is too long.
    pub fn next(&mut self, aad: &[u8], chunk: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::Aes256GcmSiv(stream) => stream.encrypt_next_in_place(aad, chunk).ok(),
            Self::Sm4Gcm(stream) => stream.encrypt_next_in_place(aad, chunk).ok(),
        }
    }

    /// Seals the last chunk.
    pub fn last(self, aad: &[u8], chunk: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::Aes256GcmSiv(stream) => stream.encrypt_last_in_place(aad, chunk).ok(),
            Self::Sm4Gcm(stream) => stream.encrypt_last_in_place(aad, chunk).ok(),
        }
    }
}

impl StreamOpener {
    /// Begins a stream.
    pub fn new(suite: Suite, key: &Secret, nonce: [u8; STREAM_NONCE]) -> Self {
        match suite {
            Suite::Aes256GcmSiv => {
                let cipher = Aes256GcmSiv::new(key.as_array().into());
                Self::Aes256GcmSiv(Box::new(DecryptorBE32::from_aead(cipher, &nonce.into())))
            }
            Suite::Sm4Gcm => {
                let cipher = Sm4Gcm::new(stream_key(key).half().into());
                Self::Sm4Gcm(Box::new(DecryptorBE32::from_aead(cipher, &nonce.into())))
            }
        }
    }

    /// Opens a chunk after which another comes.
    pub fn next(&mut self, aad: &[u8], chunk: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::Aes256GcmSiv(stream) => stream.decrypt_next_in_place(aad, chunk).ok(),
            Self::Sm4Gcm(stream) => stream.decrypt_next_in_place(aad, chunk).ok(),
        }
    }

    /// Opens the last chunk.
    pub fn last(self, aad: &[u8], chunk: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::Aes256GcmSiv(stream) => stream.decrypt_last_in_place(aad, chunk).ok(),
            Self::Sm4Gcm(stream) => stream.decrypt_last_in_place(aad, chunk).ok(),
        }
    }
}
