//! Places in slots, and numbers in the queue: the counters that no interleaving can lead astray.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use hechang_entity::{
    appointment_queue,
    appointment_slot::{ActiveModel, Column, Entity},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType, OnConflict},
};
use uuid::Uuid;

use crate::{
    appointments::model::{Schedule, Slot},
    error::Internal,
    platform::database::is_postgres,
};

/// How many places are taken in the slots of a center that begin in a span; slots nobody has booked are left out.
pub async fn taken(
    db: &impl ConnectionTrait,
    center: Uuid,
    from: DateTime<Utc>,
    before: DateTime<Utc>,
) -> Result<HashMap<Uuid, i32>, Internal> {
    let counted = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Booked])
        .filter(Column::CenterId.eq(center))
        .filter(Column::StartsAt.gte(from))
        .filter(Column::StartsAt.lt(before));
    let rows: Vec<(Uuid, i32)> = counted.into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// How many places are taken in a slot.
pub async fn booked(db: &impl ConnectionTrait, slot: Uuid) -> Result<i32, Internal> {
    let counted = Entity::find_by_id(slot).select_only().column(Column::Booked);
    Ok(counted.into_tuple().one(db).await?.unwrap_or_default())
}

/// Sees to it that a slot has its counter.
pub async fn open(db: &impl ConnectionTrait, schedule: &Schedule, slot: &Slot) -> Result<(), Internal> {
    let row = ActiveModel {
        id: Set(slot.id),
        schedule_id: Set(schedule.id),
        center_id: Set(schedule.center_id),
        starts_at: Set(slot.starts_at),
        booked: Set(0),
    };
    Entity::insert(row).on_conflict_do_nothing_on([Column::Id]).exec_without_returning(db).await?;
    Ok(())
}

/// Holds the counters of two slots, always in the same order, so that two visitors who change places don't wait for each other.
pub async fn hold(db: &impl ConnectionTrait, slots: [Uuid; 2]) -> Result<(), Internal> {
    if is_postgres(db) {
        let both = Entity::find().select_only().column(Column::Id).filter(Column::Id.is_in(slots));
        let held = both.order_by_asc(Column::Id).lock(LockType::NoKeyUpdate);
        held.into_tuple::<Uuid>().all(db).await?;
    }
    Ok(())
}

/// Takes a place; false when every one is taken. The database counts, not the program.
pub async fn take(db: &impl ConnectionTrait, slot: Uuid, capacity: i32) -> Result<bool, Internal> {
    let taken = Entity::update_many()
        .col_expr(Column::Booked, Expr::col(Column::Booked).add(1))
        .filter(Column::Id.eq(slot))
        .filter(Column::Booked.lt(capacity))
        .exec(db)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Gives a place back.
pub async fn release(db: &impl ConnectionTrait, slot: Uuid) -> Result<(), Internal> {
    let one = Entity::update_many().col_expr(Column::Booked, Expr::col(Column::Booked).sub(1));
    one.filter(Column::Id.eq(slot)).exec(db).await?;
    Ok(())
}

/// The next number in the queue of a center on a day, from 1.
pub async fn next_in_queue(
    db: &impl ConnectionTrait,
    center: Uuid,
    date: NaiveDate,
) -> Result<i32, Internal> {
    use appointment_queue::{ActiveModel, Column, Entity};
    let first = ActiveModel { center_id: Set(center), date: Set(date), last_no: Set(1) };
    let one_more = OnConflict::columns([Column::CenterId, Column::Date])
        .value(Column::LastNo, Expr::col((Entity, Column::LastNo)).add(1))
        .to_owned();
    let row = Entity::insert(first).on_conflict(one_more).exec_with_returning(db).await?;
    Ok(row.last_no)
}
