//! SQL about who must be told of their rights.

use chrono::{DateTime, NaiveDate, Utc};
use hechang_entity::{rights_person, rights_telling};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::{
    error::Internal,
    identity::policy::Reach,
    platform::{aging::Due, database::is_postgres},
};

/// Where a line stands in the list: since when it is known, then its id.
pub type Place = (NaiveDate, Uuid);

/// A part of the register, who has waited longest first, as far as matters of that organ and line may be opened.
pub async fn list(
    db: &impl ConnectionTrait,
    reach: &Reach,
    told: bool,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<rights_person::Model>, Internal> {
    use rights_person::Column::{Id, KnownSince, Line, OrganId, ToldAt};
    let organs: &[Uuid] = if reach.sees_matters() { &reach.organs } else { &[] };
    let line = reach.staff.line.map(|line| Condition::any().add(Line.is_null()).add(Line.eq(line.word())));
    let behind = |(since, id): Place| {
        let same = Condition::all().add(KnownSince.eq(since)).add(Id.gt(id));
        Condition::any().add(KnownSince.gt(since)).add(same)
    };
    let page = rights_person::Entity::find()
        .filter(OrganId.is_in(organs.iter().copied()))
        .filter(if told { ToldAt.is_not_null() } else { ToldAt.is_null() })
        .filter(Condition::all().add_option(line))
        .apply_if(after, |page, place| page.filter(behind(place)));
    Ok(page.order_by_asc(KnownSince).order_by_asc(Id).limit(limit).all(db).await?)
}

/// One entry, whoever asks.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<rights_person::Model>, Internal> {
    Ok(rights_person::Entity::find_by_id(id).one(db).await?)
}

/// The same, held until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<rights_person::Model>, Internal> {
    let one = rights_person::Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// Keeps an entry.
pub async fn insert(db: &impl ConnectionTrait, row: rights_person::Model) -> Result<(), Internal> {
    rights_person::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Writes an entry that was held.
pub async fn update(db: &impl ConnectionTrait, row: rights_person::Model) -> Result<(), Internal> {
    rights_person::Entity::update(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    Ok(())
}

/// Keeps that somebody was told.
pub async fn insert_telling(db: &impl ConnectionTrait, row: rights_telling::Model) -> Result<(), Internal> {
    rights_telling::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// What was recorded of an entry, the oldest first.
pub async fn tellings(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<rights_telling::Model>, Internal> {
    let all = rights_telling::Entity::find().filter(rights_telling::Column::PersonId.eq(id));
    Ok(all.order_by_asc(rights_telling::Column::Id).all(db).await?)
}

/// Entries of people who were told at this instant or before.
pub fn due(cutoff: DateTime<Utc>) -> Due<rights_person::Entity> {
    let when = Condition::all().add(rights_person::Column::ToldAt.lte(cutoff));
    Due { key: rights_person::Column::Id, when }
}
