//! Booked visits. Whose they are and in which centers stands in each question.

use chrono::{DateTime, Utc};
use hechang_entity::appointment::{ActiveModel, Column, Entity, Model, State};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::LockType,
};
use uuid::Uuid;

use crate::{error::Internal, platform::database::is_postgres};

pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    Ok(())
}

pub async fn update(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    let id = row.id;
    let changed = ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
    Entity::update_many().set(changed).filter(Column::Id.eq(id)).exec(db).await?;
    Ok(())
}

/// A citizen's own.
pub async fn own(db: &impl ConnectionTrait, citizen: Uuid, id: Uuid) -> Result<Option<Model>, Internal> {
    Ok(of_citizen(citizen).filter(Column::Id.eq(id)).one(db).await?)
}

/// A citizen's own, held until the transaction ends.
pub async fn lock_own(db: &impl ConnectionTrait, citizen: Uuid, id: Uuid) -> Result<Option<Model>, Internal> {
    held(db, of_citizen(citizen).filter(Column::Id.eq(id))).await
}

/// Any, held until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    held(db, Entity::find_by_id(id)).await
}

/// The one with a ticket, held until the transaction ends.
pub async fn lock_ticket(db: &impl ConnectionTrait, code: &str) -> Result<Option<Model>, Internal> {
    held(db, Entity::find().filter(Column::TicketCode.eq(code))).await
}

async fn held(db: &impl ConnectionTrait, one: Select<Entity>) -> Result<Option<Model>, Internal> {
    let one = if is_postgres(db) { one.lock(LockType::NoKeyUpdate) } else { one };
    Ok(one.one(db).await?)
}

/// Whether a ticket has this code.
pub async fn ticket_exists(db: &impl ConnectionTrait, code: &str) -> Result<bool, Internal> {
    Ok(Entity::find().filter(Column::TicketCode.eq(code)).count(db).await? > 0)
}

/// A citizen's own, the newest first.
pub async fn page_of_citizen(
    db: &impl ConnectionTrait,
    citizen: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let mine = of_citizen(citizen).order_by_desc(Column::Id).limit(limit);
    let mine = match after {
        Some(after) => mine.filter(Column::Id.lt(after)),
        None => mine,
    };
    Ok(mine.all(db).await?)
}

/// All of a citizen's.
pub async fn all_of(db: &impl ConnectionTrait, citizen: Uuid) -> Result<Vec<Model>, Internal> {
    Ok(of_citizen(citizen).order_by_asc(Column::Id).all(db).await?)
}

/// How many visits a citizen has ahead.
pub async fn count_ahead(
    db: &impl ConnectionTrait,
    citizen: Uuid,
    now: DateTime<Utc>,
) -> Result<u64, Internal> {
    let ahead = of_citizen(citizen).filter(Column::State.eq(State::Booked)).filter(Column::StartsAt.gt(now));
    Ok(ahead.count(db).await?)
}

/// How many visits to a center are ahead.
pub async fn count_ahead_at(
    db: &impl ConnectionTrait,
    center: Uuid,
    now: DateTime<Utc>,
) -> Result<u64, Internal> {
    let there = Entity::find().filter(Column::CenterId.eq(center)).filter(Column::State.eq(State::Booked));
    Ok(there.filter(Column::StartsAt.gt(now)).count(db).await?)
}

/// Whether a citizen has a place in a slot.
pub async fn has_place(db: &impl ConnectionTrait, citizen: Uuid, slot: Uuid) -> Result<bool, Internal> {
    let place =
        of_citizen(citizen).filter(Column::SlotId.eq(slot)).filter(Column::State.ne(State::Cancelled));
    Ok(place.count(db).await? > 0)
}

/// Where a visit stands in a day's list: its beginning, then its id.
pub type Place = (DateTime<Utc>, Uuid);

/// A part of the visits to a center that begin in a span, the earliest first; without cancelled ones.
pub async fn page_of_center(
    db: &impl ConnectionTrait,
    center: Uuid,
    (from, before): (DateTime<Utc>, DateTime<Utc>),
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let behind = after.map(|(at, id)| {
        let later = Condition::all().add(Column::StartsAt.eq(at)).add(Column::Id.gt(id));
        Condition::any().add(Column::StartsAt.gt(at)).add(later)
    });
    let query = Entity::find()
        .filter(Column::CenterId.eq(center))
        .filter(Column::StartsAt.gte(from))
        .filter(Column::StartsAt.lt(before))
        .filter(Column::State.ne(State::Cancelled))
        .filter(Condition::all().add_option(behind));
    let ordered = query.order_by_asc(Column::StartsAt).order_by_asc(Column::Id);
    Ok(ordered.limit(limit).all(db).await?)
}

fn of_citizen(citizen: Uuid) -> Select<Entity> {
    Entity::find().filter(Column::CitizenId.eq(citizen))
}
