//! Personal data at rest: sealed by field, found again by keyed blind index.
//!
//! A sealed value is bound to its table, column and row, so a value moved to another row doesn't open. It carries its suite and
//! the name of its key: older keys and the other suite open as long as the ring holds them. The ring's file is looked at again
//! while the program runs, so that a new key needs no restart.

use std::{collections::BTreeMap, path::Path};

use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    error::Internal,
    platform::{
        ids,
        keys::{KeyRing, Secret},
        suite::{Cipher, Suite},
    },
};

mod watch;

use watch::Watched;

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
    suite: Suite,
    keys: Watched,
}

/// A ring with its ciphers ready.
struct Keys {
    ring: KeyRing,
    ciphers: BTreeMap<String, [Cipher; 2]>,
}

impl Keys {
    fn new(ring: KeyRing) -> Self {
        let ready = |name: &str| {
            let [aes, sm4] = Suite::ALL.map(|suite| Some(Cipher::new(suite, &ring.fields(name, suite)?)));
            Some((name.to_owned(), [aes?, sm4?]))
        };
        let ciphers = ring.names().filter_map(ready).collect();
        Self { ring, ciphers }
    }

    fn cipher(&self, name: &str, suite: Suite) -> Option<&Cipher> {
        let [aes, sm4] = self.ciphers.get(name)?;
        Some(match suite {
            Suite::Aes256GcmSiv => aes,
            Suite::Sm4Gcm => sm4,
        })
    }
}

impl Vault {
    /// A vault over a key ring that doesn't change.
    pub fn new(ring: KeyRing) -> Self {
        Self { suite: Suite::default(), keys: Watched::fixed(Keys::new(ring)) }
    }

    /// A vault over the ring of a file, followed while the program runs; a demonstration makes its own.
    pub fn of_file(file: &Path, generate: bool, suite: Suite) -> anyhow::Result<Self> {
        let ring = KeyRing::open(file, generate, suite)?;
        Ok(Self { suite, keys: Watched::following(file, Keys::new(ring)) })
    }

    /// Seals with another suite.
    #[must_use]
    pub fn with_suite(self, suite: Suite) -> Self {
        Self { suite, ..self }
    }

    /// Seals bytes for one place. Layout: suite, length of the key's name, name, nonce, ciphertext with tag.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Result<Vec<u8>, Internal> {
        let keys = self.keys.now();
        let name = keys.ring.current();
        let cipher = keys.cipher(name, self.suite);
        let cipher = cipher.ok_or_else(|| Internal::msg("the current key is missing"))?;
        let sealed = cipher.seal(plain, associated(place).as_bytes())?;
        Ok([header(self.suite, name).as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for the same place.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Vec<u8>, Internal> {
        self.try_open(place, sealed)
            .ok_or_else(|| Internal::msg(format!("a sealed value of {} doesn't open", place.column)))
    }

    fn try_open(&self, place: Place, sealed: &[u8]) -> Option<Vec<u8>> {
        let (&[suite, length], rest) = sealed.split_first_chunk()?;
        let (name, rest) = rest.split_at_checked(length.into())?;
        let (suite, name) = (Suite::of_byte(suite)?, str::from_utf8(name).ok()?);
        let keys = self.keys.knowing(name);
        keys.cipher(name, suite)?.open(rest, associated(place).as_bytes())
    }

    /// Seals a value as JSON.
    pub fn seal_json(&self, place: Place, value: &impl Serialize) -> Result<Vec<u8>, Internal> {
        self.seal(place, &serde_json::to_vec(value)?)
    }

    /// Opens a value sealed as JSON.
    pub fn open_json<T: DeserializeOwned>(&self, place: Place, sealed: &[u8]) -> Result<T, Internal> {
        Ok(serde_json::from_slice(&self.open(place, sealed)?)?)
    }

    /// A new key for one file, and the same sealed for the column that keeps it: when the ring's key changes, the file's own
    /// stays and only the column is sealed anew.
    pub fn new_file_key(&self, place: Place) -> Result<(Secret, Vec<u8>), Internal> {
        let key = Secret::from(ids::random_bytes());
        let sealed = self.seal(place, key.as_slice())?;
        Ok((key, sealed))
    }

    /// The key of a file, from the column that keeps it.
    pub fn file_key(&self, place: Place, sealed: &[u8]) -> Result<Secret, Internal> {
        let opened = Zeroizing::new(self.open(place, sealed)?);
        let key = <[u8; 32]>::try_from(opened.as_slice());
        key.map(Secret::from).map_err(|_| Internal::msg("a file's key has another length"))
    }

    /// A keyed hash that finds a value again without revealing it; each column has its own key, which stays when the ring's
    /// current one changes.
    pub fn index(&self, column: &'static str, value: &str) -> Result<Vec<u8>, Internal> {
        let keys = self.keys.now();
        Ok(keys.ring.hash().mac(&keys.ring.lasting(&format!("index:{column}")), value.as_bytes()))
    }

    /// The key of a purpose that stays when the ring's current one changes, for hashes and tokens without a key's name.
    pub fn key(&self, purpose: &str) -> Result<Secret, Internal> {
        Ok(self.keys.now().ring.lasting(purpose))
    }

    /// The current key of a purpose with its name, for short-lived values that carry the name of their key.
    pub fn signing_key(&self, purpose: &str) -> Result<(String, Secret), Internal> {
        let keys = self.keys.now();
        let name = keys.ring.current();
        let key = keys.ring.derive(name, purpose);
        key.map(|key| (name.to_owned(), key)).ok_or_else(|| Internal::msg("the current key is missing"))
    }

    /// The key of a purpose by name; none for a name that isn't in the ring.
    pub fn verifying_key(&self, name: &str, purpose: &str) -> Option<Secret> {
        self.keys.knowing(name).ring.derive(name, purpose)
    }

    /// What every value begins with that is sealed now.
    pub fn present_header(&self) -> Vec<u8> {
        header(self.suite, self.keys.now().ring.current())
    }
}

/// What every value begins with that is sealed by a suite under a key: two bytes and the key's name.
pub fn header(suite: Suite, key: &str) -> Vec<u8> {
    // The ring refuses names past 60 bytes.
    let length = u8::try_from(key.len()).unwrap_or(u8::MAX);
    [&[suite.byte(), length], key.as_bytes()].concat()
}

fn associated(place: Place) -> String {
    format!("{}:{}", place.column, place.row)
}

#[cfg(test)]
mod tests;
