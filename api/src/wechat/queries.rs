//! The SQL of accounts with `WeChat`, one function a question.

use hechang_entity::wechat_account::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    TryInsertResult, sea_query::Expr,
};
use uuid::Uuid;

use crate::error::Internal;

/// An account by the blind index of its openid.
pub async fn by_openid(db: &impl ConnectionTrait, index: &[u8]) -> Result<Option<Model>, Internal> {
    Ok(Entity::find().filter(Column::OpenidIndex.eq(index)).one(db).await?)
}

/// Inserts an account unless the openid is known; whether it did.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<bool, Internal> {
    let row: ActiveModel = row.into_active_model().reset_all();
    let inserted = Entity::insert(row)
        .on_conflict_do_nothing_on([Column::OpenidIndex])
        .exec_without_returning(db)
        .await?;
    // A conflict is `Inserted(0)` here: the database reports no row, sea-orm no conflict.
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// Gives an openid to another person.
pub async fn rebind(db: &impl ConnectionTrait, index: &[u8], citizen: Uuid) -> Result<(), Internal> {
    Entity::update_many()
        .col_expr(Column::CitizenId, Expr::value(citizen))
        .filter(Column::OpenidIndex.eq(index))
        .exec(db)
        .await?;
    Ok(())
}
