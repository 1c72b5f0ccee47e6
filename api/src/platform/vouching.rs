//! Digests by which an entry of the audit record vouches for a row: a decision, a payment order. The entry is under the chain's
//! keyed hash, so that the digest carries its signature (security.md KEY-10; 密评 h).

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::error::Internal;

/// Where an entry's facts hold the digests of what it vouches for, by id.
pub const VOUCHED: &str = "vouched";
/// Where an entry's facts name what was vouched for and is erased.
pub const ERASED: &str = "vouched_erased";

/// What is vouched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The row.
    pub id: Uuid,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub digest: String,
}

impl Vouched {
    /// The digest of a row's content as JSON.
    ///
    /// # Errors
    /// When the content isn't JSON.
    pub fn of(id: Uuid, content: &impl Serialize) -> Result<Self, Internal> {
        let digest = Sha256::digest(serde_json::to_vec(content)?);
        Ok(Self { id, digest: data_encoding::HEXLOWER.encode(&digest) })
    }
}

/// Adds what an entry vouches for to its facts.
#[must_use]
pub fn vouching(mut facts: Value, rows: &[Vouched]) -> Value {
    let digests: Value = rows.iter().map(|row| (row.id.to_string(), json!(row.digest))).collect();
    if let Some(known) = facts.as_object_mut() {
        known.insert(VOUCHED.to_owned(), digests);
    }
    facts
}
