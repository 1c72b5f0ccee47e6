//! Entries that the program wrote before the record was chained get their places once, at the first start after the change.

use std::collections::BTreeMap;

use hechang_entity::{
    audit_entry::{ActiveModel, Column, Entity, Model},
    audit_head,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{
    error::Internal,
    platform::{
        chain::{
            HOUSE, Seals,
            appending::{hold, keep, link},
        },
        database::Database,
    },
};

const AT_ONCE: u64 = 500;

/// Chains what was written before there were chains; answers how many entries. Once a chain has begun, an entry without a
/// place was put there by somebody else, and stays for `audit verify` to name.
pub async fn adopt(db: &Database, seals: &Seals) -> Result<u64, Internal> {
    if begun(db.read()).await? {
        return Ok(0);
    }
    let tx = db.begin().await?;
    let house = hold(&tx, seals, HOUSE).await?;
    if house.seq > 0 {
        return Ok(0);
    }
    let mut heads = BTreeMap::from([(HOUSE, house)]);
    let (mut adopted, mut after) = (0, None);
    loop {
        let page = unplaced(&tx, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for entry in page {
            let chain = entry.organ_id.unwrap_or(HOUSE);
            let mut head = match heads.remove(&chain) {
                Some(head) => head,
                None => hold(&tx, seals, chain).await?,
            };
            place(&tx, link(seals, &mut head, entry)?).await?;
            heads.insert(chain, head);
            adopted += 1;
        }
    }
    for head in heads.into_values().filter(|head| head.seq > 0) {
        keep(&tx, seals, head).await?;
    }
    if adopted > 0 {
        tx.commit().await?;
    }
    Ok(adopted)
}

async fn begun(db: &impl ConnectionTrait) -> Result<bool, Internal> {
    let any = audit_head::Entity::find().limit(1).count(db).await? > 0;
    Ok(any || Entity::find().filter(Column::ChainId.is_not_null()).limit(1).count(db).await? > 0)
}

async fn unplaced(db: &impl ConnectionTrait, after: Option<Uuid>) -> Result<Vec<Model>, Internal> {
    let rows = Entity::find().filter(Column::Hash.is_null()).order_by_asc(Column::Id).limit(AT_ONCE);
    let rows = match after {
        Some(after) => rows.filter(Column::Id.gt(after)),
        None => rows,
    };
    Ok(rows.all(db).await?)
}

async fn place(db: &impl ConnectionTrait, entry: Model) -> Result<(), Internal> {
    let row = ActiveModel {
        id: Unchanged(entry.id),
        chain_id: Set(entry.chain_id),
        seq: Set(entry.seq),
        previous: Set(entry.previous),
        hash: Set(entry.hash),
        key_id: Set(entry.key_id),
        ..Default::default()
    };
    Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}
