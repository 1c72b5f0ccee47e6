//! Personal data at rest: sealed by field, found again by keyed blind index.
//!
//! A sealed value is bound to its table, column and row, so a value moved to another row doesn't open.

use std::collections::BTreeMap;

use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit, Nonce,
    aead::{Aead, Generate, Payload},
};
use hmac::{Hmac, Mac};
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;
use uuid::Uuid;

use crate::{
    error::Internal,
    platform::keys::{KeyRing, Secret},
};

const SUITE_AES_256_GCM_SIV: u8 = 1;
const NONCE: usize = 12;

/// Where a sealed value lives.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// `table.column`
    pub column: &'static str,
    /// The row.
    pub row: Uuid,
}

/// Seals, opens and indexes personal data.
pub struct Vault {
    ring: KeyRing,
    ciphers: BTreeMap<String, Aes256GcmSiv>,
}

impl Vault {
    /// A vault over a key ring.
    pub fn new(ring: KeyRing) -> Self {
        let ciphers = ring
            .names()
            .filter_map(|name| Some((name.to_owned(), cipher(&ring.derive(name, "fields")?))))
            .collect();
        Self { ring, ciphers }
    }

    /// Seals bytes for one place. Layout: suite, length of the key's name, name, nonce, ciphertext with tag.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Result<Vec<u8>, Internal> {
        let name = self.ring.current();
        let cipher = self.ciphers.get(name).ok_or_else(|| Internal::msg("the current key is missing"))?;
        let nonce = Nonce::generate();
        let sealed = cipher
            .encrypt(&nonce, Payload { msg: plain, aad: associated(place).as_bytes() })
            .map_err(|_| Internal::msg("a value can't be sealed"))?;
        let length = u8::try_from(name.len()).map_err(|_| Internal::msg("a key's name is too long"))?;
        Ok([&[SUITE_AES_256_GCM_SIV, length], name.as_bytes(), nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for the same place.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Vec<u8>, Internal> {
        self.try_open(place, sealed)
            .ok_or_else(|| Internal::msg(format!("a sealed value of {} doesn't open", place.column)))
    }

    fn try_open(&self, place: Place, sealed: &[u8]) -> Option<Vec<u8>> {
        let (&[suite, length], rest) = sealed.split_first_chunk()?;
        let (name, rest) = rest.split_at_checked(length.into())?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE)?;
        let cipher =
            self.ciphers.get(str::from_utf8(name).ok()?).filter(|_| suite == SUITE_AES_256_GCM_SIV)?;
        let nonce = Nonce::try_from(nonce).ok()?;
        cipher.decrypt(&nonce, Payload { msg: ciphertext, aad: associated(place).as_bytes() }).ok()
    }

    /// Seals a value as JSON.
    pub fn seal_json(&self, place: Place, value: &impl Serialize) -> Result<Vec<u8>, Internal> {
        self.seal(place, &serde_json::to_vec(value)?)
    }

    /// Opens a value sealed as JSON.
    pub fn open_json<T: DeserializeOwned>(&self, place: Place, sealed: &[u8]) -> Result<T, Internal> {
        Ok(serde_json::from_slice(&self.open(place, sealed)?)?)
    }

    /// A keyed hash that finds a value again without revealing it; each column has its own key.
    pub fn index(&self, column: &'static str, value: &str) -> Result<Vec<u8>, Internal> {
        let key = self.key(&format!("index:{column}"))?;
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).map_err(|_| Internal::msg("bad key"))?;
        mac.update(value.as_bytes());
        Ok(mac.finalize().into_bytes().to_vec())
    }

    /// The current key of a purpose, for tokens and files.
    pub fn key(&self, purpose: &str) -> Result<Secret, Internal> {
        self.ring
            .derive(self.ring.current(), purpose)
            .ok_or_else(|| Internal::msg("the current key is missing"))
    }

    /// The current key of a purpose with its name, for values that carry the name of their key.
    pub fn signing_key(&self, purpose: &str) -> Result<(String, Secret), Internal> {
        Ok((self.ring.current().to_owned(), self.key(purpose)?))
    }

    /// The key of a purpose by name; none for a name that isn't in the ring.
    pub fn verifying_key(&self, name: &str, purpose: &str) -> Option<Secret> {
        self.ring.derive(name, purpose)
    }
}

fn cipher(key: &Secret) -> Aes256GcmSiv {
    Aes256GcmSiv::new_from_slice(key.as_slice()).unwrap_or_else(|_| unreachable!("the key has 32 bytes"))
}

fn associated(place: Place) -> String {
    format!("{}:{}", place.column, place.row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids;

    #[test]
    fn a_value_opens_only_where_it_was_sealed() {
        let vault = Vault::new(KeyRing::ephemeral().unwrap());
        let here = Place { column: "citizen.phone", row: ids::new_id() };
        let sealed = vault.seal(here, "13800000000".as_bytes()).unwrap();
        assert_eq!(vault.open(here, &sealed).unwrap(), b"13800000000");
        assert!(vault.open(Place { row: ids::new_id(), ..here }, &sealed).is_err());
        assert!(vault.open(Place { column: "citizen.name", ..here }, &sealed).is_err());
        assert!(vault.open(here, sealed.split_last().unwrap().1).is_err());
    }

    #[test]
    fn an_index_depends_on_column_and_key() {
        let vault = Vault::new(KeyRing::ephemeral().unwrap());
        let other = Vault::new(KeyRing::ephemeral().unwrap());
        let phone = vault.index("citizen.phone", "13800000000").unwrap();
        assert_eq!(phone, vault.index("citizen.phone", "13800000000").unwrap());
        assert_ne!(phone, vault.index("citizen.name", "13800000000").unwrap());
        assert_ne!(phone, other.index("citizen.phone", "13800000000").unwrap());
    }
}
