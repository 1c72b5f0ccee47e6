//! Calendar days by layer and area.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use hechang_entity::{
    calendar_day::{ActiveModel, Column, Entity, Model},
    calendar_version,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter,
};

use crate::{
    error::Internal,
    organs::{area::Area, calendar_file::Day},
    platform::{change::Author, ids},
};

/// Rows a statement: SQLite and PostgreSQL take some ten thousand values at once.
const AT_ONCE: usize = 500;

/// All entries for some areas, in all their versions.
pub async fn days_of(db: &impl ConnectionTrait, areas: &BTreeSet<Area>) -> Result<Vec<Model>, Internal> {
    let any = areas.iter().fold(Condition::any(), |any, area| {
        any.add(Column::Layer.eq(area.layer()).and(Column::Scope.eq(area.scope())))
    });
    Ok(Entity::find().filter(any).all(db).await?)
}

/// Where entries of the calendar come from, by version.
pub async fn sources(
    db: &impl ConnectionTrait,
    versions: &BTreeSet<i32>,
) -> Result<HashMap<i32, String>, Internal> {
    use calendar_version::Column;
    let asked = calendar_version::Entity::find().filter(Column::Version.is_in(versions.iter().copied()));
    Ok(asked.all(db).await?.into_iter().map(|version| (version.version, version.source)).collect())
}

/// Begins a version of the calendar and answers its number.
pub async fn begin_version(
    db: &impl ConnectionTrait,
    source: &str,
    author: Author,
    at: DateTime<Utc>,
) -> Result<i32, Internal> {
    let row = calendar_version::ActiveModel {
        version: NotSet,
        source: Set(source.to_owned()),
        entered_by_kind: Set(author.kind().to_owned()),
        entered_by: Set(author.id()),
        entered_at: Set(at),
    };
    Ok(calendar_version::Entity::insert(row).exec(db).await?.last_insert_id)
}

/// Enters days for an area.
pub async fn enter(
    db: &impl ConnectionTrait,
    area: &Area,
    version: i32,
    days: &[Day],
) -> Result<(), Internal> {
    for chunk in days.chunks(AT_ONCE) {
        let rows = chunk.iter().map(|day| row(area, version, day));
        Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

fn row(area: &Area, version: i32, day: &Day) -> ActiveModel {
    ActiveModel {
        id: Set(ids::new_id()),
        layer: Set(area.layer()),
        scope: Set(area.scope().to_owned()),
        date: Set(day.date),
        kind: Set(day.kind),
        name: Set(day.name.clone()),
        version: Set(version),
    }
}
