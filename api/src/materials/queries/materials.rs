//! SQL about materials.

use chrono::{DateTime, Utc};
use hechang_entity::{
    application,
    material::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

use crate::{error::Internal, materials::model::Screening};

/// The files of several applications in the order of upload, without removed ones.
pub async fn of_applications(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Model>, Internal> {
    let kept = Entity::find()
        .filter(Column::ApplicationId.is_in(ids.iter().copied()))
        .filter(Column::RemovedAt.is_null());
    Ok(kept.order_by_asc(Column::Id).all(db).await?)
}

/// The files of an application of which a preview was made.
pub async fn with_preview(db: &impl ConnectionTrait, application: Uuid) -> Result<Vec<Uuid>, Internal> {
    let drawn = Entity::find().select_only().column(Column::Id).filter(Column::ApplicationId.eq(application));
    let shown = drawn.filter(Column::PreviewKey.is_not_null()).filter(Column::Screening.is_null());
    Ok(shown.into_tuple().all(db).await?)
}

/// One file of an application, unless it was removed.
pub async fn find(db: &impl ConnectionTrait, application: Uuid, id: Uuid) -> Result<Option<Model>, Internal> {
    let one = Entity::find_by_id(id)
        .filter(Column::ApplicationId.eq(application))
        .filter(Column::RemovedAt.is_null());
    Ok(one.one(db).await?)
}

/// Every file that an application ever had.
pub async fn ever_of(db: &impl ConnectionTrait, application: Uuid) -> Result<Vec<Model>, Internal> {
    Ok(Entity::find().filter(Column::ApplicationId.eq(application)).all(db).await?)
}

/// Adds a file.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Notes that a file was removed.
pub async fn remove(db: &impl ConnectionTrait, id: Uuid, at: DateTime<Utc>) -> Result<(), Internal> {
    let one = Entity::update_many().filter(Column::Id.eq(id));
    one.col_expr(Column::RemovedAt, Expr::value(at)).exec(db).await?;
    Ok(())
}

/// Forgets files that were removed before an instant.
pub async fn forget_removed(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), Internal> {
    Entity::delete_many().filter(Column::RemovedAt.lt(before)).exec(db).await?;
    Ok(())
}

/// Files that wait for the scanner, the oldest first.
pub async fn waiting(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let waiting = Entity::find()
        .filter(Column::Screening.eq(Screening::Waiting.word()))
        .filter(Column::RemovedAt.is_null())
        .filter(Column::Id.gt(after.unwrap_or(Uuid::nil())));
    Ok(waiting.order_by_asc(Column::Id).limit(limit).all(db).await?)
}

/// Notes that the scanner found nothing; false when the file doesn't wait any more.
pub async fn cleared(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, Internal> {
    settle(db, id, ActiveModel { screening: Set(None), ..ActiveModel::default() }).await
}

/// Notes that the scanner found malware, with a reason for the citizen; false when the file doesn't wait any more.
pub async fn infected(
    db: &impl ConnectionTrait,
    id: Uuid,
    state: &str,
    reason: Vec<u8>,
    at: DateTime<Utc>,
) -> Result<bool, Internal> {
    let refused = ActiveModel {
        state: Set(state.to_owned()),
        reason_sealed: Set(Some(reason)),
        judged_at: Set(Some(at)),
        screening: Set(Some(Screening::Infected.word().to_owned())),
        ..ActiveModel::default()
    };
    settle(db, id, refused).await
}

async fn settle(db: &impl ConnectionTrait, id: Uuid, settled: ActiveModel) -> Result<bool, Internal> {
    let waiting = Entity::update_many()
        .set(settled)
        .filter(Column::Id.eq(id))
        .filter(Column::Screening.eq(Screening::Waiting.word()))
        .filter(Column::RemovedAt.is_null());
    Ok(waiting.exec(db).await?.rows_affected == 1)
}

/// Writes what was found about a file.
pub async fn judge(db: &impl ConnectionTrait, id: Uuid, judged: ActiveModel) -> Result<(), Internal> {
    Entity::update_many().set(judged).filter(Column::Id.eq(id)).exec(db).await?;
    Ok(())
}

/// Bytes that a citizen has sent since an instant, also of what was removed again.
pub async fn sent_since(
    db: &impl ConnectionTrait,
    citizen: Uuid,
    since: DateTime<Utc>,
) -> Result<u64, Internal> {
    let mine = application::Entity::find()
        .select_only()
        .column(application::Column::Id)
        .filter(application::Column::CitizenId.eq(citizen));
    let sizes: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Size)
        .filter(Column::UploadedAt.gte(since))
        .filter(Column::ApplicationId.in_subquery(mine.into_query()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(sizes.into_iter().filter_map(|size| u64::try_from(size).ok()).sum())
}
