//! The record in the order of its chains.

use std::collections::HashMap;

use hechang_entity::{
    audit_entry::{Column, Entity, Model},
    audit_head,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{audit::model::Line, error::Internal};

/// Entries that have a place, chain by chain, each from its beginning.
pub async fn page(
    db: &impl ConnectionTrait,
    after: Option<(Uuid, i64, Uuid)>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let placed = Entity::find().filter(Column::ChainId.is_not_null()).filter(Column::Seq.is_not_null());
    let placed =
        placed.order_by_asc(Column::ChainId).order_by_asc(Column::Seq).order_by_asc(Column::Id).limit(limit);
    let placed = match after {
        Some((chain, seq, id)) => placed.filter(
            Condition::any()
                .add(Column::ChainId.gt(chain))
                .add(Column::ChainId.eq(chain).and(Column::Seq.gt(seq)))
                // The index makes places unique, unless somebody removed it.
                .add(Column::ChainId.eq(chain).and(Column::Seq.eq(seq)).and(Column::Id.gt(id))),
        ),
        None => placed,
    };
    Ok(placed.all(db).await?)
}

/// Entries without a place.
pub async fn unplaced(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Uuid>, Internal> {
    let without = Condition::any().add(Column::ChainId.is_null()).add(Column::Seq.is_null());
    let rows = Entity::find().select_only().column(Column::Id).filter(without);
    Ok(rows.order_by_asc(Column::Id).limit(limit).into_tuple().all(db).await?)
}

/// Where the chains end.
pub async fn heads(db: &impl ConnectionTrait) -> Result<Vec<audit_head::Model>, Internal> {
    Ok(audit_head::Entity::find().order_by_asc(audit_head::Column::ChainId).all(db).await?)
}

/// The hashes of the entries that anchors name.
pub async fn hashes(
    db: &impl ConnectionTrait,
    lines: &[Line],
) -> Result<HashMap<(Uuid, i64), Vec<u8>>, Internal> {
    if lines.is_empty() {
        return Ok(HashMap::new());
    }
    let named = lines.iter().fold(Condition::any(), |any, line| {
        any.add(Column::ChainId.eq(line.chain).and(Column::Seq.eq(line.seq)))
    });
    let columns = [Column::ChainId, Column::Seq, Column::Hash];
    let rows = Entity::find().select_only().columns(columns).filter(named);
    let rows: Vec<(Uuid, i64, Option<Vec<u8>>)> = rows.into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(chain, seq, hash)| ((chain, seq), hash.unwrap_or_default())).collect())
}

/// The facts of the entries of some acts, by id.
pub async fn of_acts(
    db: &impl ConnectionTrait,
    acts: &[&str],
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<(Uuid, Value)>, Internal> {
    let rows = Entity::find().select_only().columns([Column::Id, Column::Detail]);
    let rows = rows.filter(Column::Action.is_in(acts.iter().copied()));
    let rows = rows.filter(Column::Id.gt(after.unwrap_or(Uuid::nil())));
    Ok(rows.order_by_asc(Column::Id).limit(limit).into_tuple().all(db).await?)
}
