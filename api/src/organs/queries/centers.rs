//! Centers.

use hechang_entity::{
    center::{ActiveModel, Column, Entity, Model},
    organ,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{
    error::Internal,
    organs::model::{Center, Position},
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

/// The centers that these organs keep, in the order of codes.
pub async fn of_organs(db: &impl ConnectionTrait, organs: &[Uuid]) -> Result<Vec<Center>, Internal> {
    let kept = Entity::find().filter(Column::OrganId.is_in(organs.iter().copied()));
    let rows = kept.order_by_asc(Column::Code).find_also_related(organ::Entity).all(db).await?;
    rows.into_iter().map(center).collect()
}

/// The page after a code, in the order of codes.
pub async fn after_code(
    db: &impl ConnectionTrait,
    after: Option<String>,
    limit: u64,
) -> Result<Vec<Center>, Internal> {
    let mut query = Entity::find().order_by_asc(Column::Code).limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Code.gt(after));
    }
    query.find_also_related(organ::Entity).all(db).await?.into_iter().map(center).collect()
}

/// Where every center is.
pub async fn positions(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, Option<Position>)>, Internal> {
    let rows: Vec<(Uuid, Option<f64>, Option<f64>)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Latitude, Column::Longitude])
        .into_tuple()
        .all(db)
        .await?;
    let place = |north: Option<f64>, east: Option<f64>| {
        north.zip(east).and_then(|(north, east)| Position::new(north, east))
    };
    Ok(rows.into_iter().map(|(id, north, east)| (id, place(north, east))).collect())
}

pub async fn insert(db: &impl ConnectionTrait, center: &Center) -> Result<(), Internal> {
    let row = ActiveModel {
        id: Set(center.id),
        code: Set(center.code.clone()),
        organ_id: Set(center.organ_id),
        name: Set(serde_json::to_value(&center.name)?),
        address: Set(serde_json::to_value(&center.address)?),
        phone: Set(center.phone.clone()),
        latitude: Set(center.position.map(Position::latitude)),
        longitude: Set(center.position.map(Position::longitude)),
        opening_hours: Set(serde_json::to_value(&center.opening_hours)?),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

fn center((row, organ): (Model, Option<organ::Model>)) -> Result<Center, Internal> {
    let organ = organ.ok_or_else(|| Internal::msg("a center has no organ"))?;
    Center::of(row, &organ)
}
