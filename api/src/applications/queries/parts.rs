//! SQL about what hangs on an application: what was sent, timeline, requests, clocks.

use chrono::{DateTime, Utc};
use hechang_entity::{
    application_clock as clock, application_event as event, application_request as request,
    application_submission as submission,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::error::Internal;

/// Everything that was sent, oldest first.
pub async fn submissions(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<submission::Model>, Internal> {
    let all = submission::Entity::find().filter(submission::Column::ApplicationId.eq(id));
    Ok(all.order_by_asc(submission::Column::Id).all(db).await?)
}

/// Everything that was sent of several applications, oldest first.
pub async fn all_submissions(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<submission::Model>, Internal> {
    let all = submission::Entity::find().filter(submission::Column::ApplicationId.is_in(ids.iter().copied()));
    Ok(all.order_by_asc(submission::Column::Id).all(db).await?)
}

/// Keeps what was sent.
pub async fn insert_submission(db: &impl ConnectionTrait, row: submission::Model) -> Result<(), Internal> {
    submission::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// The steps of several applications, oldest first.
pub async fn events(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<event::Model>, Internal> {
    let all = event::Entity::find().filter(event::Column::ApplicationId.is_in(ids.iter().copied()));
    Ok(all.order_by_asc(event::Column::Id).all(db).await?)
}

/// Adds a step.
pub async fn insert_event(db: &impl ConnectionTrait, row: event::Model) -> Result<(), Internal> {
    event::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Every request ever made to several applications, in the order in which they were made.
pub async fn requests(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<request::Model>, Internal> {
    let all = request::Entity::find().filter(request::Column::ApplicationId.is_in(ids.iter().copied()));
    Ok(all.order_by_asc(request::Column::Id).all(db).await?)
}

/// The latest round of correction; 0 before the first.
pub async fn last_round(db: &impl ConnectionTrait, id: Uuid) -> Result<i32, Internal> {
    let latest = request::Entity::find()
        .select_only()
        .column_as(request::Column::Round.max(), "round")
        .filter(request::Column::ApplicationId.eq(id));
    Ok(latest.into_tuple::<Option<i32>>().one(db).await?.flatten().unwrap_or(0))
}

/// Adds requests.
pub async fn insert_requests(db: &impl ConnectionTrait, rows: Vec<request::Model>) -> Result<(), Internal> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    request::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Marks what is asked of an application as answered.
pub async fn answer_requests(db: &impl ConnectionTrait, id: Uuid, at: DateTime<Utc>) -> Result<(), Internal> {
    request::Entity::update_many()
        .col_expr(request::Column::AnsweredAt, Expr::value(at))
        .filter(request::Column::ApplicationId.eq(id))
        .filter(request::Column::AnsweredAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// The clocks of an application.
pub async fn clocks(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<clock::Model>, Internal> {
    Ok(clock::Entity::find().filter(clock::Column::ApplicationId.eq(id)).all(db).await?)
}

/// Writes a clock; a limit that starts again takes the place of its former run.
pub async fn save_clock(db: &impl ConnectionTrait, row: clock::Model) -> Result<(), Internal> {
    use clock::Column;
    let place = OnConflict::columns([Column::ApplicationId, Column::LimitKey])
        .update_columns([
            Column::StartedOn,
            Column::CountedFrom,
            Column::Amount,
            Column::Unit,
            Column::DueOn,
            Column::PausedOn,
            Column::ResumedOn,
            Column::StoppedOn,
            Column::CalendarVersion,
        ])
        .to_owned();
    clock::Entity::insert(row.into_active_model()).on_conflict(place).exec_without_returning(db).await?;
    Ok(())
}

/// Applications with a clock that runs toward a date nobody could tell.
pub async fn without_date(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Uuid>, Internal> {
    use clock::Column;
    let unknown = clock::Entity::find()
        .select_only()
        .distinct()
        .column(Column::ApplicationId)
        .filter(Column::DueOn.is_null())
        .filter(Column::StoppedOn.is_null());
    Ok(unknown.limit(limit).into_tuple().all(db).await?)
}
