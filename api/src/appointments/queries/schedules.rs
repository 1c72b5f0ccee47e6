//! Weekly schedules.

use chrono::NaiveDate;
use hechang_entity::appointment_schedule::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::LockType,
};
use uuid::Uuid;

use crate::{error::Internal, platform::database::is_postgres};

pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    Ok(())
}

/// Whether a center ever had a schedule.
pub async fn any(db: &impl ConnectionTrait, center: Uuid) -> Result<bool, Internal> {
    Ok(Entity::find().filter(Column::CenterId.eq(center)).one(db).await?.is_some())
}

/// The schedules of a center that hold on any day of a span.
pub async fn between(
    db: &impl ConnectionTrait,
    center: Uuid,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Model>, Internal> {
    let lasts = Condition::any().add(Column::EffectiveUntil.is_null()).add(Column::EffectiveUntil.gte(from));
    let query = Entity::find()
        .filter(Column::CenterId.eq(center))
        .filter(Column::EffectiveFrom.lte(to))
        .filter(lasts);
    Ok(query.order_by_asc(Column::Opens).order_by_asc(Column::Id).all(db).await?)
}

/// Where a schedule stands in a center's list: by weekday, beginning and id.
pub type Place = (i16, String, Uuid);

/// The page of a center's schedules after one, without those that ended before a day.
pub async fn page(
    db: &impl ConnectionTrait,
    center: Uuid,
    since: NaiveDate,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let lasts = Condition::any().add(Column::EffectiveUntil.is_null()).add(Column::EffectiveUntil.gte(since));
    let behind = after.map(|(weekday, opens, id)| {
        let day = || Column::Weekday.eq(weekday);
        Condition::any()
            .add(Column::Weekday.gt(weekday))
            .add(Condition::all().add(day()).add(Column::Opens.gt(opens.clone())))
            .add(Condition::all().add(day()).add(Column::Opens.eq(opens)).add(Column::Id.gt(id)))
    });
    let query = Entity::find()
        .filter(Column::CenterId.eq(center))
        .filter(lasts)
        .filter(Condition::all().add_option(behind))
        .order_by_asc(Column::Weekday)
        .order_by_asc(Column::Opens)
        .order_by_asc(Column::Id);
    Ok(query.limit(limit).all(db).await?)
}

pub async fn by_mark(db: &impl ConnectionTrait, mark: i64) -> Result<Option<Model>, Internal> {
    Ok(Entity::find().filter(Column::Mark.eq(mark)).one(db).await?)
}

/// The schedule of a slot, held until the transaction ends. Shared, it would keep whoever changes it waiting for as long as
/// people book; so they take turns, and everybody's comes.
pub async fn lock_by_mark(db: &impl ConnectionTrait, mark: i64) -> Result<Option<Model>, Internal> {
    let one = Entity::find().filter(Column::Mark.eq(mark));
    let one = if is_postgres(db) { one.lock(LockType::NoKeyUpdate) } else { one };
    Ok(one.one(db).await?)
}

/// A schedule, held until the transaction ends: nobody books by it meanwhile.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    let one = Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock(LockType::NoKeyUpdate) } else { one };
    Ok(one.one(db).await?)
}

/// All schedules of a center, held until the transaction ends: nobody books there meanwhile.
pub async fn lock_all(db: &impl ConnectionTrait, center: Uuid) -> Result<Vec<Model>, Internal> {
    let all = Entity::find().filter(Column::CenterId.eq(center)).order_by_asc(Column::Id);
    let all = if is_postgres(db) { all.lock(LockType::NoKeyUpdate) } else { all };
    Ok(all.all(db).await?)
}

pub async fn update(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    let id = row.id;
    let changed = ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
    Entity::update_many().set(changed).filter(Column::Id.eq(id)).exec(db).await?;
    Ok(())
}
