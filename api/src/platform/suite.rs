//! The suites that values and files are sealed with: AES-256-GCM-SIV with SHA-256, or SM4-GCM with SM3 (security.md KEY-2).
//!
//! Each sealed value begins with its suite's byte, so that both can be read while one is written. Nonces come from the
//! operating system; GCM's 96-bit ones ask for a new key before 2^32 uses (KEY-3), which `hechang keys show` watches.

use aes_gcm::{AesGcm, aead::consts::U12};
use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sm3::Sm3;
use sm4::Sm4;

use crate::{
    error::Internal,
    platform::{ids, keys::Secret},
};

mod streams;

pub use streams::{STREAM_NONCE, StreamOpener, StreamSealer};

/// SM4 (GB/T 32907) in Galois/Counter mode, as RFC 8998 has it.
type Sm4Gcm = AesGcm<Sm4, U12>;

const NONCE: usize = 12;

/// A suite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Suite {
    /// AES-256-GCM-SIV, keys derived by SHA-256.
    #[default]
    #[serde(rename = "aes-256-gcm-siv")]
    Aes256GcmSiv,
    /// SM4-GCM, keys derived by SM3.
    #[serde(rename = "sm4-gcm")]
    Sm4Gcm,
}

/// The hash of a suite, alone in HMAC and HKDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hash {
    /// SHA-256.
    #[default]
    #[serde(rename = "sha-256")]
    Sha256,
    /// SM3 (GB/T 32905).
    #[serde(rename = "sm3")]
    Sm3,
}

impl Suite {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Aes256GcmSiv, Self::Sm4Gcm];

    /// The byte that a sealed value begins with.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Aes256GcmSiv => 1,
            Self::Sm4Gcm => 2,
        }
    }

    /// The suite of a byte.
    pub fn of_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.byte() == byte)
    }

    /// Its name in the settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aes256GcmSiv => "aes-256-gcm-siv",
            Self::Sm4Gcm => "sm4-gcm",
        }
    }

    /// Its hash.
    pub const fn hash(self) -> Hash {
        match self {
            Self::Aes256GcmSiv => Hash::Sha256,
            Self::Sm4Gcm => Hash::Sm3,
        }
    }
}

impl Hash {
    /// HMAC over some bytes.
    pub fn mac(self, key: &Secret, bytes: &[u8]) -> Vec<u8> {
        fn of<M: Mac + KeyInit>(key: &Secret, bytes: &[u8]) -> Vec<u8> {
            let mut mac = <M as KeyInit>::new_from_slice(key.as_slice())
                .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
            mac.update(bytes);
            mac.finalize().into_bytes().to_vec()
        }
        match self {
            Self::Sha256 => of::<Hmac<Sha256>>(key, bytes),
            Self::Sm3 => of::<Hmac<Sm3>>(key, bytes),
        }
    }

    /// The key of one purpose, derived from a secret by HKDF.
    pub fn derive(self, secret: &Secret, purpose: &str) -> Secret {
        let mut derived = [0; 32];
        let expanded = match self {
            Self::Sha256 => {
                Hkdf::<Sha256>::new(None, secret.as_slice()).expand(purpose.as_bytes(), &mut derived)
            }
            Self::Sm3 => Hkdf::<Sm3>::new(None, secret.as_slice()).expand(purpose.as_bytes(), &mut derived),
        };
        expanded.unwrap_or_else(|_| unreachable!("32 bytes are one block of either hash"));
        Secret::from(derived)
    }
}

/// Seals and opens values under one key.
pub enum Cipher {
    /// See [`Suite::Aes256GcmSiv`].
    Aes256GcmSiv(Box<Aes256GcmSiv>),
    /// See [`Suite::Sm4Gcm`].
    Sm4Gcm(Box<Sm4Gcm>),
}

impl Cipher {
    /// A cipher of a suite; SM4 takes the first half of the key.
    pub fn new(suite: Suite, key: &Secret) -> Self {
        match suite {
            Suite::Aes256GcmSiv => Self::Aes256GcmSiv(Box::new(Aes256GcmSiv::new(key.as_array().into()))),
            Suite::Sm4Gcm => Self::Sm4Gcm(Box::new(Sm4Gcm::new(key.half().into()))),
        }
    }

