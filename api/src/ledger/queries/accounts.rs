//! Accounts.

use chrono::{DateTime, Utc};
use hechang_entity::ledger_account::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Func, OnConflict, Query},
};
use uuid::Uuid;

use crate::{
    error::Internal,
    ledger::chart::{Kind, Slot},
    platform::{database::is_postgres, ids},
};

/// The account of a slot, opened when there was none.
pub async fn open(db: &impl ConnectionTrait, slot: &Slot, now: DateTime<Utc>) -> Result<Model, Internal> {
    if let Some(found) = find(db, slot).await? {
        return Ok(found);
    }
    let (least, most) = slot.bounds();
    let row = ActiveModel {
        id: Set(ids::new_id()),
        organ_id: Set(slot.organ),
        year: Set(slot.year),
        kind: Set(slot.kind),
        subject_id: Set(slot.subject()),
        mandate_id: Set(slot.mandate()),
        instalment_id: Set(slot.instalment()),
        grantee_id: Set(slot.grantee()),
        beneficiary_id: Set(slot.beneficiary()),
        least: Set(least.count()),
        most: Set(most.count()),
        opened_at: Set(now),
    };
    let same = [Column::OrganId, Column::Year, Column::Kind, Column::SubjectId, Column::MandateId];
    Entity::insert(row)
        .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    find(db, slot).await?.ok_or_else(|| Internal::msg("an account that was opened isn't there"))
}

/// The account of a slot.
pub async fn find(db: &impl ConnectionTrait, slot: &Slot) -> Result<Option<Model>, Internal> {
    let query = Entity::find()
        .filter(Column::OrganId.eq(slot.organ))
        .filter(Column::Year.eq(slot.year))
        .filter(Column::Kind.eq(slot.kind))
        .filter(Column::SubjectId.eq(slot.subject()))
        .filter(Column::MandateId.eq(slot.mandate()));
    Ok(query.one(db).await?)
}

/// Holds an account until the transaction ends; SQLite's single writer holds everything. The row itself can't be held: that
/// needs the right to change it, which the serving role doesn't have ([`crate::kept_tables`]).
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<(), Internal> {
    if is_postgres(db) {
        let (_, random) = id.as_u64_pair();
        let hold = Func::cust("pg_advisory_xact_lock").arg(random.cast_signed());
        db.execute(Query::select().expr(hold)).await?;
    }
    Ok(())
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

pub async fn by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Model>, Internal> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// What a mandate holds, in a fixed order: an account for each person, and for each organ that paid.
pub async fn of_mandate(db: &impl ConnectionTrait, mandate: Uuid) -> Result<Vec<Model>, Internal> {
    let query = Entity::find().filter(Column::MandateId.eq(mandate)).filter(Column::Kind.eq(Kind::Custody));
    Ok(query.order_by_asc(Column::OrganId).order_by_asc(Column::Year).all(db).await?)
}

/// What these mandates hold.
pub async fn of_mandates(db: &impl ConnectionTrait, mandates: &[Uuid]) -> Result<Vec<Model>, Internal> {
    let query = Entity::find().filter(Column::MandateId.is_in(mandates.iter().copied()));
    Ok(query.filter(Column::Kind.eq(Kind::Custody)).all(db).await?)
}

/// The accounts of a person of a grant.
pub async fn of_grantee(db: &impl ConnectionTrait, grantee: Uuid) -> Result<Vec<Model>, Internal> {
    Ok(Entity::find().filter(Column::GranteeId.eq(grantee)).all(db).await?)
}

/// The accounts of custody of these people of grants, in the order in which they were opened.
pub async fn held_for(db: &impl ConnectionTrait, grantees: &[Uuid]) -> Result<Vec<Model>, Internal> {
    let query = Entity::find().filter(Column::GranteeId.is_in(grantees.iter().copied()));
    Ok(query.filter(Column::Kind.eq(Kind::Custody)).order_by_asc(Column::Id).all(db).await?)
}

/// The page of an organ's accounts of a year after one, by kind.
pub async fn page(
    db: &impl ConnectionTrait,
    (organ, year): (Uuid, i32),
    kind: Option<Kind>,
    after: Option<(Kind, Uuid, Uuid)>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let mut query = Entity::find()
        .filter(Column::OrganId.eq(organ))
        .filter(Column::Year.eq(year))
        .order_by_asc(Column::Kind)
        .order_by_asc(Column::SubjectId)
        .order_by_asc(Column::MandateId)
        .limit(limit);
    if let Some(kind) = kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if let Some((kind, subject, mandate)) = after {
        let same = Condition::all().add(Column::SubjectId.eq(subject)).add(Column::MandateId.gt(mandate));
        let later = Condition::any().add(Column::SubjectId.gt(subject)).add(same);
        let same = Condition::all().add(Column::Kind.eq(kind)).add(later);
        query = query.filter(Condition::any().add(Column::Kind.gt(kind)).add(same));
    }
    Ok(query.all(db).await?)
}

/// The accounts of these instalments.
pub async fn of_instalments(
    db: &impl ConnectionTrait,
    instalments: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Model>, Internal> {
    Ok(Entity::find().filter(Column::InstalmentId.is_in(instalments)).all(db).await?)
}
