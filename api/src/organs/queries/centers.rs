//! Centers.

use hechang_entity::{
    center::{ActiveModel, Column, Entity, Model},
    organ,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::LockType,
};
use uuid::Uuid;

use crate::{
    error::Internal,
    organs::model::{Center, Position},
    platform::database::is_postgres,
};

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Center>, Internal> {
    let row = Entity::find_by_id(id).find_also_related(organ::Entity).one(db).await?;
    row.map(center).transpose()
}

pub async fn by_code(db: &impl ConnectionTrait, code: &str) -> Result<Option<Center>, Internal> {
    let row = Entity::find().filter(Column::Code.eq(code)).find_also_related(organ::Entity).one(db).await?;
    row.map(center).transpose()
}

pub async fn by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Center>, Internal> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .find_also_related(organ::Entity)
        .all(db)
        .await?;
    rows.into_iter().map(center).collect()
}

/// All of them, in the order of codes.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Center>, Internal> {
    let rows = Entity::find().order_by_asc(Column::Code).find_also_related(organ::Entity).all(db).await?;
    rows.into_iter().map(center).collect()
}

/// The open centers that these organs keep, in the order of codes.
pub async fn of_organs(db: &impl ConnectionTrait, organs: &[Uuid]) -> Result<Vec<Center>, Internal> {
    let kept = Entity::find().filter(Column::OrganId.is_in(organs.iter().copied()));
    let rows = kept
        .filter(Column::ClosedAt.is_null())
        .order_by_asc(Column::Code)
        .find_also_related(organ::Entity)
        .all(db)
        .await?;
    rows.into_iter().map(center).collect()
}

/// The page of open centers after a code, in the order of codes.
pub async fn after_code(
    db: &impl ConnectionTrait,
    after: Option<String>,
    limit: u64,
) -> Result<Vec<Center>, Internal> {
    let mut query = Entity::find().filter(Column::ClosedAt.is_null()).order_by_asc(Column::Code).limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Code.gt(after));
    }
    query.find_also_related(organ::Entity).all(db).await?.into_iter().map(center).collect()
}

/// Where every open center is.
pub async fn positions(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, Option<Position>)>, Internal> {
    let rows: Vec<(Uuid, Option<f64>, Option<f64>)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Latitude, Column::Longitude])
        .filter(Column::ClosedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let place = |north: Option<f64>, east: Option<f64>| {
        north.zip(east).and_then(|(north, east)| Position::new(north, east))
    };
    Ok(rows.into_iter().map(|(id, north, east)| (id, place(north, east))).collect())
}

pub async fn insert(db: &impl ConnectionTrait, center: &Center) -> Result<(), Internal> {
    Entity::insert(row(center)?).exec_without_returning(db).await?;
    Ok(())
}

pub async fn update(db: &impl ConnectionTrait, center: &Center) -> Result<(), Internal> {
    Entity::update(row(center)?).exec_without_returning(db).await?;
    Ok(())
}

fn row(center: &Center) -> Result<ActiveModel, Internal> {
    Ok(ActiveModel {
        id: Set(center.id),
        code: Set(center.code.clone()),
        organ_id: Set(center.organ_id),
        name: Set(serde_json::to_value(&center.name)?),
        address: Set(serde_json::to_value(&center.address)?),
        phone: Set(center.phone.clone()),
        latitude: Set(center.position.map(Position::latitude)),
        longitude: Set(center.position.map(Position::longitude)),
        opening_hours: Set(serde_json::to_value(&center.opening_hours)?),
        closed_at: Set(center.closed_at),
        version: Set(center.version),
    })
}

/// One of them, held until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Center>, Internal> {
    let one = Entity::find_by_id(id).select_only().column(Column::Id);
    let one = if is_postgres(db) { one.lock(LockType::NoKeyUpdate) } else { one };
    match one.into_tuple::<Uuid>().one(db).await? {
        Some(id) => by_id(db, id).await,
        None => Ok(None),
    }
}

/// The centers of these organs after a code, closed ones too, in the order of codes.
pub async fn page_of_organs(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
    after: Option<String>,
    limit: u64,
) -> Result<Vec<Center>, Internal> {
    let mut query = Entity::find().filter(Column::OrganId.is_in(organs.iter().copied()));
    if let Some(after) = after {
        query = query.filter(Column::Code.gt(after));
    }
    let page = query.order_by_asc(Column::Code).limit(limit).find_also_related(organ::Entity);
    page.all(db).await?.into_iter().map(center).collect()
}

fn center((row, organ): (Model, Option<organ::Model>)) -> Result<Center, Internal> {
    let organ = organ.ok_or_else(|| Internal::msg("a center has no organ"))?;
    Center::of(row, &organ)
}
