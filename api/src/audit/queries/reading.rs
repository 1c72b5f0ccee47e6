//! The record as auditors read it. Only here is their scope put into words.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use hechang_entity::{
    audit_anchor,
    audit_entry::{Column, Entity, Model},
    audit_head,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use crate::{
    audit::model::{Filter, Scope},
    error::Internal,
};

/// Where a page begins: an instant, and the entry within it.
pub type Place = (DateTime<Utc>, Uuid);

/// Entries of a scope, the newest first.
pub async fn page(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let rows = filtered(in_scope(scope), filter).order_by_desc(Column::At).order_by_desc(Column::Id);
    let rows = match after {
        Some((at, id)) => {
            rows.filter(Condition::any().add(Column::At.lt(at)).add(Column::At.eq(at).and(Column::Id.lt(id))))
        }
        None => rows,
    };
    Ok(rows.limit(limit).all(db).await?)
}

fn in_scope(scope: &Scope) -> Select<Entity> {
    let organs = Condition::any().add(Column::OrganId.is_in(scope.organs.iter().copied()));
    let house = scope.house.then(|| Column::OrganId.is_null());
    Entity::find().filter(organs.add_option(house))
}

fn filtered(rows: Select<Entity>, filter: &Filter) -> Select<Entity> {
    let about = |id: Uuid, column: Column| Condition::any().add(column.eq(id)).add(Column::SubjectId.eq(id));
    let all = Condition::all()
        .add_option(filter.person.map(|id| about(id, Column::ActorId)))
        .add_option(filter.case.map(|id| about(id, Column::CaseId)))
        .add_option(filter.act.as_ref().map(|act| Column::Action.eq(act)))
        .add_option(filter.from.map(|from| Column::At.gte(from)))
        .add_option(filter.until.map(|until| Column::At.lt(until)));
    rows.filter(all)
}

/// What an incident report looks for.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Who saw, or whose account was seen.
    pub person: Option<Uuid>,
    /// The person's matters.
    pub cases: Vec<Uuid>,
    /// From this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

/// Entries of acts that see, by a person or of a person's, the oldest first.
pub async fn seen(
    db: &impl ConnectionTrait,
    acts: &[&str],
    seen: &Seen,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let cases = || seen.cases.iter().copied();
    let whose = seen.person.map(|person| {
        Condition::any()
            .add(Column::ActorId.eq(person))
            .add(Column::SubjectId.eq(person))
            .add(Column::SubjectId.is_in(cases()))
            .add(Column::CaseId.is_in(cases()))
    });
    let all = Condition::all()
        .add_option(whose)
        .add_option(seen.from.map(|from| Column::At.gte(from)))
        .add_option(seen.until.map(|until| Column::At.lt(until)));
    oldest(acts, after).filter(all).limit(limit).all(db).await.map_err(Internal::from)
}

/// Entries of some acts since an instant, the oldest first.
pub async fn of_acts(
    db: &impl ConnectionTrait,
    acts: &[&str],
    since: Option<DateTime<Utc>>,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let since = Condition::all().add_option(since.map(|since| Column::At.gte(since)));
    oldest(acts, after).filter(since).limit(limit).all(db).await.map_err(Internal::from)
}

fn oldest(acts: &[&str], after: Option<Place>) -> Select<Entity> {
    let rows = Entity::find().filter(Column::Action.is_in(acts.iter().copied()));
    let rows = rows.order_by_asc(Column::At).order_by_asc(Column::Id);
    match after {
        Some((at, id)) => {
            rows.filter(Condition::any().add(Column::At.gt(at)).add(Column::At.eq(at).and(Column::Id.gt(id))))
        }
        None => rows,
    }
}

/// Whether one of these acts was done to something.
pub async fn has_entry(db: &impl ConnectionTrait, acts: &[&str], subject: Uuid) -> Result<bool, Internal> {
    let rows = Entity::find().filter(Column::SubjectId.eq(subject));
    let rows = rows.filter(Column::Action.is_in(acts.iter().copied()));
    Ok(rows.limit(1).one(db).await?.is_some())
}

/// The newest entry of an act that concerns the whole record.
pub async fn newest_of(db: &impl ConnectionTrait, act: &str) -> Result<Option<Model>, Internal> {
    let rows = Entity::find().filter(Column::Action.eq(act));
    Ok(rows.order_by_desc(Column::At).order_by_desc(Column::Id).limit(1).one(db).await?)
}

/// The ends of some chains.
pub async fn heads(db: &impl ConnectionTrait, chains: &[Uuid]) -> Result<Vec<audit_head::Model>, Internal> {
    use audit_head::Column;
    let rows = audit_head::Entity::find().filter(Column::ChainId.is_in(chains.iter().copied()));
    Ok(rows.order_by_asc(Column::ChainId).all(db).await?)
}

/// When some chains were last anchored, and at which number.
pub async fn anchored(
    db: &impl ConnectionTrait,
    chains: &[Uuid],
) -> Result<HashMap<Uuid, (DateTime<Utc>, i64)>, Internal> {
    use audit_anchor::Column;
    let rows = audit_anchor::Entity::find()
        .select_only()
        .column(Column::ChainId)
        .column_as(Column::At.max(), "at")
        .column_as(Column::Seq.max(), "seq")
        .filter(Column::ChainId.is_in(chains.iter().copied()))
        .group_by(Column::ChainId);
    let rows: Vec<(Uuid, DateTime<Utc>, i64)> = rows.into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(chain, at, seq)| (chain, (at, seq))).collect())
}
