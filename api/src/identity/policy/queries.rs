//! SQL about who is kept out of what.

use chrono::{DateTime, Utc};
use hechang_entity::recusal::{self, Column, Entity};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::error::Internal;

/// The matters that somebody is kept out of.
pub(super) async fn kept_out_of(db: &impl ConnectionTrait, staff: Uuid) -> Result<Vec<Uuid>, Internal> {
    let standing = Entity::find().filter(Column::StaffId.eq(staff)).filter(Column::EndedAt.is_null());
    Ok(standing.select_only().column(Column::ApplicationId).into_tuple().all(db).await?)
}

/// Who is or was kept out of a matter, the newest first.
pub(super) async fn of_matter(
    db: &impl ConnectionTrait,
    matter: Uuid,
) -> Result<Vec<recusal::Model>, Internal> {
    let all = Entity::find().filter(Column::ApplicationId.eq(matter));
    Ok(all.order_by_desc(Column::Id).all(db).await?)
}

/// Keeps somebody out.
pub(super) async fn insert(db: &impl ConnectionTrait, row: recusal::Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Ends a recusal that stands; whether one did.
pub(super) async fn end(
    db: &impl ConnectionTrait,
    matter: Uuid,
    id: Uuid,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<bool, Internal> {
    let ended = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(at))
        .col_expr(Column::EndedBy, Expr::value(by))
        .filter(Column::Id.eq(id))
        .filter(Column::ApplicationId.eq(matter))
        .filter(Column::EndedAt.is_null());
    Ok(ended.exec(db).await?.rows_affected == 1)
}