    /// Seals bytes, bound to others. Layout: nonce, ciphertext, tag.
    pub fn seal(&self, msg: &[u8], aad: &[u8]) -> Result<Vec<u8>, Internal> {
        let nonce: [u8; NONCE] = ids::random_bytes();
        let payload = Payload { msg, aad };
        let sealed = match self {
            Self::Aes256GcmSiv(cipher) => cipher.encrypt(&Nonce::from(nonce), payload),
            Self::Sm4Gcm(cipher) => cipher.encrypt(&Nonce::from(nonce), payload),
        };
        let sealed = sealed.map_err(|_| Internal::msg("a value can't be sealed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed and bound to the same bytes.
    pub fn open(&self, sealed: &[u8], aad: &[u8]) -> Option<Vec<u8>> {
        let (nonce, msg) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg, aad };
        match self {
            Self::Aes256GcmSiv(cipher) => cipher.decrypt(&Nonce::from(*nonce), payload).ok(),
            Self::Sm4Gcm(cipher) => cipher.decrypt(&Nonce::from(*nonce), payload).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER_PERMISSIVE as HEX;
    use sm3::Digest;

    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        HEX.decode(text.as_bytes()).unwrap()
    }

    fn key(text: &str) -> Secret {
        let mut key = [0; 32];
        let bytes = hex(text);
        key[..bytes.len()].copy_from_slice(&bytes);
        key.into()
    }

    #[test]
    fn sm4_gcm_keeps_the_vector_of_rfc_8998() {
        let cipher = Cipher::new(Suite::Sm4Gcm, &key("0123456789abcdeffedcba9876543210"));
        let plain = hex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
             eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa");
        let sealed = hex("00001234567800000000abcd\
             17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
             d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
             83de3541e4c2b58177e065a9bf7b62ec");
        let bound = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        assert_eq!(cipher.open(&sealed, &bound).unwrap(), plain);
        assert_eq!(cipher.open(&sealed, b"something else"), None);
    }

    #[test]
    fn aes_256_gcm_siv_keeps_a_vector_of_rfc_8452() {
        let cipher = Cipher::new(Suite::Aes256GcmSiv, &key("01"));
        let sealed = hex("030000000000000000000000c2ef328e5c71c83b843122130f7364b761e0b97427e3df28");
        assert_eq!(cipher.open(&sealed, b"").unwrap(), hex("0100000000000000"));
    }

    #[test]
    fn sm3_keeps_the_vectors_of_its_standard() {
        let one = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(Sm3::digest(b"abc").to_vec(), hex(one));
        let two = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
        assert_eq!(Sm3::digest(b"abcd".repeat(16)).to_vec(), hex(two));
    }

    #[test]
    fn sm4_keeps_the_vector_of_its_standard() {
        use sm4::cipher::{Block, BlockCipherEncrypt};
        let key = hex("0123456789abcdeffedcba9876543210");
        let mut block = Block::<Sm4>::try_from(key.as_slice()).unwrap();
        Sm4::new_from_slice(&key).unwrap().encrypt_block(&mut block);
        assert_eq!(block.to_vec(), hex("681edf34d206965e86b3e94f536e4246"));
    }

    #[test]
    fn no_two_seals_are_alike_and_each_opens() {
        for suite in Suite::ALL {
            let cipher = Cipher::new(suite, &Secret::from(ids::random_bytes()));
            let (one, two) =
                (cipher.seal(b"plain", b"here").unwrap(), cipher.seal(b"plain", b"here").unwrap());
            assert_ne!(one, two);
            for sealed in [one, two] {
                assert_eq!(cipher.open(&sealed, b"here").unwrap(), b"plain");
                assert_eq!(cipher.open(&sealed, b"there"), None);
                assert_eq!(cipher.open(sealed.split_last().unwrap().1, b"here"), None);
            }
        }
    }
}
