//! New entries at the end of their chains.
//!
//! Heads are taken last, right before the commit, and in the order of their chains: two changes of one organ wait for each
//! other only that long, and never in a ring. SQLite's one writer needs no locks.

use std::collections::BTreeMap;

use hechang_entity::{
    audit_entry,
    audit_head::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QuerySelect, sea_query::LockType,
};
use uuid::Uuid;

use crate::{
    error::Internal,
    platform::{
        chain::{BEGINNING, HOUSE, Seals},
        database::is_postgres,
    },
};

/// Writes entries at the ends of their chains, in the order given; the caller commits at once.
///
/// # Errors
/// When a head isn't as the program left it: going on would bless what somebody did to it.
pub async fn append(
    db: &impl ConnectionTrait,
    seals: &Seals,
    entries: Vec<audit_entry::Model>,
) -> Result<(), Internal> {
    let mut chains: BTreeMap<Uuid, Vec<audit_entry::Model>> = BTreeMap::new();
    for entry in entries {
        chains.entry(entry.organ_id.unwrap_or(HOUSE)).or_default().push(entry);
    }
    for (chain, entries) in chains {
        let mut head = hold(db, seals, chain).await?;
        let linked = entries.into_iter().map(|entry| link(seals, &mut head, entry));
        let linked = linked.collect::<Result<Vec<_>, _>>()?;
        audit_entry::Entity::insert_many(linked.into_iter().map(IntoActiveModel::into_active_model))
            .exec_without_returning(db)
            .await?;
        keep(db, seals, head).await?;
    }
    Ok(())
}

/// The head of a chain, held until the transaction ends; a new chain begins.
pub(super) async fn hold(db: &impl ConnectionTrait, seals: &Seals, chain: Uuid) -> Result<Model, Internal> {
    if let Some(head) = locked(db, chain).await? {
        return if seals.holds(&head) { Ok(head) } else { Err(altered(chain)) };
    }
    let row = sealed(seals, Model { chain_id: chain, ..beginning() })?.into_active_model();
    Entity::insert(row).on_conflict_do_nothing_on([Column::ChainId]).exec_without_returning(db).await?;
    let head = locked(db, chain).await?;
    head.filter(|head| seals.holds(head)).ok_or_else(|| altered(chain))
}

/// Gives an entry the next place.
pub(super) fn link(
    seals: &Seals,
    head: &mut Model,
    entry: audit_entry::Model,
) -> Result<audit_entry::Model, Internal> {
    let placed = audit_entry::Model {
        chain_id: Some(head.chain_id),
        seq: Some(head.seq + 1),
        previous: Some(head.hash.clone()),
        key_id: Some(seals.current()),
        ..entry
    };
    let hash = seals.entry(&placed).ok_or_else(|| Internal::msg("the record has no key"))?;
    head.seq += 1;
    head.hash.clone_from(&hash);
    Ok(audit_entry::Model { hash: Some(hash), ..placed })
}

/// Moves a head to where its chain ends now.
pub(super) async fn keep(db: &impl ConnectionTrait, seals: &Seals, head: Model) -> Result<(), Internal> {
    let row: ActiveModel = sealed(seals, head)?.into_active_model().reset_all();
    Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

fn beginning() -> Model {
    Model { chain_id: HOUSE, seq: 0, hash: BEGINNING.to_vec(), key_id: HOUSE, mac: Vec::new() }
}

fn sealed(seals: &Seals, head: Model) -> Result<Model, Internal> {
    let head = Model { key_id: seals.current(), ..head };
    let mac = seals.head(&head).ok_or_else(|| Internal::msg("the record has no key"))?;
    Ok(Model { mac, ..head })
}

async fn locked(db: &impl ConnectionTrait, chain: Uuid) -> Result<Option<Model>, Internal> {
    let head = Entity::find_by_id(chain);
    let head = if is_postgres(db) { head.lock(LockType::Update) } else { head };
    Ok(head.one(db).await?)
}

fn altered(chain: Uuid) -> Internal {
    Internal::msg(format!("the head of the audit chain {chain} was altered; run `hechang audit verify`"))
}
