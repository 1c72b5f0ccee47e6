//! SQL about representations.

use hechang_entity::representation::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{error::Internal, platform::database::is_postgres};

/// The representation of an application.
pub async fn find(db: &impl ConnectionTrait, application: Uuid) -> Result<Option<Model>, Internal> {
    Ok(Entity::find_by_id(application).one(db).await?)
}

/// The same, held until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, application: Uuid) -> Result<Option<Model>, Internal> {
    let one = Entity::find_by_id(application);
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// Puts a representation in the place of the application's former one.
pub async fn put(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    let row: ActiveModel = row.into_active_model().reset_all();
    let place = OnConflict::column(Column::ApplicationId)
        .update_columns([
            Column::OrganId,
            Column::Kind,
            Column::FactsSealed,
            Column::ClaimsCollect,
            Column::State,
            Column::MayApply,
            Column::MayCollect,
            Column::ReasonSealed,
            Column::JudgedBy,
            Column::JudgedAt,
            Column::Version,
        ])
        .to_owned();
    Entity::insert(row).on_conflict(place).exec_without_returning(db).await?;
    Ok(())
}

/// A page of a citizen's representations, the newest matter first.
pub async fn of_citizen(
    db: &impl ConnectionTrait,
    citizen: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let mine = Entity::find().filter(Column::CitizenId.eq(citizen));
    let mine = mine.apply_if(after, |mine, after| mine.filter(Column::ApplicationId.lt(after)));
    Ok(mine.order_by_desc(Column::ApplicationId).limit(limit).all(db).await?)
}

/// Forgets it.
pub async fn delete(db: &impl ConnectionTrait, application: Uuid) -> Result<(), Internal> {
    Entity::delete_many().filter(Column::ApplicationId.eq(application)).exec(db).await?;
    Ok(())
}
