//! SQL about what was erased.

use chrono::{DateTime, Utc};
use hechang_entity::erasure::{Column, Entity, Model};
use sea_orm::{
    ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, IntoActiveModel, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use crate::error::Internal;

/// Adds a batch to its run.
pub async fn add(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    let more = Expr::col((Entity, Column::Erased)).add(row.erased);
    let place = OnConflict::columns([Column::RunId, Column::Rule]).value(Column::Erased, more).to_owned();
    Entity::insert(row.into_active_model()).on_conflict(place).exec_without_returning(db).await?;
    Ok(())
}

/// What a rule has erased so far.
#[derive(FromQueryResult)]
pub struct Total {
    /// The rule's key.
    pub rule: String,
    /// How many records.
    pub erased: i64,
    /// When it last erased something.
    pub last: Option<DateTime<Utc>>,
    /// In how many runs.
    pub runs: i64,
}

/// The rules that have erased something.
pub async fn totals(db: &impl ConnectionTrait) -> Result<Vec<Total>, Internal> {
    let totals = Entity::find()
        .select_only()
        .column(Column::Rule)
        .column_as(Expr::col(Column::Erased).sum().cast_as("bigint"), "erased")
        .column_as(Expr::col(Column::At).max(), "last")
        .column_as(Expr::col(Column::Id).count(), "runs")
        .group_by(Column::Rule);
    Ok(totals.into_model::<Total>().all(db).await?)
}
