//! The keyed hashes of entries and heads.
//!
//! The key is a random secret of its own, kept sealed in the database, so that a rotation of the key ring seals it anew and
//! what was hashed long ago can still be checked.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hechang_entity::{
    audit_entry, audit_head,
    audit_key::{ActiveModel, Column, Entity, Model},
};
use hmac::{Hmac, KeyInit, Mac};
use sea_orm::{EntityTrait, IntoActiveModel};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    error::Internal,
    platform::{
        database::Database,
        ids,
        keys::Secret,
        vault::{Place, Vault},
    },
};

const COLUMN: &str = "audit_key.secret";
/// Every node begins with the same one.
const FIRST: Uuid = Uuid::nil();

/// The keys of the record.
pub struct Seals {
    keys: BTreeMap<Uuid, Secret>,
}

impl Seals {
    /// Opens the keys; makes the first one on an empty database.
    pub async fn open(db: &Database, vault: &Vault, now: DateTime<Utc>) -> Result<Self, Internal> {
        let mut rows = Entity::find().all(db.read()).await?;
        if rows.is_empty() {
            make(db, vault, now).await?;
            rows = Entity::find().all(db.read()).await?;
        }
        let keys = rows.into_iter().map(|row| Ok((row.id, opened(vault, &row)?)));
        Ok(Self { keys: keys.collect::<Result<_, Internal>>()? })
    }

    /// The key for new entries.
    pub fn current(&self) -> Uuid {
        self.keys.keys().next_back().copied().unwrap_or(FIRST)
    }

    /// The hash of an entry over all its fields but the hash itself; none when its key isn't known.
    pub fn entry(&self, row: &audit_entry::Model) -> Option<Vec<u8>> {
        let mut detail = row.detail.clone();
        detail.sort_all_objects();
        let mut mac = self.mac(row.key_id?, b"hechang audit entry 1")?;
        put(&mut mac, row.chain_id.as_ref().map(Uuid::as_bytes));
        put(&mut mac, row.seq.map(i64::to_be_bytes));
        put(&mut mac, row.previous.as_ref());
        put(&mut mac, Some(row.id.as_bytes()));
        put(&mut mac, Some(row.at.timestamp_micros().to_be_bytes()));
        put(&mut mac, Some(&row.actor_kind));
        put(&mut mac, row.actor_id.as_ref().map(Uuid::as_bytes));
        put(&mut mac, row.organ_id.as_ref().map(Uuid::as_bytes));
        put(&mut mac, Some(&row.action));
        put(&mut mac, Some(row.subject_id.as_bytes()));
        put(&mut mac, Some(detail.to_string()));
        put(&mut mac, row.case_id.as_ref().map(Uuid::as_bytes));
        Some(mac.finalize().into_bytes().to_vec())
    }

    /// Whether a head is as the program left it.
    pub fn holds(&self, head: &audit_head::Model) -> bool {
        self.head(head).is_some_and(|mac| mac.ct_eq(&head.mac).into())
    }

    /// The keyed hash of a head.
    pub fn head(&self, head: &audit_head::Model) -> Option<Vec<u8>> {
        let mut mac = self.mac(head.key_id, b"hechang audit head 1")?;
        put(&mut mac, Some(head.chain_id.as_bytes()));
        put(&mut mac, Some(head.seq.to_be_bytes()));
        put(&mut mac, Some(&head.hash));
        Some(mac.finalize().into_bytes().to_vec())
    }

    fn mac(&self, key: Uuid, what: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::new_from_slice(self.keys.get(&key)?.as_slice()).ok()?;
        put(&mut mac, Some(what));
        put(&mut mac, Some(key.as_bytes()));
        Some(mac)
    }

    /// One key, not kept anywhere.
    #[cfg(test)]
    pub(super) fn ephemeral() -> Self {
        Self { keys: BTreeMap::from([(FIRST, Secret::new(ids::random_bytes()))]) }
    }
}

/// A field with its length in front, so that no two rows read alike; an absent one is not an empty one.
fn put(mac: &mut Hmac<Sha256>, field: Option<impl AsRef<[u8]>>) {
    let length = field.as_ref().and_then(|field| i64::try_from(field.as_ref().len()).ok());
    mac.update(&length.unwrap_or(-1).to_be_bytes());
    if let Some(field) = field {
        mac.update(field.as_ref());
    }
}

async fn make(db: &Database, vault: &Vault, now: DateTime<Utc>) -> Result<(), Internal> {
    let secret = Zeroizing::new(ids::random_bytes::<32>());
    let secret_sealed = vault.seal(Place { column: COLUMN, row: FIRST }, secret.as_slice())?;
    let row: ActiveModel = Model { id: FIRST, secret_sealed, created_at: now }.into_active_model();
    let tx = db.begin().await?;
    Entity::insert(row).on_conflict_do_nothing_on([Column::Id]).exec_without_returning(&tx).await?;
    Ok(tx.commit().await?)
}

fn opened(vault: &Vault, row: &Model) -> Result<Secret, Internal> {
    let bytes = Zeroizing::new(vault.open(Place { column: COLUMN, row: row.id }, &row.secret_sealed)?);
    let secret: [u8; 32] =
        bytes.as_slice().try_into().map_err(|_| Internal::msg("a key of the record must have 32 bytes"))?;
    Ok(Secret::new(secret))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry() -> audit_entry::Model {
        audit_entry::Model {
            id: ids::new_id(),
            at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
            actor_kind: "staff".into(),
            actor_id: Some(ids::new_id()),
            organ_id: None,
            action: "qr.created".into(),
            subject_id: ids::new_id(),
            detail: json!({ "b": { "y": 1, "x": 2 }, "a": [1, "2"] }),
            case_id: None,
            chain_id: Some(FIRST),
            seq: Some(1),
            previous: Some(vec![0; 32]),
            hash: None,
            key_id: Some(FIRST),
        }
    }

    #[test]
    fn the_order_of_facts_does_not_matter_and_the_key_does() {
        let (seals, other, entry) = (Seals::ephemeral(), Seals::ephemeral(), entry());
        let turned =
            audit_entry::Model { detail: json!({ "a": [1, "2"], "b": { "x": 2, "y": 1 } }), ..entry.clone() };
        assert_eq!(seals.entry(&entry), seals.entry(&turned));
        assert_ne!(seals.entry(&entry), other.entry(&entry));
        assert!(seals.entry(&audit_entry::Model { key_id: Some(ids::new_id()), ..entry }).is_none());
    }

    #[test]
    fn a_border_between_fields_can_not_be_moved() {
        let seals = Seals::ephemeral();
        let (one, other) = (
            audit_entry::Model { actor_kind: "staff".into(), action: "qr.created".into(), ..entry() },
            audit_entry::Model { actor_kind: "staf".into(), action: "fqr.created".into(), ..entry() },
        );
        let other =
            audit_entry::Model { id: one.id, actor_id: one.actor_id, subject_id: one.subject_id, ..other };
        assert_ne!(seals.entry(&one), seals.entry(&other));
        let empty = audit_entry::Model { previous: Some(Vec::new()), ..one.clone() };
        assert_ne!(seals.entry(&empty), seals.entry(&audit_entry::Model { previous: None, ..one }));
    }
}
